import { spawnSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { dirname, join, resolve } from 'path';

const ROOT = resolve(__dirname, '../..');

/** Data and texts of others, and what is generated. */
const FOREIGN = [
  /^test\/schemas\//, /^inspect\/schema\/data\//, /^test\/.*\/(data|fixtures)\//, /\.snapshot\//, /\.snap$/,
  /^(API\.md|LICENSE|package-lock\.json|go\.(mod|sum))$/,
  /^test\/newest\/package-lock\.json$/, /^\.ci\/tools\//, /^\.projen\//,
];

/** Rooms that are being rewritten. */
const TO_DO = /^(src\/karpenter|inspect\/checks\/delete)/;

const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
const files = stdout.split('\0').filter((file) => file !== ''
  && !FOREIGN.some((pattern) => pattern.test(file))
  && existsSync(join(ROOT, file)));

/** Lines of comments, messages and documents that send the reader to what is not in the repository. */
function strayPointers(text: string): string[] {
  return text.split('\n').filter((line) => DECISION.test(line) || ELSEWHERE.test(line)).map((line) => line.trim());
}

/** Number of a decision in a comment or in a sentence; in code it may be the name of a constant or of a family of instances. */
const DECISION = /^(?:\s*\/?\*|.*\/\/ ).*\bD\d{1,2}\b|(['"`])(?=[^'"`]* )[^'"`]*\bD\d{1,2}\b[^'"`]*\1/;
const ELSEWHERE = /\bhouse-style \d|\bfacts on\b|\bcases\/\w+\.md|\bissue #?\d+\b|\/work\/|\/root\//;

/** Files that a document links to, relative to itself. */
function brokenLinks(file: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
  return targets.filter((target) => !existsSync(resolve(ROOT, dirname(file), target)));
}

describe('texts of the repository', () => {
  const texts = files.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') })).filter(({ text }) => !text.includes('\0'));

  test('are there', () => expect(texts.length).toBeGreaterThan(300));

  test('point to nothing outside it', () => {
    const own = 'test/docs/repository-texts.test.ts';
    const found = texts.filter(({ file }) => file !== own)
      .flatMap(({ file, text }) => strayPointers(text).map((line) => `${file}: ${line}`));
    expect(found.filter((line) => !TO_DO.test(line))).toEqual([]);
  });

  test('link to files that are there', () => {
    const documents = texts.filter(({ file }) => /\.md$/.test(file));
    expect(documents.length).toBeGreaterThan(8);
    expect(documents.flatMap(({ file, text }) => brokenLinks(file, text).map((target) => `${file}: ${target}`))).toEqual([]);
  });

  test('name no test after the number of a list that is not there', () => {
    const names = texts.filter(({ file }) => /\.test\.ts$/.test(file)).flatMap(({ file, text }) => (
      [...text.matchAll(/\b(?:test|describe|it)(?:\.\w+)*\((?:[^'"`\n]*\)\()?['"`](\d+[a-z]?(?:, \d+[a-z]?)*[ :.].*)$/gm)].map(
        ([, name]) => `${file}: ${name}`,
      )
    ));
    expect(names.filter((line) => !TO_DO.test(line))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  test.each([
    '// The layer is passed by the user (D6).', '/** Order of deletion: decision D13. */', " fix: 'see D27',", '// from house-style 9',
    '/** See facts on finalizers. */', '// see issue 11',
  ])('find %s', (line) => {
    expect(strayPointers(`const a = 1;\n${line}`)).toEqual([line.trim()]);
  });

  test.each([
    'const D3: PodsByVcpus = { 4: 10 };', "  'd3': x86(8, NVME, D3),", '// families of the third generation', '/** Facts on demand. */',
  ])('accept %s', (line) => {
    expect(strayPointers(line)).toEqual([]);
  });

  test('find a link to nothing', () => {
    expect(brokenLinks('docs/a.md', '[a](glossary.md) [b](nothing.md#c) [d](https://kubernetes.io) [e](#f)')).toEqual(['nothing.md']);
  });
});
