import { nodeClass, nodePool } from './support';

/** What TypeScript would not let pass, and plain JavaScript does: [prop, value, rest of the message]. */
const POOL: Array<[prop: string, options: any, message: string]> = [
  [
    'preset',
    { preset: 'memory' },
    'must be a `SparkNodePoolPreset`, got "memory"; use a constant such as `SparkNodePoolPreset.MEMORY_OPTIMIZED`',
  ],
  [
    'capacityTypes',
    { capacityTypes: 'spot' },
    'must be a `SparkCapacityTypes`, got "spot"; use `SparkCapacityTypes.spotFirst()` or another of its methods',
  ],
  ['zones', { zones: ['eu-west-1a'] }, 'must be a `SparkZones`, got ["eu-west-1a"]; use `SparkZones.named()` or another of its methods'],
  ['taint', { taint: { key: 'a' } }, 'must be a `NodePoolTaint`, got {"key":"a"}; use `NodePoolTaint.of()` or another of its methods'],
  ['instances', { instances: 'c5d' }, 'must be a map, got "c5d"; write it as `{ key: value }`'],
  ['instances.families', { instances: { families: 'c5d' } }, 'must be a list, got "c5d"; leave it out for the default'],
  ['instances.families', { instances: { families: [5] } }, 'must be text, got 5; write it in quotes'],
  [
    'instances.architectures',
    { instances: { architectures: ['x86'] } },
    'must be one of "amd64", "arm64", got "x86"; use the members of its enum',
  ],
  ['limits.memory', { limits: { memory: '4g' } }, 'must be a `Size`, got "4g"; use `Size.mebibytes()` or `Size.gibibytes()`'],
  ['limits.vcpus', { limits: { vcpus: '4' } }, 'must be a whole number of at least 1, got "4"; choose a number in that range'],
  [
    'disruption.expireAfter',
    { disruption: { expireAfter: '720h' } },
    'must be a `NodeLifetime`, got "720h"; use `NodeLifetime.atMost(Duration.hours(720))`',
  ],
  ['disruption.consolidation', { disruption: { consolidation: 'never' } },
    'must be a `Consolidation`, got "never"; use `Consolidation.whenEmpty()` or another of its methods'],
  ['disruption.terminationGracePeriod', { disruption: { terminationGracePeriod: '48h' } },
    'must be a `Duration`, got "48h"; use `Duration.seconds()` or `Duration.minutes()`'],
  ['disruption.budgets', { disruption: { budgets: '10%' } }, 'must be a list, got "10%"; join some of them'],
  [
    'disruption.budgets[0].percent',
    { disruption: { budgets: [{ percent: '10%' }] } },
    'must be a whole number from 0 to 100, got "10%"; choose a number in that range',
  ],
  ['labels["a"]', { labels: { a: 1 } }, 'must be text, got 1; write it in quotes'],
  ['annotations["a"]', { annotations: { a: true } }, 'must be text, got true; write it in quotes'],
  ['startupTaints[0].effect', { startupTaints: [{ key: 'a', effect: 'None' }] },
    'must be one of "NoSchedule", "PreferNoSchedule", "NoExecute", got "None"; use the members of its enum'],
  ['nodeClass.nodeClassName', { nodeClass: 'spark' }, 'must be text, got none; choose such a name'],
  ['overrides', { overrides: 'x' }, 'must be a map, got "x"; write it as `{ key: value }`'],
];

const CLASS: Array<[prop: string, options: any, message: string]> = [
  ['ami', { ami: 'al2023@latest' }, 'must be a `NodeAmi`, got "al2023@latest"; use `NodeAmi.alias()` or `NodeAmi.ids()`'],
  ['rootVolume', { rootVolume: '100Gi' }, 'must be a map, got "100Gi"; write it as `{ key: value }`'],
  ['rootVolume.size', { rootVolume: { size: 100 } }, 'must be a `Size`, got 100; use `Size.mebibytes()` or `Size.gibibytes()`'],
  [
    'rootVolume.volumeType',
    { rootVolume: { volumeType: 'st1' } },
    'must be one of "gp3", "gp2", "io1", "io2", got "st1"; use the members of its enum',
  ],
  ['rootVolume.encrypted', { rootVolume: { encrypted: 'no' } }, 'must be true or false, got "no"; leave it out for the default'],
  ['kubelet.maxPods', { kubelet: { maxPods: '10' } }, 'must be a whole number of at least 1, got "10"; choose a number in that range'],
  ['kubelet.evictionMaxPodGracePeriod', { kubelet: { evictionMaxPodGracePeriod: 30 } },
    'must be a `Duration`, got 30; use `Duration.seconds()` or `Duration.minutes()`'],
  [
    'kubelet.clusterDns',
    { kubelet: { clusterDns: '10.0.0.10' } },
    'must be a list, got "10.0.0.10"; leave it out for the DNS service of the cluster',
  ],
  ['kubelet.cpuCfsQuota', { kubelet: { cpuCfsQuota: 'false' } }, 'must be true or false, got "false"; leave it out for the default'],
  ['kubelet.kubeReserved', { kubelet: { kubeReserved: '1Gi' } }, 'must be a map, got "1Gi"; write it as `{ key: value }`'],
  ['kubelet.evictionHard', { kubelet: { evictionHard: '10%' } }, 'must be a map, got "10%"; write it as `{ key: value }`'],
  ['kubelet.evictionHard["memory.available"]', { kubelet: { evictionHard: { 'memory.available': 10 } } },
    'must be a quantity or a percentage up to 100%, got 10; write it like "500Mi" or "10%"'],
  ['instanceStoreRaid0', { instanceStoreRaid0: 'yes' }, 'must be true or false, got "yes"; leave it out for the default'],
  ['userData', { userData: 1 }, 'must be text, got 1; write it in quotes'],
  ['securityGroups', { securityGroups: 'sg-1' }, 'must be a list, got "sg-1"; leave it out for none'],
  ['tags["a"]', { tags: { a: 1 } }, 'must be text, got 1; write it in quotes'],
];

test.each(POOL)('a pool refuses another type for %s', (prop, options, message) => {
  expect(() => nodePool(options)).toThrow(new Error(`[Test/Pool] \`${prop}\` ${message}`));
});

test.each(CLASS)('a node class refuses another type for %s', (prop, options, message) => {
  expect(() => nodeClass(options)).toThrow(new Error(`[Test/Class] \`${prop}\` ${message}`));
});
