/**
 * ESLint rule: no file imports itself by way of others, types counted. (`import/no-cycle` follows no `import type`; files
 * that need each other's types cannot be read, moved or understood one after the other either.)
 */
const { existsSync, readFileSync, statSync } = require('node:fs');
const { dirname, relative, resolve } = require('node:path');

const SPECIFIER = /(?:^|[\s;}])(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g;
const read = new Map();

/** Files that a file imports by a path, whatever it takes from them. */
function importsOf(file) {
  const { mtimeMs } = statSync(file);
  if (read.get(file)?.mtimeMs !== mtimeMs) {
    const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const specifiers = [...text.matchAll(SPECIFIER)].map(([, specifier]) => specifier);
    read.set(file, { mtimeMs, files: specifiers.map((specifier) => fileOf(file, specifier)).filter(Boolean) });
  }
  return read.get(file).files;
}

function fileOf(from, specifier) {
  const path = resolve(dirname(from), specifier);
  return [path, `${path}.ts`, `${path}/index.ts`].find((file) => file.endsWith('.ts') && existsSync(file));
}

/** The files on the shortest way from one file to another; undefined if there is none. */
function way(start, end) {
  const cameFrom = new Map([[start, undefined]]);
  for (const file of cameFrom.keys()) { // grows while it is walked
    if (file === end) {
      const path = [];
      for (let step = file; step; step = cameFrom.get(step)) path.unshift(step);
      return path;
    }
    importsOf(file).filter((next) => !cameFrom.has(next)).forEach((next) => cameFrom.set(next, file));
  }
  return undefined;
}

module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { cycle: 'These files import each other: {{files}}.' },
  },
  create(context) {
    const own = context.filename;

    function check(node) {
      const specifier = node.source?.value;
      const target = typeof specifier === 'string' && specifier.startsWith('.') ? fileOf(own, specifier) : undefined;
      const path = target && way(target, own);
      if (path) {
        const files = [own, ...path].map((file) => relative(context.cwd, file)).join(' → ');
        context.report({ node, messageId: 'cycle', data: { files } });
      }
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};
