import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';

const root = resolve(__dirname, '../..');
const { jsii: { targets }, author, repository, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Compiles a library of one struct with one property, as `npx projen compile` does. */
function compile(property: string): { status: number | null; output: string } {
  const library = mkdtempSync(join(tmpdir(), 'reserved-'));
  try {
    const manifest = {
      name: 'reserved',
      version: '1.0.0',
      main: 'index.js',
      types: 'index.d.ts',
      author,
      repository,
      license,
      jsii: { targets, outdir: 'dist' },
    };
    writeFileSync(join(library, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(library, 'README.md'), '# Reserved\n');
    mkdirSync(join(library, 'node_modules'));
    writeFileSync(
      join(library, 'index.ts'), `/** A struct. */\nexport interface Struct {\n  /** A property. */\n  readonly ${property}: string;\n}\n`,
    );
    const { status, stdout, stderr } = spawnSync('node', [join(root, 'projenrc/compile.mjs')], {
      cwd: library, encoding: 'utf8', env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(library, { recursive: true });
  }
}

describe('the compilation', () => {
  test.each(['lambda', 'synchronized', 'range'])('fails on `%s`, reserved in a target language', (property) => {
    expect(compile(property)).toEqual(
      { status: 1, output: expect.stringContaining(`warning JSII5018: "${property}" is a reserved word in `) },
    );
  }, 60_000);

  test('accepts `namespace`, reserved in C# alone', () => {
    expect(compile('namespace')).toEqual({ status: 0, output: '' });
  }, 60_000);
});
