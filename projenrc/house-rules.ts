import type { javascript } from 'projen';

/** A construct ESLint refuses, as an esquery selector with what to do instead. */
interface Refusal {
  readonly selector: string;
  readonly message: string;
}

// Signs that a line is in the wrong room, as far as syntax alone can tell.
const kubernetesObject: Refusal[] = [
  {
    selector: "ObjectExpression > Property[key.name='apiVersion']",
    message: 'Kubernetes objects are built in a manifests/ folder.',
  },
  {
    selector: "ObjectExpression > Property[key.name='kind'][value.value=/^[A-Z]/]",
    message: 'Kubernetes objects are built in a manifests/ folder.',
  },
];
const applier: Refusal[] = [
  {
    selector: 'NewExpression:matches([callee.name=/^(KubernetesManifest|KubernetesPatch|HelmChart)$/], '
      + '[callee.property.name=/^(KubernetesManifest|KubernetesPatch|HelmChart)$/])',
    message: 'Only src/kubernetes applies objects and charts: use ManifestBundle or ChartRelease.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(addManifest|addHelmChart)$/]',
    message: 'Only src/kubernetes applies objects and charts: use ManifestBundle or ChartRelease.',
  },
];
const action: Refusal[] = [
  {
    selector: 'Literal[value=/^[a-z][a-z0-9-]*:([A-Z][A-Za-z]*\\*?|\\*)$/]:not(Property[computed=false] > .key)',
    message: 'IAM actions and condition keys are written in a policies/ folder.',
  },
];
const version: Refusal[] = [
  {
    selector: 'Literal[value=/^v?\\d+\\.\\d+\\.\\d+([-+].*)?$/]',
    message: 'Versions of charts and images are written in versions.ts.',
  },
  {
    selector: 'Literal[value=/^(oci:|https:.+\\.github\\.io|(public\\.ecr\\.aws|registry\\.k8s\\.io|quay\\.io|ghcr\\.io))/]',
    message: 'Addresses of charts and images are written in versions.ts.',
  },
];
const shape: Refusal[] = [
  {
    selector: "NewExpression:matches([callee.name='CfnJson'], [callee.property.name='CfnJson'])",
    message: 'No CfnJson: the cluster name is literal.',
  },
  { selector: "SwitchStatement[discriminant.property.name='kind']", message: 'The kind wants a class with bind().' },
  {
    selector: "[returnType.typeAnnotation.type='TSTupleType']",
    message: 'A helper that returns a tuple wants to be a construct.',
  },
  {
    selector: "MethodDefinition:matches([kind='constructor'], [accessibility='public']) > "
      + 'FunctionExpression[params.length>3]',
    message: 'scope, id, props are the only three positional parameters.',
  },
  { selector: 'CatchClause', message: 'Wrong values throw at construction; never catch.' },
];
const foreignWords: { readonly [room: string]: Refusal } = {
  karpenter: {
    selector: 'Literal[value=/^(spark\\.|emr-containers)/]',
    message: 'karpenter/ knows neither EMR nor Spark settings.',
  },
  cluster: { selector: 'Literal[value=/^spark\\./]', message: 'Spark defaults live in jobs/.' },
  emr: {
    selector: 'Literal[value=/^[a-z]+\\d[a-z-]*\\.(\\d*x?large|metal.*)$/]',
    message: 'emr/ names no instance type: pools do.',
  },
};

/** Knowledge that has one place. */
const once: Refusal[] = [
  {
    selector: 'NewExpression[callee.name=/^(Unscoped)?ValidationError$/]',
    message: 'A refusal is written with refuse() of src/private/refusal.ts: what, must, got, fix.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^addWarning/]',
    message: 'A warning is written with warn() of src/private/warnings.ts, which knows the prefix of its id.',
  },
  ...['Literal[value=', 'TemplateElement[value.raw='].map((text) => ({
    selector: `${text}/^(karpenter\\.(sh|k8s\\.aws)\\/|yunikorn\\.apache\\.org\\/|emr-eks-karpenter)/]`,
    message: 'Names of labels, annotations, tags and groups are in src/kubernetes/vocabulary.ts.',
  })),
  {
    selector: 'Literal[regex.pattern=/[a-z]0-9\\]\\)\\?/]',
    message: 'The syntax of labels and names is in src/kubernetes/label-syntax.ts and src/private/names.ts.',
  },
];
/** What outlives an app, or fails where two copies of a package meet. */
const registry: Refusal = {
  selector: [
    ...[
      ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator >',
      'PropertyDefinition[static=true] >',
    ]
      .flatMap((place) => [
        `${place} NewExpression[callee.name=/^Weak(Map|Set)$/]`,
        `${place} NewExpression[callee.name=/^(Map|Set)$/][arguments.length=0]`,
      ]),
  ].join(', '),
  message: 'No registry outside of the construct tree: it is not there for the second copy of this package.',
};

const everywhere = [...shape, ...kubernetesObject, ...applier, ...action, ...version];

// What a file may import as a value beyond its own folder; types may come from anywhere the zones allow.
const builderImports = {
  regex: '^(?!\\./|\\.\\./versions$|(\\.\\./)+kubernetes/(object|vocabulary|quantity)$|(aws-cdk-lib|constructs)(/|$))',
  allowTypeImports: true,
  message: 'A builder imports types, kubernetes/{object,vocabulary,quantity} and its versions.',
};
const noCdk = {
  regex: '^(aws-cdk-lib|constructs)(/|$)', message: 'A builder is a plain function: no aws-cdk-lib, no constructs.',
};
const iamOnly = { regex: '^(?!aws-cdk-lib/aws-iam$|\\.)', message: 'A policy imports aws-cdk-lib/aws-iam only.' };

// Rooms whose knowledge has moved to its one place.
const converted: string[] = ['private', 'kubernetes', 'contracts', 'emr'];

const lines = (max: number) => ({ 'max-lines': ['error', { max }] });
const refuse = (...refusals: Refusal[]) => ({ 'no-restricted-syntax': ['error', ...refusals] });

/** What a room builds of plain objects is its own affair; what two need is in kubernetes/ or contracts/. */
function foreignManifests(rooms: string[]): Refusal {
  const others = `^(\\.\\.\\/)+(${rooms.join('|')})\\/(.+\\/)?manifests\\/`;
  return {
    selector: `[source.value=/${others}/]`,
    message: "No room imports another's manifests/: what two rooms need is in kubernetes/ or contracts/.",
  };
}

/** Rules per kind of file; ESLint lets the last matching override win. */
export function overrides(rooms: string[]): javascript.EslintOverride[] {
  const barrels = {
    regex: `^(\\.|(\\.\\./)*\\.\\.|(\\.\\./)+(${rooms.join('|')}))(/index)?$`,
    message: 'Import the file, not the barrel.',
  };
  const imports = (...patterns: object[]) => ({
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: [barrels, ...patterns] }],
  });

  const ofRooms = (names: string[]) => names.map((room) => `src/${room}/**/*.ts`);
  const always = [registry, foreignManifests(rooms)];

  return [
    {
      files: ['src/**/*.ts'],
      excludedFiles: ['src/index.ts'],
      rules: {
        ...lines(350),
        ...refuse(...everywhere),
        ...imports(),
        'no-foreign-instanceof': 'error',
        'member-size': ['error', { methods: 25, constructors: 40 }],
      },
    },
    ...Object.entries(foreignWords).map(([room, words]) => ({
      files: [`src/${room}/**/*.ts`], rules: refuse(...everywhere, words),
    })),
    { files: ['src/kubernetes/**/*.ts'], rules: refuse(...shape, ...action, ...version) },
    { files: ['src/**/versions.ts'], rules: refuse(...shape, ...kubernetesObject, ...applier, ...action) },
    {
      files: ['src/**/manifests/**/*.ts'],
      rules: {
        ...lines(150), ...refuse(...shape, ...applier, ...action, ...version), ...imports(noCdk, builderImports),
      },
    },
    {
      files: ['src/**/policies/**/*.ts'],
      rules: {
        ...refuse(...shape, ...kubernetesObject, ...applier, ...version), ...imports(iamOnly, {
          ...builderImports, regex: '^(?=\\.)' + builderImports.regex.slice(1),
        }),
      },
    },
    {
      files: ['src/**/*.ts'],
      excludedFiles: ['src/emr/endpoint/managed-endpoint.ts'],
      rules: { 'refused-syntax': ['error', ...always] },
    },
    { files: ofRooms(converted), rules: { 'comment-head': 'error', 'no-file-cycle': 'error' } },
    {
      files: ofRooms(converted.filter((room) => room !== 'private')),
      excludedFiles: ['src/kubernetes/{vocabulary,label-syntax}.ts', 'src/emr/endpoint/managed-endpoint.ts'],
      rules: { 'refused-syntax': ['error', ...always, ...once] },
    },
    { files: ['test/**/*.ts'], rules: lines(300) },
  ];
}
