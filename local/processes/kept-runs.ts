import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { pause } from './processes';
import { Problem } from '../../inspect/assembly/command-line';
import { BUILD } from '../build/build';

const FOLDER = path.join(BUILD, 'kept');

/** Notes that this process keeps a cluster up, until it ends. */
export function noteKeptRun(): void {
  const file = path.join(FOLDER, String(process.pid));
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(file, '');
  process.once('exit', () => fs.rmSync(file, { force: true }));
}

/** Asks every run with `--keep` to destroy and end, and waits for it. */
export async function stopKeptRuns(log: (line: string) => void): Promise<void> {
  const pids = (fs.existsSync(FOLDER) ? fs.readdirSync(FOLDER) : []).map(Number).filter(isOurs);
  if (pids.length === 0) {
    throw new Problem('nothing runs with --keep');
  }
  for (const pid of pids) {
    log(`ending run ${pid}`);
    process.kill(pid, 'SIGTERM');
    while (isOurs(pid)) {
      await pause(200);
    }
  }
}

/** A pid is used again after its process ended: the command must be ours as well. */
function isOurs(pid: number): boolean {
  return spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout.includes(
    path.join('local', 'main'),
  );
}
