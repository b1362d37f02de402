import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { changedModule } from './changed-module';
import type { Component } from './components';
import { COMPONENTS, LDFLAGS, MODULES } from './components';
import { Problem } from '../../inspect/assembly/command-line';

/** Binaries and unpacked tools; ignored by git. */
export const BUILD = path.join(__dirname, '..', '.build');

export interface BuildOptions {
  /** @default - all components */
  readonly components?: readonly Component[];
  readonly log: (line: string) => void;
}

/** Builds what is not built yet from its present checksums. The key of the cache is the module's `go.sum`. */
export function buildComponents({ components = COMPONENTS, log }: BuildOptions): void {
  fs.mkdirSync(BUILD, { recursive: true });
  components.forEach((component, index) => {
    if (isCurrent(component)) {
      return;
    }
    const started = Date.now();
    log(`building ${component.name} (${index + 1} of ${components.length})`);
    build(component);
    log(`built ${component.name} in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}

/** Path of a built program. */
export function binary(name: string): string {
  return path.join(BUILD, name);
}

function isCurrent(component: Component): boolean {
  const stamp = `${binary(component.name)}.key`;
  return fs.existsSync(binary(component.name))
    && fs.existsSync(stamp)
    && fs.readFileSync(stamp, 'utf8') === keyOf(component);
}

function build(component: Component): void {
  const folder = path.join(MODULES, component.module);
  const changed = component.change ? changedModule(folder, component.change, `${binary(component.name)}.source`) : [];
  const { status, stderr, error } = spawnSync(
    'go', [
      'build', ...changed, '-trimpath', '-p', '2', '-ldflags', LDFLAGS, '-o', binary(component.name), component.package,
    ],
    { cwd: folder, env: { ...process.env, CGO_ENABLED: '0' }, encoding: 'utf8' },
  );
  if (error !== undefined || status !== 0) {
    throw new Problem(`${component.name} does not build: ${lastLines(stderr ?? String(error), 15)}`);
  }
  fs.writeFileSync(`${binary(component.name)}.key`, keyOf(component));
}

function keyOf(component: Component): string {
  const hash = createHash('sha256')
    .update(`${component.package}\n${LDFLAGS}\n${JSON.stringify(component.change) ?? ''}`);
  for (const file of ['go.mod', 'go.sum']) {
    hash.update(fs.readFileSync(path.join(MODULES, component.module, file)));
  }
  return hash.digest('hex');
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** Programs that only the user can install, with the arguments by which they say that they are there. */
const TOOLS = [
  { command: 'go', args: ['version'], what: 'Go 1.26 or newer' },
  { command: 'python3', args: ['--version'], what: 'Python 3.11 or newer' },
];

/** Fails with one line for each tool that is missing, before anything is built or started. */
export function requireTools(): void {
  const missing = TOOLS.filter(({ command, args }) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0);
  if (missing.length > 0) {
    throw new Problem(
      missing.map(({ command, what }) => `\`${command}\` is not on the PATH; install ${what}`).join('\n'),
    );
  }
}
