import { spawnSync } from 'child_process';
import { Problem } from '../../inspect/assembly/command-line';

/** Programs that only the user can install, with the arguments by which they say that they are there. */
const TOOLS = [
  { command: 'go', args: ['version'], what: 'Go 1.26 or newer' },
  { command: 'python3', args: ['--version'], what: 'Python 3.11 or newer' },
];

/** Fails with one line for each tool that is missing, before anything is built or started. */
export function requireTools(): void {
  const missing = TOOLS.filter(({ command, args }) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0);
  if (missing.length > 0) {
    throw new Problem(missing.map(({ command, what }) => `\`${command}\` is not on the PATH; install ${what}`).join('\n'));
  }
}
