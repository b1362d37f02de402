import type { Violation } from './planted-file';

/** Imports of what a file may not know. */
export const imports: readonly Violation[] = [
  {
    title: 'a sibling room', path: 'src/karpenter/a1.ts',
    source: "export { Volume } from '../storage/volume';\n",
    rule: 'import/no-restricted-paths', message: 'src/karpenter may import',
  },
  {
    title: 'a sibling room, as a type', path: 'src/jobs/a2.ts',
    source: "import type { Pool } from '../karpenter/pool';\nexport type P = Pool;\n",
    rule: 'import/no-restricted-paths', message: 'src/jobs may import',
  },
  {
    title: 'a room from private', path: 'src/private/a3.ts',
    source: "export { TEAM } from '../kubernetes/vocabulary';\n",
    rule: 'import/no-restricted-paths', message: 'no other room',
  },
  {
    title: 'the cluster from a room', path: 'src/emr/a4.ts',
    source: "export { Platform } from '../cluster/platform';\n",
    rule: 'import/no-restricted-paths', message: 'src/emr may import',
  },
  {
    title: 'storage from emr', path: 'src/emr/a5.ts',
    source: "export { Volume } from '../storage/volume';\n",
    rule: 'import/no-restricted-paths', message: 'src/emr may import',
  },
  {
    title: 'a test from the library', path: 'src/jobs/a6.ts',
    source: "export { STACK } from '../../test/support/stacks';\n",
    rule: 'import/no-restricted-paths', message: 'nothing of the repository',
  },
  {
    title: 'an inner file from inspect/', path: 'inspect/a7.ts',
    source: "export { Pool } from '../src/karpenter/pool';\n",
    rule: 'import/no-restricted-paths', message: 'the public API only',
  },
  {
    title: 'an inner file from integ/', path: 'integ/a8.ts',
    source: "export { Pool } from '../src/karpenter/pool';\n",
    rule: 'import/no-restricted-paths', message: 'the public API only',
  },
  {
    title: 'a check in the room that reads assemblies', path: 'inspect/assembly/j1.ts',
    source: "export { FINDING } from '../checks/finding';\n",
    rule: 'import/no-restricted-paths', message: 'inspect/assembly may import no other room',
  },
  {
    title: 'the report in a check', path: 'inspect/checks/j2.ts',
    source: "export { REPORT } from '../report';\n",
    rule: 'import/no-restricted-paths', message: 'inspect/checks may import inspect/assembly, inspect/schema',
  },
  {
    title: 'the checks in the report', path: 'inspect/report/j3.ts',
    source: "export { CHECKS } from '../checks';\n",
    rule: 'import/no-restricted-paths', message: 'inspect/report may import',
  },
  {
    title: 'the local control plane in inspect/', path: 'inspect/j4.ts',
    source: "export { RUN } from '../local/run';\n",
    rule: 'import/no-restricted-paths', message: 'inspect may import',
  },
  {
    title: 'the inside of a check in local/', path: 'local/j5.ts',
    source: "export { FINDING } from '../inspect/checks/finding';\n",
    rule: 'import/no-restricted-paths', message: 'local may import inspect/assembly',
  },
  {
    title: 'an inner file of the library in local/', path: 'local/j6.ts',
    source: "export { Pool } from '../src/karpenter/pool';\n",
    rule: 'import/no-restricted-paths', message: 'the public API only',
  },
  {
    title: 'a barrel', path: 'src/cluster/b1.ts',
    source: "export { Pool } from '../karpenter';\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'not the barrel',
  },
  {
    title: 'its own barrel', path: 'src/karpenter/b2.ts',
    source: "export { Pool as P } from './index';\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'not the barrel',
  },
  {
    title: 'an import cycle', path: 'src/storage/c1.ts',
    source: "import { d } from './c2';\nexport const c = (): unknown => d;\n",
    rule: 'import/no-cycle', message: 'cycle',
  },
  {
    title: 'a value import of a type', path: 'src/cluster/d1.ts',
    source: "import { Pool } from '../karpenter/pool';\nexport type P = Pool;\n",
    rule: '@typescript-eslint/consistent-type-imports', message: 'import type',
  },
  {
    title: 'aws-cdk-lib in a builder', path: 'src/karpenter/manifests/f1.ts',
    source: "import type { Stack } from 'aws-cdk-lib';\nexport type S = Stack;\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'plain function',
  },
  {
    title: 'constructs in a builder', path: 'src/karpenter/manifests/f2.ts',
    source: "import type { Construct } from 'constructs';\nexport type C = Construct;\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'plain function',
  },
  {
    title: 'a construct in a builder', path: 'src/karpenter/manifests/f3.ts',
    source: "export { Pool } from '../pool';\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'A builder imports types',
  },
  {
    title: 'another service in a policy', path: 'src/emr/policies/f4.ts',
    source: "import { Stack } from 'aws-cdk-lib';\nexport const s = Stack;\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'aws-iam only',
  },
  {
    title: 'a construct in a policy', path: 'src/emr/policies/f5.ts',
    source: "export { Team } from '../team';\n",
    rule: '@typescript-eslint/no-restricted-imports', message: 'A builder imports types',
  },
];
