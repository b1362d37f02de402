import type { javascript } from 'projen';

/** A construct ESLint refuses, as an esquery selector with what to do instead. */
interface Refusal {
  readonly selector: string;
  readonly message: string;
}

// The signs that a line is in the wrong room (house-style 11), as far as syntax alone can tell.
const kubernetesObject: Refusal[] = [
  { selector: "ObjectExpression > Property[key.name='apiVersion']", message: 'Kubernetes objects are built in a manifests/ folder.' },
  { selector: "ObjectExpression > Property[key.name='kind'][value.value=/^[A-Z]/]", message: 'Kubernetes objects are built in a manifests/ folder.' },
];
const applier: Refusal[] = [
  { selector: 'NewExpression:matches([callee.name=/^(KubernetesManifest|KubernetesPatch|HelmChart)$/], [callee.property.name=/^(KubernetesManifest|KubernetesPatch|HelmChart)$/])', message: 'Only src/kubernetes applies objects and charts: use ManifestBundle or ChartRelease.' },
  { selector: 'CallExpression[callee.property.name=/^(addManifest|addHelmChart)$/]', message: 'Only src/kubernetes applies objects and charts: use ManifestBundle or ChartRelease.' },
];
const action: Refusal[] = [
  { selector: 'Literal[value=/^[a-z][a-z0-9-]*:([A-Z][A-Za-z]*\\*?|\\*)$/]:not(Property[computed=false] > .key)', message: 'IAM actions and condition keys are written in a policies/ folder.' },
];
const version: Refusal[] = [
  { selector: 'Literal[value=/^v?\\d+\\.\\d+\\.\\d+([-+].*)?$/]', message: 'Versions of charts and images are written in versions.ts.' },
  { selector: 'Literal[value=/^(oci:|public\\.ecr\\.aws|registry\\.k8s\\.io|quay\\.io|ghcr\\.io|https:.+\\.github\\.io)/]', message: 'Addresses of charts and images are written in versions.ts.' },
];
const shape: Refusal[] = [
  { selector: "NewExpression:matches([callee.name='CfnJson'], [callee.property.name='CfnJson'])", message: 'No CfnJson: the cluster name is literal (house-style 9).' },
  { selector: "SwitchStatement[discriminant.property.name='kind']", message: 'The kind wants a class with bind().' },
  { selector: "[returnType.typeAnnotation.type='TSTupleType']", message: 'A helper that returns a tuple wants to be a construct.' },
  { selector: "MethodDefinition:matches([kind='constructor'], [accessibility='public']) > FunctionExpression[params.length>3]", message: 'scope, id, props are the only three positional parameters.' },
  { selector: 'CatchClause', message: 'Wrong values throw at construction; never catch (house-style 7).' },
];
const foreignWords: { readonly [room: string]: Refusal } = {
  karpenter: { selector: 'Literal[value=/^(spark\\.|emr-containers)/]', message: 'karpenter/ knows neither EMR nor Spark settings.' },
  cluster: { selector: 'Literal[value=/^spark\\./]', message: 'Spark defaults live in jobs/.' },
  emr: { selector: 'Literal[value=/^[a-z]+\\d[a-z-]*\\.(\\d*x?large|metal.*)$/]', message: 'emr/ names no instance type: pools do.' },
};

const everywhere = [...shape, ...kubernetesObject, ...applier, ...action, ...version];

// What a file may import as a value beyond its own folder; types may come from anywhere the zones allow.
const builderImports = { regex: '^(?!\\./|\\.\\./versions$|(\\.\\./)+kubernetes/(object|vocabulary|quantity)$|(aws-cdk-lib|constructs)(/|$))', allowTypeImports: true, message: 'A builder imports types, kubernetes/{object,vocabulary,quantity} and its versions.' };
const noCdk = { regex: '^(aws-cdk-lib|constructs)(/|$)', message: 'A builder is a plain function: no aws-cdk-lib, no constructs.' };
const iamOnly = { regex: '^(?!aws-cdk-lib/aws-iam$|\\.)', message: 'A policy imports aws-cdk-lib/aws-iam only.' };

const lines = (max: number) => ({ 'max-lines': ['error', { max }] });
const refuse = (...refusals: Refusal[]) => ({ 'no-restricted-syntax': ['error', ...refusals] });

/** Rules per kind of file; ESLint lets the last matching override win. */
export function overrides(rooms: string[]): javascript.EslintOverride[] {
  const barrels = { regex: `^(\\.|(\\.\\./)*\\.\\.|(\\.\\./)+(${rooms.join('|')}))(/index)?$`, message: 'Import the file, not the barrel.' };
  const imports = (...patterns: object[]) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns: [barrels, ...patterns] }] });

  return [
    {
      files: ['src/**/*.ts'],
      excludedFiles: ['src/index.ts'],
      rules: { ...lines(350), ...refuse(...everywhere), ...imports(), 'member-size': ['error', { methods: 25, constructors: 40 }] },
    },
    ...Object.entries(foreignWords).map(([room, words]) => ({ files: [`src/${room}/**/*.ts`], rules: refuse(...everywhere, words) })),
    { files: ['src/kubernetes/**/*.ts'], rules: refuse(...shape, ...action, ...version) },
    { files: ['src/**/versions.ts'], rules: refuse(...shape, ...kubernetesObject, ...applier, ...action) },
    { files: ['src/**/manifests/**/*.ts'], rules: { ...lines(150), ...refuse(...shape, ...applier, ...action, ...version), ...imports(noCdk, builderImports) } },
    { files: ['src/**/policies/**/*.ts'], rules: { ...refuse(...shape, ...kubernetesObject, ...applier, ...version), ...imports(iamOnly, { ...builderImports, regex: '^(?=\\.)' + builderImports.regex.slice(1) }) } },
    { files: ['test/**/*.ts'], rules: lines(300) },
  ];
}
