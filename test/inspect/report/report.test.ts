import { EMPTY, FAILED, PASSED, PLATFORM, platformOf } from './fixtures/report-platform';
import type { Platform } from '../../../inspect/assembly/model';
import type { CheckResult } from '../../../inspect/checks/finding';
import { renderReport } from '../../../inspect/report';

const VOID = ['meta', 'link', 'br'];
const PAGE = renderReport(PLATFORM, PASSED, 12.34);

/** Names of elements that are not closed, or closed out of turn. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name, end] of page.replace(/<style>.*?<\/style>/gs, '').matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi)) {
    if (end === '/' || VOID.includes(name)) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

function all(page: string, pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map(([, found]) => found);
}

const IMPORTED: Platform = platformOf({
  Team: {
    Type: 'AWS::EMRContainers::VirtualCluster',
    Properties: { Name: 'vc', ContainerProvider: { Id: 'shared', Info: { EksInfo: { Namespace: 'team-c' } } } },
  },
});
const BARE: Platform = { ...platformOf({}), stacks: [{ name: 'Odd', template: {}, bytes: 2 }] };

const PAGES: ReadonlyArray<readonly [string, Platform, CheckResult[]]> = [
  ['the reference platform', PLATFORM, PASSED],
  ['a platform with findings', PLATFORM, FAILED],
  ['no stack at all', EMPTY, []],
  ['an imported cluster', IMPORTED, PASSED],
  ['a stack without resources', BARE, PASSED],
];

describe.each(PAGES)('the page of %s', (_, platform, checks) => {
  const page = renderReport(platform, checks, 1);

  test('is well formed', () => {
    expect(unbalanced(page)).toEqual([]);
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
  });

  test('gives each id once, and points only at ids that exist', () => {
    const ids = all(page, /\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const pointers = [
      ...all(page, /href="#([^"]*)"/g),
      ...all(page, /url\(#([^)]*)\)/g),
      ...all(page, /aria-labelledby="([^"]*)"/g).flatMap((list) => list.split(' ')),
    ];
    expect(pointers.filter((pointer) => !ids.includes(pointer))).toEqual([]);
  });

  test('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|\son[a-z]+=|<iframe|<img|<object/i);
    expect(all(page, /(?:src|href)="([^"]*)"/g).filter((address) => !/^(#|data:,$)/.test(address))).toEqual([]);
    expect(page).not.toMatch(/url\((?!#)/);
  });

  test('has one first heading, and no level left out', () => {
    const levels = all(page, /<h([1-6])\b/g).map(Number);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1)).toEqual([]);
  });

  test('names every table, picture and region', () => {
    expect(all(page, /(<table)\b/g)).toHaveLength(all(page, /(<caption>[^<]+<\/caption>)/g).length);
    expect(all(page, /(<th (?![^>]*scope=)[^>]*>)/g)).toEqual([]);
    expect(all(page, /<svg role="img"[^>]*>(<title id="[^"]*">[^<]+<\/title><desc id="[^"]*">[^<]+<\/desc>)/g)).toHaveLength(2);
    for (const landmark of ['<header>', '<nav aria-label="Contents">', '<main id="content"', '<footer>', 'class="skip" href="#content"']) {
      expect(page).toContain(landmark);
    }
  });

  test('shows no value that failed to become text', () => {
    expect(page).not.toMatch(/undefined|NaN|\[object|Infinity/);
  });
});

test.each([
  'spark-compute-optimized',
  'spark-memory-optimized',
  'spark-graviton-memory-optimized',
  'emr-data-team-a',
  'emr-data-team-b',
  'emr-data-team-a-taxi',
  'r6gd',
  '100.64.128.0/17',
])('tables and picture show %s', (name) => {
  expect(PAGE.match(new RegExp(`>${name.replace(/[.]/g, '\\.')}<`, 'g'))?.length ?? 0).toBeGreaterThan(0);
});

test.each([
  'npx cdk bootstrap aws://111122223333/eu-west-1',
  'npx cdk deploy --all --app report/cdk.out',
  'aws eks update-kubeconfig --name emr-eks-karpenter --region eu-west-1',
  'aws emr-containers start-job-run',
  '--logical-resource-id TeamAVirtualCluster',
  '--logical-resource-id TeamAJob',
  '--job-template-parameters InputPath=…',
  'npx cdk destroy --all --app report/cdk.out',
])('gives the command %s', (command) => {
  expect(PAGE).toContain(command);
});

test('draws a line for each pod and place', () => {
  expect(all(PAGE, /class="wire (driver)" marker-end="url\(#wide-driver\)"/g)).toHaveLength(2);
  expect(all(PAGE, /class="wire (executor)" marker-end="url\(#narrow-executor\)"/g)).toHaveLength(2);
  expect(all(PAGE, /class="wire (submitter)" marker-end="url\(#wide-submitter\)"/g)).toHaveLength(1);
});

test('the verdict counts checks, or findings', () => {
  expect(PAGE).toContain('all 4 checks passed');
  expect(renderReport(PLATFORM, FAILED, 1)).toContain('1 finding, see checks');
  expect(renderReport(PLATFORM, [], 1)).toContain('nothing was checked');
});

test('a finding is shown with object, path and rule, escaped', () => {
  const page = renderReport(PLATFORM, FAILED, 1);
  expect(page).toContain('must be deleted before &lt;Karpenter&gt;');
  expect(page).toContain('NodePool/spark-compute-optimized');
  expect(page).toContain('<code>spec.limits.cpu</code>');
});

test('nothing that an app says becomes markup', () => {
  const evil = '"><script>alert(1)</script><b a=\'';
  const infect = (value: unknown): any => JSON.parse(JSON.stringify(value), (key, inner) => (typeof inner === 'string'
    && !['Type', 'kind', 'Ref', 'Fn::GetAtt'].includes(key)
    ? inner + evil
    : inner));
  const page = renderReport({
    folder: infect(PLATFORM.folder),
    stacks: infect(PLATFORM.stacks),
    objects: infect(PLATFORM.objects),
    charts: infect(PLATFORM.charts),
    podTemplates: PLATFORM.podTemplates,
  }, infect(FAILED), 1);
  expect(page).not.toContain('<script');
  expect(page).not.toContain('<b a=');
  expect(unbalanced(page)).toEqual([]);
});

test('the same platform gives the same page', () => {
  expect(renderReport(PLATFORM, PASSED, 12.34)).toBe(PAGE);
});

test('fifty teams still make a picture of readable size', () => {
  const teams = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`Team${index}`, {
    Type: 'AWS::EMRContainers::VirtualCluster', Properties: {
      Name: `vc-${index}`, ContainerProvider: { Id: 'c', Info: { EksInfo: { Namespace: `team-${index}` } } },
    },
  }]));
  const page = renderReport(platformOf(teams), PASSED, 1);
  expect(page).toContain('and 44 more teams, in the tables below');
  expect(page).toContain('>team-49<');
  expect(Number(all(page, /viewBox="0 0 1200 (\d+)/g)[0])).toBeLessThan(1500);
});
