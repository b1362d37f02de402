import { execFileSync, spawnSync } from 'child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ownDirectory } from '../../../../src/storage/fsx/manifests/volume';

/** Runs the command in a real shell; `chown` only writes down what it was asked, since a test is seldom root. */
function own(path: string, folder: string): string[] {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'chown'), `#!/bin/sh\necho "$@" >> ${folder}/chown.log\n`);
  chmodSync(join(bin, 'chown'), 0o755);
  const [shell, ...args] = ownDirectory(path);
  execFileSync(shell, args, { env: { PATH: `${bin}:${process.env.PATH}` }, stdio: 'pipe' });
  return readFileSync(join(folder, 'chown.log'), 'utf8').trim().split('\n');
}

const modeOf = (path: string) => statSync(path).mode.toString(8).slice(-3);

describe('ownDirectory()', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'fsx-')); });
  afterEach(() => rmSync(folder, { recursive: true }));

  // https://aws.github.io/aws-emr-containers-best-practices/storage/docs/spark/fsx-lustre/: EMR runs pods as 999:1000
  test('makes the directory, gives it to EMR\'s user and closes it to others', () => {
    const path = join(folder, 'fs', 'spark-scratch', 'emr-data-team-a');
    expect(own(path, folder)).toEqual([`999:1000 ${path}`]);
    expect(modeOf(path)).toBe('770');
  });

  test('lets others through the directories above it', () => {
    own(join(folder, 'fs', 'a', 'b'), folder);
    expect(modeOf(join(folder, 'fs', 'a'))).toMatch(/[57]$/);
  });

  test('may run many times, and leaves what is there', () => {
    const path = join(folder, 'fs', 'team');
    own(path, folder);
    writeFileSync(join(path, 'shuffle_0_0_0.data'), 'x');
    expect(own(path, folder)).toHaveLength(2);
    expect(readFileSync(join(path, 'shuffle_0_0_0.data'), 'utf8')).toBe('x');
  });

  test('takes a path with blanks and quotes as one path', () => {
    const path = join(folder, 'a b\'c"; touch planted');
    expect(own(path, folder)).toEqual([`999:1000 ${path}`]);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  test('fails where the directory cannot be made, so that Spark does not start', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => own(join(folder, 'file', 'x'), folder)).toThrow();
  });

  test('changes the owner as root; fails as anybody else, so that Spark does not start', () => {
    const path = join(folder, 'mine');
    const [shell, ...args] = ownDirectory(path);
    const { status } = spawnSync(shell, args);
    const { uid, gid } = statSync(path);
    const isRoot = process.getuid!() === 0;
    expect({ isDone: status === 0, isOwned: uid === 999 && gid === 1000 }).toEqual({ isDone: isRoot, isOwned: isRoot });
  });
});
