import { spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { pause, Processes, until } from '../../../local/processes/processes';

jest.setTimeout(60_000); // each starts Node and its loader

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Processes', () => {
  test('are stopped by their own pids, also one that does not listen', async () => {
    const processes = new Processes(join(folder, 'a'));
    processes.start({ name: 'meek', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] });
    const { pids } = processes;
    expect(pids.filter(alive)).toHaveLength(1);
    await processes.stopAll();
    expect(pids.filter(alive)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('do not outlive whoever started them, killed by %s', async (signal) => {
    const script = `const { Processes } = require(${JSON.stringify(resolve('local/processes/processes.ts'))});
      const processes = new Processes(${JSON.stringify(join(folder, `orphans-${signal}`))});
      processes.start({ name: 'long', command: 'sleep', args: ['600'] });
      console.log(processes.pids[0]);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--require', resolve('node_modules/tsx/dist/preflight.cjs'), '--import', 'tsx', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(await new Promise<string>((done) => parent.stdout.once('data', (chunk) => done(String(chunk)))));
    expect(alive(pid)).toBe(true);
    parent.kill(signal);
    await until('it is gone', 10, async () => !alive(pid));
  });

  test('one that dies is named with the last lines of its log', async () => {
    const processes = new Processes(join(folder, 'b'));
    processes.start({ name: 'sick', command: process.execPath, args: ['-e', 'console.error("no port"); process.exit(3)'] });
    await expect(processes.until('sick is ready', 10, async () => false)).rejects.toThrow(/^sick ended with status 3; .*\nno port$/s);
    await processes.stopAll();
  });

  test('work that breaks because one died is told as its end, and work that hangs does not wait', async () => {
    for (const work of [async () => { throw new Error('connection refused'); }, async () => new Promise(() => {})]) {
      const processes = new Processes(mkdtempSync(join(folder, 'd')));
      processes.start({ name: 'server', command: process.execPath, args: ['-e', 'console.log("disk full"); process.exit(1)'] });
      await expect(processes.whileAlive(async () => { await pause(100); return work(); })).rejects.toThrow(
        /^server ended with status 1; .*\ndisk full$/s,
      );
      await processes.stopAll();
    }
  });

  test('of a Go program that panics, what it says is told and not its stacks', async () => {
    const processes = new Processes(join(folder, 'e'));
    const script =
      'console.error("no space left\\npanic: no space left\\n\\ngoroutine 1 [running]:\\n" + "main.main()\\n".repeat(40)); process.exit(2)';
    processes.start({ name: 'panicking', command: process.execPath, args: ['-e', script] });
    await expect(processes.until('it is ready', 10, async () => false)).rejects.toThrow(/:\nno space left\npanic: no space left$/);
    await processes.stopAll();
  });

  test('that are stopped can be neither started again nor waited for', async () => {
    const processes = new Processes(join(folder, 'f'));
    const waiting = processes.until('something', 60, async () => false);
    await Promise.all([processes.stopAll(), processes.stopAll(), expect(waiting).rejects.toThrow('every process is stopped')]);
    expect(() => processes.start({ name: 'late', command: 'true', args: [] })).toThrow('every process is stopped');
  });

  test('waiting has an end', async () => {
    const processes = new Processes(join(folder, 'c'));
    await expect(processes.until('the moon', 0.2, async () => false)).rejects.toThrow(/the moon/);
  });
});
