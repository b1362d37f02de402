import type { ChildProcess } from 'child_process';
import { spawn } from 'child_process';
import * as fs from 'fs';
import * as net from 'net';
import * as os from 'os';
import * as path from 'path';
import { Guardian } from './guardian';
import { Problem } from '../../inspect/assembly/command-line';

export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

interface Running {
  readonly name: string;
  readonly child: ChildProcess;
}

/** Milliseconds until the end of a process is known to us: its connections break first. */
const DEATH_NOTICE = 300;

/** The processes of one control plane: each has a log and is stopped by its own pid, the last started first. */
export class Processes {
  private readonly running: Running[] = [];
  /** When everything else fails, nothing outlives us. */
  private readonly guardian = new Guardian();
  private isClosed = false;
  private failure?: Problem;
  private onFailure?: (error: Problem) => void;

  /** `folder` receives one log file a process. */
  constructor(private readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
  }

  /** Ids of the processes that run. */
  public get pids(): number[] {
    return this.running.flatMap(({ child }) => (isOver(child) ? [] : [child.pid!]));
  }

  public start(options: ProcessOptions): void {
    this.requireOpen();
    const log = fs.openSync(this.logOf(options.name), 'a');
    const child = spawn(options.command, options.args, {
      stdio: ['ignore', log, log],
      cwd: options.cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
      detached: true, // Ctrl-C reaches us alone, and we stop them in order
    });
    fs.closeSync(log);
    const running = { name: options.name, child };
    child.once('error', (error) => this.died(running, error.message));
    child.once('exit', (code, signal) => this.died(running, `ended with ${signal ?? `status ${code}`}`));
    this.running.push(running);
    if (child.pid !== undefined) {
      this.guardian.watch(child.pid);
    }
  }

  /** Says whether a process of this name was started and not stopped. */
  public has(name: string): boolean {
    return this.running.some((candidate) => candidate.name === name);
  }

  /** Path of a process's log. */
  public logOf(name: string): string {
    return path.join(this.folder, `${name}.log`);
  }

  /** The last lines of a process's log, without the stacks of Go that may follow what it has to say. */
  public tail(name: string, lines = 15): string {
    const all = fs.readFileSync(this.logOf(name), 'utf8').trimEnd().split('\n');
    const stacks = all.findIndex((line) => /^goroutine \d+ .*\[/.test(line));
    return all.slice(0, stacks > 0 ? stacks : undefined).join('\n').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Waits as {@link until} does, but no longer than all processes live. */
  public async until(what: string, seconds: number, probe: () => Promise<boolean>): Promise<void> {
    await until(what, seconds, async () => {
      this.requireOpen();
      if (this.failure !== undefined) {
        throw this.failure;
      }
      return probe();
    });
  }

  /**
   * Does the work as long as all processes live. What fails because one has ended is told as the end of that process.
   */
  public async whileAlive<T>(work: () => Promise<T>): Promise<T> {
    const death = new Promise<never>((_, reject) => { this.onFailure = reject; });
    try {
      return await Promise.race([work(), death]);
    } catch (error) {
      await pause(DEATH_NOTICE);
      throw this.failure ?? error;
    }
  }

  /** Stops one process, as a fault or an end. */
  public async stop(name: string): Promise<void> {
    const index = this.running.findIndex((candidate) => candidate.name === name);
    if (index >= 0) {
      const [{ child }] = this.running.splice(index, 1);
      await end(child);
      this.guardian.forget(child.pid ?? 0);
    }
  }

  /** Stops every process; nothing can be started or waited for any more. */
  public async stopAll(): Promise<void> {
    this.isClosed = true;
    while (this.running.length > 0) {
      await this.stop(this.running[this.running.length - 1].name);
    }
    await this.guardian.leave();
  }

  private requireOpen(): void {
    if (this.isClosed) {
      throw new Problem('every process is stopped');
    }
  }

  private died(running: Running, how: string): void {
    if (this.running.includes(running) && this.failure === undefined) {
      this.failure = new Problem(`${running.name} ${how}; the last lines of its log:\n${this.tail(running.name)}`);
      this.onFailure?.(this.failure);
    }
  }
}

/** A port of 127.0.0.1 that nobody uses. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits that are meant for an idle machine, stretched on a busy one. */
const MOST_PATIENCE = 10;

/**
 * Asks again until `probe` is true; fails with `what` after `seconds`, more on a machine that is busy with other
 * things. An error of the probe counts as "not yet", except a {@link Problem}, which ends the wait.
 */
export async function until(what: string, seconds: number, probe: () => Promise<boolean>): Promise<void> {
  const started = Date.now();
  while (!(await isTrue(probe))) {
    const most = seconds * patience();
    if (Date.now() - started > most * 1000) {
      throw new Problem(`${what}: not within ${Math.round(most)} s`);
    }
    await pause(100);
  }
}

/** Factor by which things take longer than on an idle machine, 1 or more. */
export function patience(): number {
  return Math.min(MOST_PATIENCE, Math.max(1, os.loadavg()[0] / os.cpus().length));
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function isTrue(probe: () => Promise<boolean>): Promise<boolean> {
  try {
    return await probe();
  } catch (error) {
    if (error instanceof Problem) {
      throw error;
    }
    return false;
  }
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function end(child: ChildProcess): Promise<void> {
  if (isOver(child)) {
    return;
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(kill);
}
