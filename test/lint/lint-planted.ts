import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, relative, resolve } from 'path';
import { loadESLint } from 'eslint';

const root = resolve(__dirname, '../..');
const configuration = [
  'tsconfig.json', 'test/tsconfig.json', 'integ/tsconfig.json', 'inspect/tsconfig.json', 'local/tsconfig.json', 'package.json',
];

export interface Finding {
  readonly rule: string | null;
  readonly message: string;
}

/** Lints a tree of its own with the project's configuration; what ESLint says, file by file. */
export async function lintPlanted(files: { readonly [path: string]: string }): Promise<{ readonly [path: string]: Finding[] }> {
  const tree = mkdtempSync(join(tmpdir(), 'planted-'));
  const cwd = process.cwd();
  try {
    for (const path of configuration) cpSync(join(root, path), join(tree, path));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), source);
    }
    process.chdir(tree); // the zones of import/no-restricted-paths are relative to the working directory
    return await lint(tree);
  } finally {
    process.chdir(cwd);
    rmSync(tree, { recursive: true });
  }
}

async function lint(tree: string): Promise<{ readonly [path: string]: Finding[] }> {
  const LegacyESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new LegacyESLint({
    cwd: tree,
    useEslintrc: false,
    overrideConfigFile: join(root, '.eslintrc.json'),
    resolvePluginsRelativeTo: root,
    rulePaths: [join(root, 'projenrc/rules')],
    extensions: ['.ts'],
  });
  const results = await eslint.lintFiles(['src', 'test', 'integ', 'inspect', 'local']);
  return Object.fromEntries(results.map((result) => [
    relative(tree, result.filePath),
    result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })),
  ]));
}
