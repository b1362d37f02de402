import type { Violation } from './planted-file';

const word = (title: string, path: string, source: string, message: string): Violation => ({
  title, path, source, rule: 'refused-syntax', message,
});

/** Knowledge beside its one place, and comments that say nothing by themselves. */
export const words: readonly Violation[] = [
  word(
    'a refusal by hand',
    'src/kubernetes/j1.ts',
    "import { ValidationError } from '../private/errors';\nexport const e = () => new ValidationError();\n",
    'refuse()',
  ),
  word(
    'a refusal without scope',
    'src/kubernetes/j2.ts',
    "import { UnscopedValidationError } from '../private/errors';\nexport const e = () => new UnscopedValidationError();\n",
    'refuse()',
  ),
  word(
    'a warning by hand',
    'src/kubernetes/j3.ts',
    "import { Annotations } from 'aws-cdk-lib';\nexport const w = (s: never) => Annotations.of(s).addWarningV2('a', 'b');\n",
    'warn()',
  ),
  word("a label of Karpenter's", 'src/kubernetes/k1.ts', "export const l = 'karpenter.sh/nodepool';\n", 'vocabulary.ts'),
  word(
    "a label of Karpenter's for AWS, in a template",
    'src/kubernetes/k2.ts',
    'export const l = (n: string) => `karpenter.k8s.aws/${n}`;\n',
    'vocabulary.ts',
  ),
  word("an annotation of YuniKorn's", 'src/kubernetes/k3.ts', "export const l = { 'yunikorn.apache.org/queue': 'a' };\n", 'vocabulary.ts'),
  word('a tag of ours', 'src/kubernetes/k4.ts', "export const t = 'emr-eks-karpenter:cluster';\n", 'vocabulary.ts'),
  word(
    'the syntax of a label', 'src/kubernetes/k5.ts', 'export const l = /^[A-Za-z0-9]([-\\w.]{0,61}[A-Za-z0-9])?$/;\n', 'label-syntax.ts',
  ),
  word('the syntax of a name', 'src/kubernetes/k6.ts', 'export const l = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;\n', 'label-syntax.ts'),
  word("another room's builder", 'src/cluster/l1.ts', "export { o } from '../karpenter/manifests/ok3';\n", 'No room imports'),
  word(
    "another room's builder, from a folder",
    'src/cluster/access/l2.ts',
    "export { o } from '../../karpenter/node-pool/manifests/pool';\n",
    'No room imports',
  ),
  word(
    'a registry of the module',
    'src/kubernetes/m1.ts',
    'const known = new Map<string, number>();\nexport const k = () => known;\n',
    'No registry',
  ),
  word('a weak registry', 'src/kubernetes/m2.ts', 'export const known = new WeakMap<object, number>();\n', 'No registry'),
  word(
    'a registry of the class',
    'src/kubernetes/m3.ts',
    'export class K {\n  private static readonly known = new Set<string>();\n  public k = K.known;\n}\n',
    'No registry',
  ),
  {
    title: 'an instance of a foreign class', path: 'src/kubernetes/m4.ts', rule: 'no-foreign-instanceof',
    message: '`instanceof eks.Cluster`',
    source: "import * as eks from 'aws-cdk-lib/aws-eks-v2';\nexport const c = (value: unknown) => value instanceof eks.Cluster;\n",
  },
  {
    title: 'files that need types of each other', path: 'src/kubernetes/c3.ts', rule: 'no-file-cycle',
    message: 'c3.ts → src/kubernetes/c4.ts → src/kubernetes/c3.ts',
    source: "import type { B } from './c4';\nexport interface A { readonly b: B }\n",
  },
  ...[
    '/** What the pool may use. */',
    '// Where it is.',
    '/**\n * Whether it waits.\n */',
    '/** By which it is found. */',
    '/** How long it waits. */',
  ].map((comment, index) => ({
    title: `a comment without a head (${index})`, path: `src/kubernetes/n${index}.ts`, source: `${comment}\nexport const n = 1;\n`,
    rule: 'comment-head', message: 'a noun phrase or a sentence',
  })),
];
