import { filler, object, statements, type Violation } from './planted-file';

/** Files and members that are too long, and lines in the wrong room. */
export const shapes: readonly Violation[] = [
  {
    title: 'an assertion without its call', path: 'test/e1.test.ts',
    source: "test('x', () => { expect(1).toBe; });\n",
    rule: '@typescript-eslint/no-unused-expressions', message: 'Expected',
  },
  { title: 'a construct file of 351 lines', path: 'src/emr/g1.ts', source: filler(351), rule: 'max-lines', message: '350' },
  { title: 'a builder of 151 lines', path: 'src/emr/manifests/g2.ts', source: filler(151), rule: 'max-lines', message: '150' },
  { title: 'a test of 301 lines', path: 'test/g3.test.ts', source: filler(301), rule: 'max-lines', message: '300' },
  {
    title: 'a method of 26 lines', path: 'src/emr/g4.ts',
    source: `export class G {\n  public m(): void {\n${statements(24)}  }\n}\n`,
    rule: 'member-size', message: 'm has 26 lines',
  },
  {
    title: 'a constructor of 41 lines', path: 'src/emr/g5.ts',
    source: `export class G {\n  constructor() {\n${statements(39)}  }\n}\n`,
    rule: 'member-size', message: 'constructor has 41 lines',
  },
  {
    title: 'a fourth parameter', path: 'src/emr/g6.ts',
    source: 'export class G {\n  constructor(readonly a: 1, readonly b: 1, readonly c: 1, readonly d: 1) {}\n}\n',
    rule: 'no-restricted-syntax', message: 'three positional',
  },
  {
    title: 'a Kubernetes object in a construct file', path: 'src/emr/h1.ts',
    source: `export const o = ${object};\n`,
    rule: 'no-restricted-syntax', message: 'manifests/ folder',
  },
  {
    title: 'a manifest applied by hand', path: 'src/emr/h2.ts',
    source: "import * as eks from 'aws-cdk-lib/aws-eks-v2';\nexport const m = (s: never) => new eks.KubernetesManifest(s, 'M', s);\n",
    rule: 'no-restricted-syntax', message: 'use ManifestBundle',
  },
  {
    title: 'a chart through the cluster', path: 'src/emr/h3.ts',
    source: "export const m = (c: any) => c.addHelmChart('M', {});\n",
    rule: 'no-restricted-syntax', message: 'use ManifestBundle',
  },
  {
    title: 'an IAM action outside policies/', path: 'src/emr/h4.ts',
    source: "export const a = ['s3:GetObject'];\n",
    rule: 'no-restricted-syntax', message: 'policies/ folder',
  },
  {
    title: 'a version outside versions.ts', path: 'src/karpenter/h5.ts',
    source: "export const v = '1.14.1';\n",
    rule: 'no-restricted-syntax', message: 'versions.ts',
  },
  {
    title: 'a chart address outside versions.ts', path: 'src/karpenter/h6.ts',
    source: "export const u = 'oci://public.ecr.aws/karpenter/karpenter';\n",
    rule: 'no-restricted-syntax', message: 'versions.ts',
  },
  {
    title: 'a Spark setting in karpenter/', path: 'src/karpenter/h7.ts',
    source: "export const s = 'spark.executor.cores';\n",
    rule: 'no-restricted-syntax', message: 'neither EMR nor Spark',
  },
  {
    title: 'a Spark default in cluster/', path: 'src/cluster/h8.ts',
    source: "export const s = 'spark.executor.cores';\n",
    rule: 'no-restricted-syntax', message: 'jobs/',
  },
  {
    title: 'an instance type in emr/', path: 'src/emr/h9.ts',
    source: "export const i = 'c5d.2xlarge';\n",
    rule: 'no-restricted-syntax', message: 'no instance type',
  },
  {
    title: 'a switch on a kind', path: 'src/storage/i1.ts',
    source: "export function f(a: { kind: 'x' }): number {\n  switch (a.kind) { default: return 1; }\n}\n",
    rule: 'no-restricted-syntax', message: 'bind()',
  },
  {
    title: 'a tuple', path: 'src/storage/i2.ts',
    source: 'export function f(): [number, number] {\n  return [1, 2];\n}\n',
    rule: 'no-restricted-syntax', message: 'wants to be a construct',
  },
  {
    title: 'a CfnJson', path: 'src/storage/i3.ts',
    source: "import { CfnJson } from 'aws-cdk-lib';\nexport const j = (s: never) => new CfnJson(s, 'J', s);\n",
    rule: 'no-restricted-syntax', message: 'CfnJson',
  },
  {
    title: 'a catch', path: 'src/storage/i4.ts',
    source: 'export function f(): number {\n  try { return 1; } catch { return 2; }\n}\n',
    rule: 'no-restricted-syntax', message: 'never catch',
  },
];
