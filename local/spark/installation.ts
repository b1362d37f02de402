import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { Problem } from '../../inspect/assembly/command-line';
import { BUILD } from '../build/build';

const FOLDER = path.join(BUILD, 'spark');

/** Installed one after the other, hashes verified: the first file builds what the second names. */
const REQUIREMENTS = ['build-requirements.txt', 'requirements.txt'].map((name) => path.join(__dirname, name));

/** A Spark distribution on this machine. */
export interface SparkInstallation {
  /** Version, such as "3.5.6". */
  readonly version: string;
  /** `SPARK_HOME`. */
  readonly home: string;
  /** Python interpreter that has PySpark. */
  readonly python: string;
}

/** Installs Spark once into the build folder; `undefined` where there is no Java to run it. */
export function prepareSpark(log: (line: string) => void): SparkInstallation | undefined {
  // as spark-submit finds it
  const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  if (spawnSync(java, ['-version'], { stdio: 'ignore', env: process.env }).status !== 0) {
    return undefined;
  }
  const key = createHash('sha256').update(REQUIREMENTS.map((file) => fs.readFileSync(file, 'utf8')).join('\n')).digest(
    'hex',
  );
  const stamp = path.join(FOLDER, 'pinned');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== key) {
    log('installing Spark');
    install();
    fs.writeFileSync(stamp, key);
  }
  const python = path.join(FOLDER, 'bin', 'python');
  const [home, version] = run(python, ['-c', 'import pyspark; print(pyspark.__path__[0]); print(pyspark.__version__)'])
    .split('\n');
  return { version, home, python };
}

function install(): void {
  fs.rmSync(FOLDER, { recursive: true, force: true });
  run('python3', ['-m', 'venv', FOLDER]);
  for (const file of REQUIREMENTS) {
    run(path.join(FOLDER, 'bin', 'pip'), [
      'install', '--quiet', '--disable-pip-version-check', '--no-build-isolation', '--require-hashes', '-r', file,
    ]);
  }
}

function run(command: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) {
    throw new Problem(
      `${command} ${args[0]} failed: ${(stderr ?? String(error)).trimEnd().split('\n').slice(-8).join('\n')}`,
    );
  }
  return stdout.trim();
}
