import { spawnSync } from 'child_process';
import { readFileSync } from 'fs';
import { join, resolve } from 'path';

const ROOT = resolve(__dirname, '../..');

/** The package as npm would publish it from here. */
function packed(): { readonly unpackedSize: number; readonly files: Array<{ readonly path: string; readonly size: number }> } {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout)[0];
}

describe('the published package', () => {
  const { unpackedSize, files } = packed();
  const paths = files.map(({ path }) => path);

  test('has at most 2.6 MB', () => {
    expect(paths.filter((path) => path.startsWith('lib/')).length).toBeGreaterThan(100); // else it is not compiled
    expect(unpackedSize).toBeLessThanOrEqual(2_600_000);
  });

  test('has no source maps', () => {
    const scripts = paths.filter((path) => path.endsWith('.js'));
    expect(scripts.filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('sourceMappingURL'))).toEqual([]);
  });

  test('has the compiled library, its handlers, its assembly and its documents, and nothing else', () => {
    const parts = paths.map((path) => path.replace(/\/.*(\.d\.ts|\.js|\.md)$/, '/*$1'));
    expect([...new Set(parts)].sort()).toEqual([
      '.jsii', '.jsii.gz', 'API.md', 'LICENSE', 'README.md', 'docs/*.md', 'handlers/*.js', 'lib/*.d.ts', 'lib/*.js', 'package.json',
    ]);
  });
});
