import { lintPlanted, type Finding } from './planted';

const filler = (lines: number) => 'export {};\n' + '// line\n'.repeat(lines - 1);
const statements = (lines: number) => '    void 0;\n'.repeat(lines);
const object = "{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } }";

/** What the planted files import. */
const furniture = {
  'src/index.ts': "export * from './karpenter';\n",
  'src/karpenter/index.ts': "export { Pool } from './pool';\n",
  'src/karpenter/pool.ts': 'export class Pool {}\n',
  'src/kubernetes/vocabulary.ts': "export const TEAM = 'team';\n",
  'src/storage/volume.ts': 'export class Volume {}\n',
  'src/emr/team.ts': 'export class Team {}\n',
  'src/cluster/platform.ts': 'export class Platform {}\n',
  'src/private/names.ts': 'export const NAME = 1;\n',
  'test/support/stacks.ts': 'export const STACK = 1;\n',
};

/** One violation each: path, source, the rule that must bite, and a part of what it says. */
const violations: ReadonlyArray<readonly [title: string, path: string, source: string, rule: string, message: string]> = [
  ['a sibling room', 'src/karpenter/a1.ts', "export { Volume } from '../storage/volume';\n", 'import/no-restricted-paths', 'src/karpenter may import'],
  ['a sibling room, as a type', 'src/jobs/a2.ts', "import type { Pool } from '../karpenter/pool';\nexport type P = Pool;\n", 'import/no-restricted-paths', 'src/jobs may import'],
  ['a room from private', 'src/private/a3.ts', "export { TEAM } from '../kubernetes/vocabulary';\n", 'import/no-restricted-paths', 'no other room'],
  ['the cluster from a room', 'src/emr/a4.ts', "export { Platform } from '../cluster/platform';\n", 'import/no-restricted-paths', 'src/emr may import'],
  ['storage from emr', 'src/emr/a5.ts', "export { Volume } from '../storage/volume';\n", 'import/no-restricted-paths', 'src/emr may import'],
  ['a test from the library', 'src/jobs/a6.ts', "export { STACK } from '../../test/support/stacks';\n", 'import/no-restricted-paths', 'nothing of the repository'],
  ['an inner file from inspect/', 'inspect/a7.ts', "export { Pool } from '../src/karpenter/pool';\n", 'import/no-restricted-paths', 'the public API only'],
  ['an inner file from integ/', 'integ/a8.ts', "export { Pool } from '../src/karpenter/pool';\n", 'import/no-restricted-paths', 'the public API only'],
  ['a barrel', 'src/cluster/b1.ts', "export { Pool } from '../karpenter';\n", '@typescript-eslint/no-restricted-imports', 'not the barrel'],
  ['its own barrel', 'src/karpenter/b2.ts', "export { Pool as P } from './index';\n", '@typescript-eslint/no-restricted-imports', 'not the barrel'],
  ['an import cycle', 'src/storage/c1.ts', "import { d } from './c2';\nexport const c = (): unknown => d;\n", 'import/no-cycle', 'cycle'],
  ['a value import of a type', 'src/cluster/d1.ts', "import { Pool } from '../karpenter/pool';\nexport type P = Pool;\n", '@typescript-eslint/consistent-type-imports', 'import type'],
  ['an assertion without its call', 'test/e1.test.ts', "test('x', () => { expect(1).toBe; });\n", '@typescript-eslint/no-unused-expressions', 'Expected'],
  ['aws-cdk-lib in a builder', 'src/karpenter/manifests/f1.ts', "import type { Stack } from 'aws-cdk-lib';\nexport type S = Stack;\n", '@typescript-eslint/no-restricted-imports', 'plain function'],
  ['constructs in a builder', 'src/karpenter/manifests/f2.ts', "import type { Construct } from 'constructs';\nexport type C = Construct;\n", '@typescript-eslint/no-restricted-imports', 'plain function'],
  ['a construct in a builder', 'src/karpenter/manifests/f3.ts', "export { Pool } from '../pool';\n", '@typescript-eslint/no-restricted-imports', 'A builder imports types'],
  ['another service in a policy', 'src/emr/policies/f4.ts', "import { Stack } from 'aws-cdk-lib';\nexport const s = Stack;\n", '@typescript-eslint/no-restricted-imports', 'aws-iam only'],
  ['a construct in a policy', 'src/emr/policies/f5.ts', "export { Team } from '../team';\n", '@typescript-eslint/no-restricted-imports', 'A builder imports types'],
  ['a construct file of 351 lines', 'src/emr/g1.ts', filler(351), 'max-lines', '350'],
  ['a builder of 151 lines', 'src/emr/manifests/g2.ts', filler(151), 'max-lines', '150'],
  ['a test of 301 lines', 'test/g3.test.ts', filler(301), 'max-lines', '300'],
  ['a method of 26 lines', 'src/emr/g4.ts', `export class G {\n  public m(): void {\n${statements(24)}  }\n}\n`, 'member-size', 'm has 26 lines'],
  ['a constructor of 41 lines', 'src/emr/g5.ts', `export class G {\n  constructor() {\n${statements(39)}  }\n}\n`, 'member-size', 'constructor has 41 lines'],
  ['a fourth parameter', 'src/emr/g6.ts', 'export class G {\n  constructor(readonly a: 1, readonly b: 1, readonly c: 1, readonly d: 1) {}\n}\n', 'no-restricted-syntax', 'three positional'],
  ['a Kubernetes object in a construct file', 'src/emr/h1.ts', `export const o = ${object};\n`, 'no-restricted-syntax', 'manifests/ folder'],
  ['a manifest applied by hand', 'src/emr/h2.ts', "import * as eks from 'aws-cdk-lib/aws-eks-v2';\nexport const m = (s: never) => new eks.KubernetesManifest(s, 'M', s);\n", 'no-restricted-syntax', 'use ManifestBundle'],
  ['a chart through the cluster', 'src/emr/h3.ts', "export const m = (c: any) => c.addHelmChart('M', {});\n", 'no-restricted-syntax', 'use ManifestBundle'],
  ['an IAM action outside policies/', 'src/emr/h4.ts', "export const a = ['s3:GetObject'];\n", 'no-restricted-syntax', 'policies/ folder'],
  ['a version outside versions.ts', 'src/karpenter/h5.ts', "export const v = '1.14.1';\n", 'no-restricted-syntax', 'versions.ts'],
  ['a chart address outside versions.ts', 'src/karpenter/h6.ts', "export const u = 'oci://public.ecr.aws/karpenter/karpenter';\n", 'no-restricted-syntax', 'versions.ts'],
  ['a Spark setting in karpenter/', 'src/karpenter/h7.ts', "export const s = 'spark.executor.cores';\n", 'no-restricted-syntax', 'neither EMR nor Spark'],
  ['a Spark default in cluster/', 'src/cluster/h8.ts', "export const s = 'spark.executor.cores';\n", 'no-restricted-syntax', 'jobs/'],
  ['an instance type in emr/', 'src/emr/h9.ts', "export const i = 'c5d.2xlarge';\n", 'no-restricted-syntax', 'no instance type'],
  ['a switch on a kind', 'src/storage/i1.ts', "export function f(a: { kind: 'x' }): number {\n  switch (a.kind) { default: return 1; }\n}\n", 'no-restricted-syntax', 'bind()'],
  ['a tuple', 'src/storage/i2.ts', 'export function f(): [number, number] {\n  return [1, 2];\n}\n', 'no-restricted-syntax', 'wants to be a construct'],
  ['a CfnJson', 'src/storage/i3.ts', "import { CfnJson } from 'aws-cdk-lib';\nexport const j = (s: never) => new CfnJson(s, 'J', s);\n", 'no-restricted-syntax', 'CfnJson'],
  ['a catch', 'src/storage/i4.ts', 'export function f(): number {\n  try { return 1; } catch { return 2; }\n}\n', 'no-restricted-syntax', 'never catch'],
];

/** What the rules must leave alone. */
const clean: ReadonlyArray<readonly [title: string, path: string, source: string]> = [
  ['a room below', 'src/emr/ok1.ts', "import { TEAM } from '../kubernetes/vocabulary';\nimport { NAME } from '../private/names';\nexport const t = [TEAM, NAME];\n"],
  ['every room in the cluster', 'src/cluster/ok2.ts', "export { Team } from '../emr/team';\nexport { Pool } from '../karpenter/pool';\nexport { Volume } from '../storage/volume';\n"],
  ['a builder with a type and the vocabulary', 'src/karpenter/manifests/ok3.ts', `import { TEAM } from '../../kubernetes/vocabulary';\nimport type { Pool } from '../pool';\nexport const o = (_: Pool) => ({ t: TEAM, o: ${object} });\n`],
  ['a policy with actions', 'src/emr/policies/ok4.ts', "import * as iam from 'aws-cdk-lib/aws-iam';\nexport const p = () => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });\n"],
  ['versions in their file', 'src/karpenter/versions.ts', "export const KARPENTER = { chart: 'oci://public.ecr.aws/karpenter/karpenter', version: '1.14.1' };\n"],
  ['the applier in kubernetes/', 'src/kubernetes/ok5.ts', "import * as eks from 'aws-cdk-lib/aws-eks-v2';\nexport const m = (s: never) => new eks.KubernetesManifest(s, 'M', s);\n"],
  ['addresses, error codes and kinds of ours', 'src/emr/ok6.ts', "export const a = { cidr: '10.0.0.0/16', code: 'emr:team-name', kind: 'nvme', type: 'AWS::EKS::Cluster' };\n"],
  ['sizes on the edge', 'src/emr/ok7.ts', `export class G {\n  constructor() {\n${statements(38)}  }\n\n  public m(): void {\n${statements(23)}  }\n}\n`],
  ['files on the edge', 'src/emr/ok8.ts', filler(350)],
  ['the public API from inspect/', 'inspect/ok9.ts', "export { Pool } from '../src';\n"],
  ['an inner file from a test', 'test/ok10.test.ts', "import { Pool } from '../src/karpenter/pool';\ntest('x', () => { expect(new Pool()).toBeDefined(); });\n"],
];

describe('the house rules', () => {
  let findings: { readonly [path: string]: Finding[] };

  beforeAll(async () => {
    const planted = [...violations, ...clean].map(([, path, source]) => [path, source]);
    findings = await lintPlanted({ ...furniture, 'src/storage/c2.ts': "import { c } from './c1';\nexport const d = (): unknown => c;\n", ...Object.fromEntries(planted) });
  }, 120_000);

  test.each(violations)('find %s', (_title, path, _source, rule, message) => {
    expect(findings[path]).toContainEqual({ rule, message: expect.stringContaining(message) });
  });

  test.each(violations)('find nothing else in %s', (_title, path, _source, rule) => {
    expect(findings[path].filter((finding) => finding.rule !== rule)).toEqual([]);
  });

  test.each(clean)('accept %s', (_title, path) => {
    expect(findings[path]).toEqual([]);
  });
});
