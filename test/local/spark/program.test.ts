import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { until } from '../../../local/processes/processes';
import { prepareSpark } from '../../../local/spark/installation';
import { SparkProgram } from '../../../local/spark/program';

const folder = mkdtempSync(join(tmpdir(), 'spark-program-'));
let programs = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A Spark whose `spark-submit` is a script. */
function program(script: string, args: string[] = []): SparkProgram {
  const home = join(folder, `home-${++programs}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'spark-submit'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return new SparkProgram({
    spark: { version: '0', home, python: '/python' }, args, folder: join(home, 'work'), name: 'submit', env: { EXTRA: 'yes' },
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('passes words as they are, in an environment of its own', async () => {
  const file = join(folder, 'seen');
  process.env.SPARK_OPTS = 'of the user';
  await program(`printf '%s|' "$@" "$EXTRA" "$KUBECONFIG" "$PYSPARK_PYTHON" "$SPARK_OPTS" > ${file}`, ['--conf', 'a=b c', '$HOME'])
    .ended(10);
  delete process.env.SPARK_OPTS;
  expect(readFileSync(file, 'utf8')).toBe('--conf|a=b c|$HOME|yes|/dev/null|/python||');
});

test('a failure shows the last lines of the log, without the frames of the stack', async () => {
  await expect(program('echo first; echo "Exception: no"; printf "\\tat a.b(C.java)\\n"; exit 3').ended(10))
    .rejects.toThrow(/^spark-submit ended with status 3; the last lines of its log:\nfirst\nException: no$/);
});

test('is ended when its time is over', async () => {
  const slow = program('sleep 60');
  await expect(slow.ended(0.2)).rejects.toThrow(/^spark-submit did not end within 0.2 s/);
  expect(slow.isRunning).toBe(false);
});

test('stop() ends what it started as well, and leaves no handler behind', async () => {
  const before = process.listenerCount('exit');
  const file = join(folder, 'child');
  const running = program(`sleep 60 & echo $! > ${file}; wait`);
  await until('the child', 10, async () => readFileSync(file, 'utf8').trim() !== '');
  const child = Number(readFileSync(file, 'utf8'));
  expect([running.isRunning, isAlive(child)]).toEqual([true, true]);
  await running.stop();
  await until('the end of the child', 10, async () => !isAlive(child));
  expect([running.isRunning, process.listenerCount('exit')]).toEqual([false, before]);
});

test('without Java there is no Spark, and nothing is installed', () => {
  const before = process.env;
  process.env = { PATH: folder };
  const log: string[] = [];
  const spark = prepareSpark((line) => log.push(line));
  process.env = before;
  expect([spark, log]).toEqual([undefined, []]);
});
