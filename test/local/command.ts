import type { ChildProcess } from 'child_process';
import { spawn } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { pause } from '../../local/processes/processes';

const TSX = resolve('node_modules/tsx/dist/cli.mjs');
const MAIN = [TSX, resolve('local/main.ts')];

/** Command of a shell that runs an app of this project. */
export function commandOf(app: string, ...words: readonly string[]): string {
  return [process.execPath, TSX, resolve(app), ...words].map((word) => `"${word}"`).join(' ');
}

export interface CommandOptions {
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the command, with `{}` for its folder of temporary files. */
  readonly prefix?: readonly string[];
  /** Called again and again while it runs, with what it has printed, the ids of the processes below it, and its own. */
  readonly meanwhile?: (printed: string, pids: readonly number[], command: number) => void;
}

/** Traces of one run of `npm run local`. */
export interface Outcome {
  readonly status: number | null;
  readonly printed: string;
  readonly complained: string;
  /** Ids of all processes that it started, and of those that still live. */
  readonly started: readonly number[];
  readonly alive: readonly number[];
  /** Files in the folder of temporary files after its end. */
  readonly files: readonly string[];
}

/** Runs the command with a folder of temporary files of its own. */
export async function runLocal(
  words: readonly string[], { env = {}, prefix = [], meanwhile = () => {} }: CommandOptions = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'local-command-'));
  const [command, ...args] = [...prefix.map((word) => word.replace('{}', folder)), process.execPath, ...MAIN, ...words];
  const child = spawn(command, args, { env: { ...process.env, TMPDIR: folder, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, complained] = [collect(child.stdout!), collect(child.stderr!)];
  const started = new Set<number>();
  while (!isOver(child)) {
    const below = descendants(child.pid!);
    below.forEach((pid) => started.add(pid));
    meanwhile(printed(), below, child.pid!);
    await pause(50);
  }
  const files = readdirSync(folder).filter((name) => !/^(tsx-|node-compile-cache)/.test(name)); // caches of the tools that run it
  rmSync(folder, { recursive: true, force: true });
  return {
    status: child.exitCode, printed: printed(), complained: complained(), started: [...started], alive: [...started].filter(isAlive), files,
  };
}

/** Name of the program that a process runs. */
export function programOf(pid: number): string {
  return readProc(pid, 'cmdline').split('\0')[0].split('/').pop() ?? '';
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => { text += chunk; });
  return () => text;
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Ids of the processes below one, by their parents. */
function descendants(root: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), parentOf(Number(name))] as const);
  const below = (pid: number): number[] => parents.filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(root);
}

function parentOf(pid: number): number {
  return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readProc(pid, 'stat'))?.[1] ?? 0);
}

function isAlive(pid: number): boolean {
  return !['', 'Z'].includes(/^\d+ \(.*\) (\S)/s.exec(readProc(pid, 'stat'))?.[1] ?? '');
}

/** Empty when the process is gone. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
