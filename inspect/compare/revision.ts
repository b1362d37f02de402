import { spawn, spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { appsOf } from './apps';
import { digestOf, readCloudAssembly, type CloudAssembly } from './cloud-assembly';

export interface SynthesisedApps {
  readonly [name: string]: CloudAssembly;
}

const REPOSITORY = resolve(__dirname, '../..');

/** What is read of a committed revision is read again only after a change of the dependencies or of this folder. */
const CACHE = join(tmpdir(), `cdk-emr-eks-karpenter-compare-${process.getuid?.() ?? ''}`);

/** The apps as they are in the working tree. */
export async function appsOfWorkingTree(): Promise<SynthesisedApps> {
  return inTemporaryFolder((folder) => synthesise(REPOSITORY, folder));
}

/** The apps as they were at a revision, built from its files and the dependencies of the working tree. */
export async function appsOfRevision(revision: string): Promise<SynthesisedApps> {
  const commit = run('git', ['rev-parse', '--verify', `${revision}^{commit}`]).trim();
  const cached = join(
    CACHE, `${commit}-${digestOf(readFileSync(join(REPOSITORY, 'package-lock.json'))).slice(0, 8)}-${version()}.json`,
  );
  if (!existsSync(cached)) {
    const apps = await inTemporaryFolder(async (folder) => {
      const clone = join(folder, 'clone');
      mkdirSync(clone);
      run('bash', ['-c', 'set -o pipefail; git archive "$0" | tar -x -C "$1"', commit, clone]);
      symlinkSync(join(REPOSITORY, 'node_modules'), join(clone, 'node_modules'));
      return synthesise(clone, folder);
    });
    mkdirSync(dirname(cached), { recursive: true });
    writeFileSync(`${cached}.${process.pid}`, JSON.stringify(apps));
    renameSync(`${cached}.${process.pid}`, cached);
  }
  return JSON.parse(readFileSync(cached, 'utf8'));
}

async function synthesise(root: string, folder: string): Promise<SynthesisedApps> {
  const calls = appsOf(root);
  const program = [
    join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs'), join(__dirname, 'synthesise.ts'), folder, JSON.stringify(calls),
  ];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const status = await new Promise((done) => child.on('close', done));
  if (status !== 0) {
    throw new Error(`not every app of ${root} could be synthesised`);
  }
  return Object.fromEntries(calls.map(({ name }) => [name, readCloudAssembly(join(folder, name))]));
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the files that decide which apps are synthesised and how they are read. */
function version(): string {
  return digestOf(
    ['apps.ts', 'synthesise.ts', 'cloud-assembly.ts', 'revision.ts'].map((file) => readFileSync(
      join(__dirname, file), 'utf8',
    )).join(''),
  ).slice(0, 8);
}

function run(command: string, words: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: REPOSITORY, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
  }
  return stdout;
}
