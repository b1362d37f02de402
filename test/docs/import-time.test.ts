import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join, resolve } from 'path';

const ROOT = resolve(__dirname, '../..');
const MOST_RUNS = 25;
const BOUND = 0.15;

/** What a process finds out about loading the package. */
interface Import {
  /**
   * Seconds of CPU that loading took, aws-cdk-lib and constructs being there already. CPU, since other processes may keep this one waiting.
   */
  readonly seconds: number;
  /** Files of the package itself. */
  readonly own: number;
  /** Files of other packages. */
  readonly others: string[];
}

/**
 * Loads the compiled package in a process of its own: first the files of other packages that it makes Node load, then itself.
 *
 * Two rounds: the first finds out which files those are.
 */
const CHILD = `
  const [main, root, preload] = process.argv.slice(1);
  for (const file of JSON.parse(preload)) require(file);
  const before = process.cpuUsage();
  require(main);
  const { user, system } = process.cpuUsage(before);
  const files = Object.keys(require.cache);
  const own = files.filter((file) => file.startsWith(root + '/lib/'));
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, own: own.length, others: files.filter((file) => !own.includes(file)) }));
`;

function load(main: string, preload: string[] = []): Import {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', CHILD, main, ROOT, JSON.stringify(preload)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${main} cannot be loaded: ${stderr}`);
  return JSON.parse(stdout);
}

describe('importing the package', () => {
  const main = join(ROOT, 'lib/index.js');

  test('has something to import (npx projen compile)', () => expect(existsSync(main)).toBe(true));

  test('loads aws-cdk-lib and constructs, and no other package', () => {
    const packages = load(main).others.map((file) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? file);
    expect([...new Set(packages)].sort()).toEqual(['aws-cdk-lib', 'constructs']);
  });

  test('takes at most 0.15 s over what it uses of aws-cdk-lib', () => {
    const { others } = load(main);
    // The least of them: other processes lengthen a run (they share caches and cores), none makes it shorter than loading takes.
    let least = Infinity;
    for (let run = 0; run < MOST_RUNS && least > BOUND; run += 1) {
      const { seconds, own, others: loaded } = load(main, others);
      expect(own).toBeGreaterThan(50);
      expect(loaded.length).toBe(others.length);
      least = Math.min(least, seconds);
    }
    expect(least).toBeLessThanOrEqual(BOUND);
  }, 120_000);
});
