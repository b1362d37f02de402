import { lintPlanted, type Finding } from './lint-planted';
import { clean } from './planted-files/clean';
import { imports } from './planted-files/imports';
import { shapes } from './planted-files/shapes';
import { words } from './planted-files/words';

const violations = [...imports, ...shapes, ...words];

/** Files that the planted ones import. */
const furniture = {
  'src/index.ts': "export * from './karpenter';\n",
  'src/karpenter/index.ts': "export { Pool } from './pool';\n",
  'src/karpenter/pool.ts': 'export class Pool {}\n',
  'src/kubernetes/vocabulary.ts': "export const TEAM = 'team';\n",
  'src/storage/volume.ts': 'export class Volume {}\n',
  'src/emr/team.ts': 'export class Team {}\n',
  'src/cluster/platform.ts': 'export class Platform {}\n',
  'src/karpenter/node-pool/manifests/pool.ts': 'export const o = 1;\n',
  'src/private/errors.ts': 'export class ValidationError extends Error {}\nexport class UnscopedValidationError extends Error {}\n',
  'src/private/names.ts': 'export const NAME = 1;\n',
  'inspect/assembly/model.ts': 'export const MODEL = 1;\n',
  'inspect/checks/finding.ts': 'export const FINDING = 1;\n',
  'inspect/checks/index.ts': 'export const CHECKS = 1;\n',
  'inspect/report/index.ts': 'export const REPORT = 1;\n',
  'local/run.ts': 'export const RUN = 1;\n',
  'test/support/stacks.ts': 'export const STACK = 1;\n',
  'src/storage/c2.ts': "import { c } from './c1';\nexport const d = (): unknown => c;\n",
  'src/kubernetes/c4.ts': "import type { A } from './c3';\nexport interface B { readonly a: A }\n",
};

describe('the house rules', () => {
  let findings: { readonly [path: string]: Finding[] };

  beforeAll(async () => {
    const planted = [...violations, ...clean].map(({ path, source }) => [path, source]);
    findings = await lintPlanted({ ...furniture, ...Object.fromEntries(planted) });
  }, 120_000);

  test.each(violations)('find $title', ({ path, rule, message }) => {
    expect(findings[path]).toContainEqual({ rule, message: expect.stringContaining(message) });
  });

  test.each(violations)('find nothing else in $title', ({ path, rule }) => {
    expect(findings[path].filter((finding) => finding.rule !== rule)).toEqual([]);
  });

  test.each(clean)('accept $title', ({ path }) => {
    expect(findings[path]).toEqual([]);
  });
});
