import type { ChildProcess } from 'child_process';
import { spawn } from 'child_process';
import * as path from 'path';
import * as readline from 'readline';
import { Problem } from '../../inspect/assembly/command-line';

interface Pending {
  readonly resolve: (result: any) => void;
  readonly reject: (error: Error) => void;
}

/** The AWS SDK of the emulator's virtual environment, in a process of its own that we talk to in lines of JSON. */
export class CloudClient {
  private readonly pending = new Map<number, Pending>();
  private readonly child: ChildProcess;
  private last = 0;
  private complaint = '';

  /** `python` is the interpreter of the virtual environment, `environment` that of a client of the emulator. */
  constructor(python: string, environment: Readonly<Record<string, string>>) {
    this.child = spawn(python, ['-B', path.join(__dirname, '..', 'python', 'cloud.py')], {
      stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: {
        PATH: process.env.PATH, HOME: process.env.HOME, ...environment,
      },
    });
    readline.createInterface(this.child.stdout!).on('line', (line) => this.answer(line));
    this.child.stderr!.on('data', (chunk) => { this.complaint = (this.complaint + chunk).slice(-2000); });
    this.child.once('exit', () => this.pending.forEach(({ reject }) => reject(
      new Problem(`the client of the AWS emulator ended:\n${this.complaint.trimEnd()}`),
    )));
  }

  public get pid(): number {
    return this.child.pid!;
  }

  /** Calls one of the operations of `cloud.py`. */
  public async call<T = any>(operation: string, request: object = {}): Promise<T> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.child.stdin!.write(`${JSON.stringify({ ...request, id, operation })}\n`);
    });
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.stdin!.end();
      await ended;
    }
  }

  private answer(line: string): void {
    const { id, result, error } = JSON.parse(line);
    const { resolve, reject } = this.pending.get(id)!;
    this.pending.delete(id);
    if (error === undefined) {
      resolve(result);
    } else {
      reject(new Problem(error));
    }
  }
}
