import type { ChildProcess } from 'child_process';
import { spawn } from 'child_process';

/** Reads `+ <pid>` and `- <pid>`, a line each, and kills what is left of them at the end of its input. */
const SCRIPT = `
while read -r sign pid; do
  rest=
  for other in $pids; do [ "$other" = "$pid" ] || rest="$rest $other"; done
  pids=$rest
  [ "$sign" = + ] && pids="$pids $pid"
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
`;

/** Ends processes when this one ends without having done so: its pipe closes, however it died. */
export class Guardian {
  private readonly child: ChildProcess;

  constructor() {
    // out of reach of Ctrl-C
    this.child = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.child.stdin!.on('error', () => {}); // it may be killed as well
    this.child.unref();
    (this.child.stdin as unknown as { unref(): void }).unref();
  }

  public watch(pid: number): void {
    this.child.stdin!.write(`+ ${pid}\n`);
  }

  public forget(pid: number): void {
    this.child.stdin!.write(`- ${pid}\n`);
  }

  /** Ends the guardian itself. */
  public async leave(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.stdin!.end();
      await ended;
    }
  }
}
