import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';

const ROOT = join(__dirname, '../..');

/**
 * Whose word counts: those who make the thing. Reading a link takes the internet, which neither the tests nor CI have: what is checked is
 * that a link can be followed and whom it quotes, not that the page still says so.
 */
const PRIMARY_SOURCES = [
  'aws.amazon.com', 'aws.github.io', 'docs.aws.amazon.com', 'gallery.ecr.aws', // AWS
  // Kubernetes
  'karpenter.sh', 'kubernetes.io', 'kwok.sigs.k8s.io', 'docs.getmoto.org', 'kubernetes-sigs.github.io', 'helm.sh', 'pkg.go.dev',
  'spark.apache.org', 'yunikorn.apache.org', 'docs.oracle.com', 'docs.docker.com', 'www.rfc-editor.org', // Spark and what it runs on
  'github.com', // sources: of the organisations below
];

const ORGANISATIONS = [
  'aws', 'aws-controllers-k8s', 'awslabs', 'bottlerocket-os', 'cdklabs', // AWS
  'apache', 'kubernetes', 'kubernetes-sigs',
  'terraform-aws-modules', // what the pattern that this library replaces is built on
];

interface Link {
  readonly file: string;
  readonly url: string;
}

function filesOf(folder: string, extension: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => extension.test(file)).map((file) => join(
    folder, file,
  )).sort();
}

/**
 * What follows "http" in a comment or a Markdown file, without the punctuation of the sentence around it. Code may hold other addresses.
 */
function linksOf(file: string): Link[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return linksIn(/\.ts$/.test(file) ? comments(text) : text).map((url) => ({ file: relative('.', file), url }));
}

function comments(source: string): string {
  return [...source.matchAll(/\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*$/gm)].map(([comment]) => comment).join('\n');
}

function linksIn(text: string): string[] {
  const [, ...words] = text.split(/(?=\bhttps?:\/\/)/);
  return words.map((word) => /^[^\s"'`<>]*/.exec(word)![0])
    .map((word) => (word.includes('(') ? word : word.replace(/\).*$/, '')))
    .map((word) => word.replace(/[.,;:!?*]+$/, ''))
    .filter((word) => !/^https?:\/\/[.…]*$/.test(word)); // the scheme itself, spoken of
}

/** Why a link should not be there, or nothing. */
function complaint(url: string): string | undefined {
  if (!URL.canParse(url) || !/^https:\/\/[\x21-\x7e]+$/.test(url)) return `${url} is no https link`;
  const { hostname, pathname, username, port } = new URL(url);
  if (username !== '' || port !== '') return `${url} has credentials or a port`;
  if (!PRIMARY_SOURCES.includes(hostname)) return `${hostname} is no primary source`;
  const [, organisation] = pathname.split('/');
  return hostname === 'github.com' && !ORGANISATIONS.includes(organisation) ? `github.com/${organisation} is no primary source` : undefined;
}

/** Sources of facts: a reader must be able to look them up. */
const FILES = [...filesOf('src', /\.ts$/), ...filesOf('docs', /\.md$/), ...filesOf('decisions', /\.md$/), 'README.md', 'CONTRIBUTING.md'];

describe('links', () => {
  const links = FILES.flatMap(linksOf);

  test('are there', () => expect(links.length).toBeGreaterThan(100));

  test('can be followed, and lead to primary sources', () => {
    const complaints = links.map(({ file, url }) => ({ file, why: complaint(url) })).filter(({ why }) => why !== undefined);
    expect(complaints.map(({ file, why }) => `${file}: ${why}`)).toEqual([]);
  });

  test('make use of every source', () => {
    const used = links.map(({ url }) => new URL(url));
    const organisations = used.filter(({ hostname }) => hostname === 'github.com').map(({ pathname }) => pathname.split('/')[1]);
    expect(PRIMARY_SOURCES.filter((host) => !used.some(({ hostname }) => hostname === host))).toEqual([]);
    expect(ORGANISATIONS.filter((organisation) => !organisations.includes(organisation))).toEqual([]);
  });
});

describe('the check itself', () => {
  test('finds links in comments, not in code', () => {
    const source = [
      '/** Text. @see https://docs.aws.amazon.com/a.html */', 'const url = \'https://example.com\';',
      '// from https://karpenter.sh/docs/ (1.14), see',
      '/* [x](https://kubernetes.io/y). */',
    ].join('\n');
    expect(linksIn(comments(source))).toEqual(
      ['https://docs.aws.amazon.com/a.html', 'https://karpenter.sh/docs/', 'https://kubernetes.io/y'],
    );
  });

  test.each([
    ['http://docs.aws.amazon.com/a', 'http://docs.aws.amazon.com/a is no https link'],
    ['https://', 'https:// is no https link'],
    ['https://karpenter.sh:8080/docs', 'https://karpenter.sh:8080/docs has credentials or a port'],
    ['https://stackoverflow.com/q/1', 'stackoverflow.com is no primary source'],
    ['https://docs.aws.amazon.com.example.org/', 'docs.aws.amazon.com.example.org is no primary source'],
    ['https://github.com/someone/notes', 'github.com/someone is no primary source'],
  ])('complains of %s', (url, why) => {
    expect(complaint(url)).toBe(why);
  });

  test.each([
    'https://karpenter.sh/v1.14/concepts/#x', 'https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/README.md',
  ])('accepts %s', (url) => {
    expect(complaint(url)).toBeUndefined();
  });
});
