/** Objects that every rule of their definition accepts, and changes that break one. Written from the rules' own texts. */

const nodeClassRef = { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' };
const requirements = [
  { key: 'karpenter.k8s.aws/instance-family', operator: 'In', values: ['c5d', 'm5d'], minValues: 2 },
  { key: 'karpenter.k8s.aws/instance-cpu', operator: 'Gt', values: ['3'] },
  { key: 'kubernetes.io/os', operator: 'NotIn', values: ['windows'] },
];

export const valid: Readonly<Record<string, any>> = {
  EC2NodeClass: {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: 'default' },
    spec: {
      amiFamily: 'AL2023',
      amiSelectorTerms: [{ alias: 'al2023@v20260813' }],
      role: 'karpenter-node',
      subnetSelectorTerms: [{ id: 'subnet-0a1b2c3d' }, { tags: { 'karpenter.sh/discovery': 'spark' } }],
      securityGroupSelectorTerms: [{ id: 'sg-0a1b2c3d' }, { tags: { 'karpenter.sh/discovery': 'spark' } }, { name: 'nodes' }],
      capacityReservationSelectorTerms: [{ tags: { team: 'data' } }, { id: 'cr-0a1b2c3d' }],
      placementGroupSelector: { name: 'near' },
      blockDeviceMappings: [
        { deviceName: '/dev/xvda', rootVolume: true, ebs: { volumeSize: '100Gi', volumeType: 'gp3' } },
        { deviceName: '/dev/xvdb', ebs: { snapshotID: 'snap-0a1b2c3d', volumeInitializationRate: 100 } },
      ],
      networkInterfaces: [
        { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface' },
        { networkCardIndex: 0, deviceIndex: 1, interfaceType: 'efa-only' },
      ],
      connectionTracking: { udpTimeout: 30 },
      kubelet: {
        imageGCHighThresholdPercent: 85,
        imageGCLowThresholdPercent: 80,
        evictionHard: { 'memory.available': '5%' },
        evictionSoft: { 'memory.available': '10%' },
        evictionSoftGracePeriod: { 'memory.available': '1m' },
        kubeReserved: { cpu: '200m' },
        systemReserved: { memory: '100Mi' },
      },
      tags: { team: 'data' },
    },
  },
  NodePool: {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'compute' },
    spec: {
      weight: 10,
      limits: { cpu: 1000 },
      disruption: { consolidateAfter: '60s', budgets: [{ nodes: '10%' }, { nodes: '0', schedule: '0 9 * * mon-fri', duration: '8h' }] },
      template: { metadata: { labels: { team: 'data' } }, spec: { nodeClassRef, requirements } },
    },
  },
  NodeClaim: { apiVersion: 'karpenter.sh/v1', kind: 'NodeClaim', metadata: { name: 'compute-x' }, spec: { nodeClassRef, requirements } },
  NodeOverlay: {
    apiVersion: 'karpenter.sh/v1alpha1',
    kind: 'NodeOverlay',
    metadata: { name: 'savings' },
    spec: { requirements: requirements.slice(1), price: '0.5', capacity: { 'example.com/licence': 1 } },
  },
  CapacityBuffer: {
    apiVersion: 'autoscaling.x-k8s.io/v1beta1',
    kind: 'CapacityBuffer',
    metadata: { name: 'warm', namespace: 'default' },
    spec: { podTemplateRef: { name: 'pause' }, replicas: 2 },
  },
};

/** Other objects that every rule accepts, as changes of the first. */
export const alsoValid: ReadonlyArray<readonly [kind: string, changes: Changes]> = [
  ['EC2NodeClass', { 'spec.amiSelectorTerms': [{ tags: { team: 'data' } }, { name: 'mine', owner: 'self' }, { ssmParameter: '/mine/ami' }] }],
  ['EC2NodeClass', { 'spec.role': undefined, 'spec.instanceProfile': 'nodes', 'spec.amiFamily': undefined }],
  ['EC2NodeClass', { 'spec.amiFamily': 'Custom', 'spec.amiSelectorTerms': [{ id: 'ami-0a1b2c3d' }] }],
  ['NodePool', { 'spec.weight': undefined, 'spec.replicas': 3, 'spec.limits': { nodes: 5 } }],
];

/** Changes by path (`undefined` removes the field). */
export type Changes = Readonly<Record<string, any>>;

/** An object that its definition accepts, with changes that break the rule of that message. */
export interface Fault {
  readonly kind: string;
  readonly message: string;
  readonly changes: Changes;
  /** Changes of the object before an update; `{}` means the valid one. */
  readonly before?: Changes;
}

const fault = (kind: string, message: string, changes: Changes): Fault => ({ kind, message, changes });
const nodeClass = (message: string, field: string, value: any): Fault => fault('EC2NodeClass', message, { [`spec.${field}`]: value });

const EVICTION_KEYS =
  "['memory.available','nodefs.available','nodefs.inodesFree','imagefs.available','imagefs.inodesFree','pid.available']";
const RESERVED_KEYS = "['cpu','memory','ephemeral-storage','pid']";
const EMPTY_TAG = "empty tag keys or values aren't supported";
const NO_DOMAIN = 'label domain "karpenter.sh" is restricted';
const NO_AWS_DOMAIN = 'label domain "karpenter.k8s.aws" is restricted';
const NO_HOSTNAME = 'label "kubernetes.io/hostname" is restricted';

const wrongFamily = (alias: string, family: string, title: string): Fault =>
  fault('EC2NodeClass', `if set, amiFamily must be '${family}' or 'Custom' when using ${title} alias`, {
    'spec.amiSelectorTerms': [{ alias: `${alias}@latest` }],
    'spec.amiFamily': family === 'AL2' ? 'AL2023' : 'AL2',
  });

const amiFaults: Fault[] = [
  wrongFamily('al2', 'AL2', 'an AL2'),
  wrongFamily('al2023', 'AL2023', 'an AL2023'),
  wrongFamily('bottlerocket', 'Bottlerocket', 'a Bottlerocket'),
  wrongFamily('windows2019', 'Windows2019', 'a Windows2019'),
  wrongFamily('windows2022', 'Windows2022', 'a Windows2022'),
  wrongFamily('windows2025', 'Windows2025', 'a Windows2025'),
  fault('EC2NodeClass', 'must specify amiFamily if amiSelectorTerms does not contain an alias', {
    'spec.amiSelectorTerms': [{ id: 'ami-0a1b2c3d' }], 'spec.amiFamily': undefined,
  }),
  nodeClass("expected at least one, got none, ['tags', 'id', 'name', 'alias', 'ssmParameter']", 'amiSelectorTerms', [{ owner: 'self' }]),
  nodeClass("'id' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms", 'amiSelectorTerms', [
    { id: 'ami-0a1b2c3d', name: 'mine' },
  ]),
  nodeClass("'alias' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms", 'amiSelectorTerms', [
    { alias: 'al2023@latest', name: 'mine' },
  ]),
  nodeClass("'alias' is mutually exclusive, cannot be set with a combination of other amiSelectorTerms", 'amiSelectorTerms', [
    { alias: 'al2023@latest' }, { name: 'mine' },
  ]),
  nodeClass("'alias' is improperly formatted, must match the format 'family@version'", 'amiSelectorTerms', [{ alias: 'al2023' }]),
  nodeClass(
    "family is not supported, must be one of the following: 'al2', 'al2023', 'bottlerocket', 'windows2019', 'windows2022', 'windows2025'",
    'amiSelectorTerms',
    [{ alias: 'ubuntu@latest' }],
  ),
  fault('EC2NodeClass', "windows families may only specify version 'latest'", {
    'spec.amiSelectorTerms': [{ alias: 'windows2022@v1' }], 'spec.amiFamily': 'Windows2022',
  }),
  nodeClass(EMPTY_TAG, 'amiSelectorTerms', [{ tags: { team: '' } }]),
];

const termFaults: Fault[] = [
  nodeClass('subnetSelectorTerms cannot be empty', 'subnetSelectorTerms', []),
  nodeClass("expected at least one, got none, ['tags', 'id']", 'subnetSelectorTerms', [{}]),
  nodeClass(
    "'id' is mutually exclusive, cannot be set with a combination of other fields in a subnet selector term",
    'subnetSelectorTerms',
    [{ id: 'subnet-1', tags: { a: 'b' } }],
  ),
  nodeClass(EMPTY_TAG, 'subnetSelectorTerms', [{ tags: { '': 'b' } }]),
  nodeClass('securityGroupSelectorTerms cannot be empty', 'securityGroupSelectorTerms', []),
  nodeClass("expected at least one, got none, ['tags', 'id', 'name']", 'securityGroupSelectorTerms', [{}]),
  nodeClass(
    "'id' is mutually exclusive, cannot be set with a combination of other fields in a security group selector term",
    'securityGroupSelectorTerms',
    [{ id: 'sg-1', name: 'nodes' }],
  ),
  nodeClass(
    "'name' is mutually exclusive, cannot be set with a combination of other fields in a security group selector term",
    'securityGroupSelectorTerms',
    [{ name: 'nodes', tags: { a: 'b' } }],
  ),
  nodeClass(EMPTY_TAG, 'securityGroupSelectorTerms', [{ tags: { a: '' } }]),
  nodeClass("expected at least one, got none, ['tags', 'id', 'instanceMatchCriteria']", 'capacityReservationSelectorTerms', [
    { ownerID: '111122223333' },
  ]),
  nodeClass(
    "'id' is mutually exclusive, cannot be set along with other fields in a capacity reservation selector term",
    'capacityReservationSelectorTerms',
    [{ id: 'cr-1', ownerID: '111122223333' }],
  ),
  nodeClass(EMPTY_TAG, 'capacityReservationSelectorTerms', [{ tags: { a: '' } }]),
  nodeClass("expected at least one, got none, ['name', 'id']", 'placementGroupSelector', {}),
  nodeClass("'name' and 'id' are mutually exclusive", 'placementGroupSelector', { name: 'near', id: 'pg-1' }),
];

const nodeFaults: Fault[] = [
  nodeClass("must specify exactly one of ['role', 'instanceProfile']", 'instanceProfile', 'nodes'),
  fault('EC2NodeClass', 'instanceProfile cannot be empty', { 'spec.role': undefined, 'spec.instanceProfile': '' }),
  nodeClass('role cannot be empty', 'role', ''),
  nodeClass('must have only one blockDeviceMappings with rootVolume', 'blockDeviceMappings[1].rootVolume', true),
  nodeClass('snapshotID or volumeSize must be defined', 'blockDeviceMappings[0].ebs', { volumeType: 'gp3' }),
  nodeClass('snapshotID must be set when volumeInitializationRate is set', 'blockDeviceMappings[0].ebs.volumeInitializationRate', 100),
  nodeClass('at least one of tcpEstablishedTimeout, udpStreamTimeout, or udpTimeout must be set', 'connectionTracking', {}),
  nodeClass("networkInterfaces must include a primary interface with interfaceType='interface'", 'networkInterfaces', [
    { networkCardIndex: 1, deviceIndex: 1, interfaceType: 'interface' },
  ]),
  nodeClass('networkInterfaces must not have duplicate networkCardIndex and deviceIndex pairs, and can have at most one efa device '
    + 'per network card', 'networkInterfaces', [
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface' }, { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'efa-only' },
  ]),
  nodeClass('imageGCHighThresholdPercent must be greater than imageGCLowThresholdPercent', 'kubelet.imageGCHighThresholdPercent', 80),
  nodeClass('evictionSoft OwnerKey does not have a matching evictionSoftGracePeriod', 'kubelet.evictionSoft', { 'nodefs.available': '10%' }),
  nodeClass('evictionSoftGracePeriod OwnerKey does not have a matching evictionSoft', 'kubelet.evictionSoftGracePeriod', {
    'nodefs.available': '1m',
  }),
  nodeClass(`valid keys for evictionHard are ${EVICTION_KEYS}`, 'kubelet.evictionHard', { memory: '5%' }),
  nodeClass(`valid keys for evictionSoft are ${EVICTION_KEYS}`, 'kubelet.evictionSoft', { memory: '5%' }),
  nodeClass(`valid keys for evictionSoftGracePeriod are ${EVICTION_KEYS}`, 'kubelet.evictionSoftGracePeriod', { memory: '1m' }),
  nodeClass(`valid keys for kubeReserved are ${RESERVED_KEYS}`, 'kubelet.kubeReserved', { gpu: '1' }),
  nodeClass('kubeReserved value cannot be a negative resource quantity', 'kubelet.kubeReserved', { cpu: '-1' }),
  nodeClass(`valid keys for systemReserved are ${RESERVED_KEYS}`, 'kubelet.systemReserved', { gpu: '1' }),
  nodeClass('systemReserved value cannot be a negative resource quantity', 'kubelet.systemReserved', { memory: '-1Gi' }),
  nodeClass("empty tag keys aren't supported", 'tags', { '': 'x' }),
  nodeClass('tag contains a restricted tag matching eks:eks-cluster-name', 'tags', { 'eks:eks-cluster-name': 'x' }),
  nodeClass('tag contains a restricted tag matching kubernetes.io/cluster/', 'tags', { 'kubernetes.io/cluster/spark': 'owned' }),
  nodeClass('tag contains a restricted tag matching karpenter.sh/nodepool', 'tags', { 'karpenter.sh/nodepool': 'x' }),
  nodeClass('tag contains a restricted tag matching karpenter.sh/nodeclaim', 'tags', { 'karpenter.sh/nodeclaim': 'x' }),
  nodeClass('tag contains a restricted tag matching karpenter.k8s.aws/ec2nodeclass', 'tags', { 'karpenter.k8s.aws/ec2nodeclass': 'x' }),
];

/** Rules on requirements that pools, claims and overlays share; only their place differs. */
function requirementFaults(kind: string, path: string, bounds: string): Fault[] {
  const first = (message: string, requirement: object) => fault(kind, message, { [path]: [requirement] });
  return [
    first("requirements with operator 'In' must have a value defined", { key: 'a', operator: 'In', values: [] }),
    first(`requirements operator ${bounds} must have a single positive integer value`, { key: 'a', operator: 'Gt', values: ['-1'] }),
    first(NO_DOMAIN, { key: 'karpenter.sh/initialized', operator: 'Exists' }),
    first(NO_HOSTNAME, { key: 'kubernetes.io/hostname', operator: 'Exists' }),
    first(NO_AWS_DOMAIN, { key: 'karpenter.k8s.aws/instance-colour', operator: 'Exists' }),
  ];
}

const TOO_FEW = "requirements with 'minValues' must have at least that many values specified in the 'values' field";
const fewValues = [{ key: 'a', operator: 'In', values: ['b'], minValues: 2 }];
const poolSpec = 'spec.template.spec';
const labels = 'spec.template.metadata.labels';

const poolFaults: Fault[] = [
  ...requirementFaults('NodePool', `${poolSpec}.requirements`, "'Gt', 'Lt', 'Gte', or 'Lte'"),
  fault('NodePool', TOO_FEW, { [`${poolSpec}.requirements`]: fewValues }),
  fault('NodePool', 'label "karpenter.sh/nodepool" is restricted', {
    [`${poolSpec}.requirements`]: [{ key: 'karpenter.sh/nodepool', operator: 'Exists' }],
  }),
  fault('NodePool', NO_DOMAIN, { [labels]: { 'karpenter.sh/registered': 'true' } }),
  fault('NodePool', 'label "karpenter.sh/nodepool" is restricted', { [labels]: { 'karpenter.sh/nodepool': 'compute' } }),
  fault('NodePool', NO_HOSTNAME, { [labels]: { 'kubernetes.io/hostname': 'a' } }),
  fault('NodePool', NO_AWS_DOMAIN, { [labels]: { 'karpenter.k8s.aws/instance-colour': 'red' } }),
  fault('NodePool', 'group may not be empty', { [`${poolSpec}.nodeClassRef.group`]: '' }),
  fault('NodePool', 'kind may not be empty', { [`${poolSpec}.nodeClassRef.kind`]: '' }),
  fault('NodePool', 'name may not be empty', { [`${poolSpec}.nodeClassRef.name`]: '' }),
  fault('NodePool', "'schedule' must be set with 'duration'", { 'spec.disruption.budgets': [{ nodes: '0', schedule: '@daily' }] }),
  fault('NodePool', "'weight' is not supported on static NodePools", { 'spec.replicas': 2, 'spec.limits': { nodes: 4 } }),
  fault('NodePool', "only 'limits.nodes' is supported on static NodePools", { 'spec.replicas': 2, 'spec.weight': undefined }),
  {
    ...fault('NodePool', 'Cannot transition NodePool between static (replicas set) and dynamic (replicas unset) provisioning modes', {
      'spec.replicas': 2, 'spec.weight': undefined, 'spec.limits': undefined,
    }), before: {},
  },
  { ...fault('NodePool', 'nodeClassRef.group is immutable', { [`${poolSpec}.nodeClassRef.group`]: 'example.com' }), before: {} },
  { ...fault('NodePool', 'nodeClassRef.kind is immutable', { [`${poolSpec}.nodeClassRef.kind`]: 'OtherNodeClass' }), before: {} },
];

const otherFaults: Fault[] = [
  ...requirementFaults('NodeClaim', 'spec.requirements', "'Gt', 'Lt', 'Gte', or 'Lte'"),
  fault('NodeClaim', TOO_FEW, { 'spec.requirements': fewValues }),
  fault('NodeClaim', 'group may not be empty', { 'spec.nodeClassRef.group': '' }),
  fault('NodeClaim', 'kind may not be empty', { 'spec.nodeClassRef.kind': '' }),
  fault('NodeClaim', 'name may not be empty', { 'spec.nodeClassRef.name': '' }),
  { ...fault('NodeClaim', 'spec is immutable', { 'spec.nodeClassRef.name': 'other' }), before: {} },
  ...requirementFaults('NodeOverlay', 'spec.requirements', "'Gt', 'Lt', 'Gte' or 'Lte'"),
  fault('NodeOverlay', "requirements with operator 'NotIn' must have a value defined", {
    'spec.requirements': [{ key: 'a', operator: 'NotIn', values: [] }],
  }),
  fault('NodeOverlay', "cannot set both 'price' and 'priceAdjustment'", { 'spec.priceAdjustment': '-10%' }),
  fault('NodeOverlay', 'invalid resource restricted', { 'spec.capacity': { cpu: 1 } }),
  fault('CapacityBuffer', 'If podTemplateRef is set, replicas or limits must also be set', { 'spec.replicas': undefined }),
  fault('CapacityBuffer', 'You must define either PodTemplateRef or ScalableRef, but not both', {
    'spec.scalableRef': { apiGroup: 'apps', kind: 'Deployment', name: 'web' },
  }),
];

export const faults: readonly Fault[] = [...amiFaults, ...termFaults, ...nodeFaults, ...poolFaults, ...otherFaults];

/** A copy of the object with the changes made. */
export function changed(object: any, changes: Changes): any {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(/[.[\]]+/).filter(Boolean);
    const last = steps.pop()!;
    const parent = steps.reduce((at, step) => at[step], copy);
    if (value === undefined) {
      delete parent[last];
    } else {
      parent[last] = value;
    }
  }
  return copy;
}
