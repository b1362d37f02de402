import { filler, object, statements, type PlantedFile } from './planted-file';

/** Files that the rules must leave alone. */
export const clean: readonly PlantedFile[] = [
  {
    title: 'a room below', path: 'src/emr/ok1.ts',
    source: "import { TEAM } from '../kubernetes/vocabulary';\nimport { NAME } from '../private/names';\nexport const t = [TEAM, NAME];\n",
  },
  {
    title: 'every room in the cluster', path: 'src/cluster/ok2.ts',
    source: "export { Team } from '../emr/team';\nexport { Pool } from '../karpenter/pool';\nexport { Volume } from '../storage/volume';\n",
  },
  {
    title: 'a builder with a type and the vocabulary', path: 'src/karpenter/manifests/ok3.ts',
    source: "import { TEAM } from '../../kubernetes/vocabulary';\nimport type { Pool } from '../pool';\n"
      + `export const o = (_: Pool) => ({ t: TEAM, o: ${object} });\n`,
  },
  {
    title: 'a policy with actions', path: 'src/emr/policies/ok4.ts',
    source: "import * as iam from 'aws-cdk-lib/aws-iam';\n"
      + "export const p = () => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });\n",
  },
  {
    title: 'versions in their file', path: 'src/karpenter/versions.ts',
    source: "export const KARPENTER = { chart: 'oci://public.ecr.aws/karpenter/karpenter', version: '1.14.1' };\n",
  },
  {
    title: 'the applier in kubernetes/', path: 'src/kubernetes/ok5.ts',
    source: "import * as eks from 'aws-cdk-lib/aws-eks-v2';\nexport const m = (s: never) => new eks.KubernetesManifest(s, 'M', s);\n",
  },
  {
    title: 'addresses, error codes and kinds of ours', path: 'src/emr/ok6.ts',
    source: "export const a = { cidr: '10.0.0.0/16', code: 'emr:team-name', kind: 'nvme', type: 'AWS::EKS::Cluster' };\n",
  },
  {
    title: 'sizes on the edge', path: 'src/emr/ok7.ts',
    source: `export class G {\n  constructor() {\n${statements(38)}  }\n\n  public m(): void {\n${statements(23)}  }\n}\n`,
  },
  { title: 'files on the edge', path: 'src/emr/ok8.ts', source: filler(350) },
  { title: 'the public API from inspect/', path: 'inspect/ok9.ts', source: "export { Pool } from '../src';\n" },
  {
    title: 'an inner file from a test', path: 'test/ok10.test.ts',
    source: "import { Pool } from '../src/karpenter/pool';\ntest('x', () => { expect(new Pool()).toBeDefined(); });\n",
  },
  {
    title: 'the vocabulary itself', path: 'src/kubernetes/vocabulary.ts',
    source: "export const TEAM = 'emr-eks-karpenter/team';\nexport const POOL = 'karpenter.sh/nodepool';\n",
  },
  {
    title: 'the syntax of labels itself',
    path: 'src/kubernetes/label-syntax.ts',
    source: 'export const L = /^[A-Za-z0-9]([-\\w.]{0,61}[A-Za-z0-9])?$/;\n',
  },
  {
    title: 'a table of constants',
    path: 'src/kubernetes/ok11.ts',
    source: "const KINDS = new Set(['a', 'b']);\nexport const k = (kind: string) => KINDS.has(kind);\n",
  },
  {
    title: "an instance of one's own class",
    path: 'src/kubernetes/ok12.ts',
    source: 'class K {}\nexport const k = (value: unknown) => value instanceof K || value instanceof Error;\n',
  },
  {
    title: 'an assembly, checks and a report in local/', path: 'local/ok18.ts',
    source: "export { MODEL } from '../inspect/assembly/model';\nexport { CHECKS } from '../inspect/checks';\nexport { REPORT } from "
      + "'../inspect/report';\n",
  },
  {
    title: 'comments with a head', path: 'src/kubernetes/ok13.ts',
    source: '/** Name that tells where it is. */\nexport const a = 1; // What is more: nothing?\n// A sentence that goes on with\n// what '
      + 'the line above began.\nexport const b = 2;\n',
  },
];
