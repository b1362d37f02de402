import { Lazy, Size } from 'aws-cdk-lib';
import { CpuArchitecture } from '../../../src/contracts/node-pool';
import { generationOf, instanceFamily, isXenFamily, vcpusOf } from '../../../src/karpenter/node-pool/instance-families';
import { podsCapacity } from '../../../src/karpenter/node-pool/node-capacity';
import type { SparkNodePoolOptions } from '../../../src/karpenter/node-pool/options';
import { SparkNodePoolPreset } from '../../../src/karpenter/node-pool/spark-node-pool-preset';
import { nodePool, refusal } from '../support';

const RAID0 = '`instances.families` must have instance store, since the node class joins it to a RAID0 volume';
const RAID0_FIX = 'choose a family such as "c5d", or a node class with `instanceStoreRaid0` set to false';
const NEWER = 'lower the generation or choose a newer family';

const bad: Array<[string, SparkNodePoolOptions, string]> = [
  ['no families', { instances: { families: [] } }, '`instances.families` must name at least one, got none; leave it out for the default'],
  ['no sizes', { instances: { vcpus: [] } }, '`instances.vcpus` must name at least one, got none; leave it out for the default'],
  [
    'no architectures',
    { instances: { architectures: [] } },
    '`instances.architectures` must name at least one, got none; leave it out for the default',
  ],
  [
    'an instance type',
    { instances: { families: ['c5d.xlarge'] } },
    '`instances.families` must name instance families, got "c5d.xlarge"; write "c5d", and choose sizes with `instances.vcpus`',
  ],
  ['a category', { instances: { families: ['C'] } }, '`instances.families` must name instance families, got "C"; write it like "c5d"'],
  [
    'a family on Xen',
    { instances: { families: ['i3'] } },
    '`instances.families` must run on the Nitro hypervisor, got "i3" on Xen; choose a newer family',
  ],
  [
    'a token for a family',
    { instances: { families: [Lazy.string({ produce: () => 'c5d' })] } },
    '`instances.families` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
  ],
  [
    'a token for vCPUs',
    { instances: { vcpus: [Lazy.number({ produce: () => 4 })] } },
    '`instances.vcpus` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
  ],
  [
    'half a vCPU',
    { instances: { vcpus: [0.5] } },
    '`instances.vcpus` must be a whole number of at least 1, got 0.5; choose a number in that range',
  ],
  [
    'generation 0',
    { instances: { minimumGeneration: 0 } },
    '`instances.minimumGeneration` must be a whole number of at least 1, got 0; choose a number in that range',
  ],
  [
    'an old generation',
    { instances: { minimumGeneration: 6 } },
    `\`instances.families\` must be of generation 6 or newer, as \`instances.minimumGeneration\` says, got "c5d" of generation 5; ${NEWER}`,
  ],
  [
    'the second generation',
    { instances: { families: ['x2gd'] } },
    `\`instances.families\` must be of generation 3 or newer, as \`instances.minimumGeneration\` says, got "x2gd" of generation 2; ${NEWER}`,
  ],
  [
    'an unknown family of an old generation',
    { instances: { families: ['zz1'] } },
    `\`instances.families\` must be of generation 3 or newer, as \`instances.minimumGeneration\` says, got "zz1" of generation 1; ${NEWER}`,
  ],
  [
    'amd64 on Graviton',
    { instances: { families: ['r6gd'], architectures: [CpuArchitecture.AMD64] } },
    '`instances.families` must have an architecture of `instances.architectures`, amd64, got "r6gd" of arm64; change one of them',
  ],
  [
    'arm64 with the families of a preset',
    { instances: { architectures: [CpuArchitecture.ARM64] } },
    '`instances.families` must have an architecture of `instances.architectures`, arm64, got "c5d" of amd64; change one of them',
  ],
  [
    'an architecture that no family has',
    { instances: { architectures: [CpuArchitecture.AMD64, CpuArchitecture.ARM64] } },
    '`instances.architectures` must be those of `instances.families`, got arm64, which none of c5d has; leave it out, or add a family of '
      + 'that architecture',
  ],
  [
    'a size that no family has',
    { instances: { families: ['c6id', 'c5ad'], vcpus: [8, 36] } },
    '`instances.vcpus` must be sizes of `instances.families`, got 36, which none of c6id, c5ad has; choose among 2, 4, 8, 16, 32, '
      + '48, 64, 96, 128',
  ],
  ['families without instance store', { instances: { families: ['c5d', 'c5'] } }, `${RAID0}, got "c5" without; ${RAID0_FIX}`],
  [
    'a limit below the smallest instance',
    { limits: { vcpus: 3 } },
    '`limits.vcpus` must be at least the 4 vCPUs of the smallest instance, got 3; raise it, or add a smaller size to `instances.vcpus`',
  ],
  [
    'memory below the smallest instance',
    { limits: { memory: Size.mebibytes(8191) } },
    '`limits.memory` must be at least the 8192 MiB of the smallest instance, got 8191 MiB; raise it, or add a smaller size to '
      + '`instances.vcpus`',
  ],
];

describe('SparkNodePool', () => {
  test.each(bad)('fails on %s', (_, options, message) => {
    expect(() => nodePool(options)).toThrow(refusal('Test/Pool', message));
  });

  test('accepts families without instance store on a class without RAID0', () => {
    expect(() => nodePool({ instances: { families: ['c5'] } }, { instanceStoreRaid0: false })).not.toThrow();
  });

  test.each<[string, SparkNodePoolOptions]>([
    ['both architectures', { instances: { families: ['r5d', 'r6gd'] } }],
    ['a generation as new as the family', { instances: { minimumGeneration: 5 } }],
    ['an old generation where allowed', { instances: { families: ['x2gd'], minimumGeneration: 2 } }],
    ['a family with a dash', { instances: { families: ['c7i-flex2', 'u7i-12tb', 'u-6tb1'], minimumGeneration: 1 } }],
    ['any size of a family that is not known', { instances: { families: ['c99d'], vcpus: [7] } }],
  ])('accepts %s', (_, options) => {
    expect(() => nodePool(options)).not.toThrow();
  });
});

// Allocatable CPU and memory: https://karpenter.sh/docs/reference/instance-types/, less 180m and 120Mi for the DaemonSets of every cluster.
describe('podsCapacity()', () => {
  test.each([
    ['c5d', 16, 15890, 27381],
    ['c5d', 36, 35840, 65269],
    ['r6a', 2, 1930, 14481],
    ['r6a', 32, 31850, 239554],
    ['r6a', 192, 191450, 1446437],
    ['r6g', 1, 940, 7075],
    ['r6g', 4, 3920, 29258],
    ['r6g', 16, 15890, 118253],
  ])('is what Karpenter says of %s with %i vCPUs', (family, vcpus, milliVcpus, memoryMiB) => {
    expect(podsCapacity(instanceFamily(family)!, vcpus)).toEqual({ milliVcpus: milliVcpus - 180, memoryMiB: memoryMiB - 120 });
  });

  test('follows what a node class reserves', () => {
    const c5d = instanceFamily('c5d')!;
    const [plain, fewPods, reserved, shares] = [
      {},
      { maxPods: 8 },
      { kubeReservedVcpus: 1, kubeReservedMemoryMiB: 1000, systemReservedVcpus: 0.5, systemReservedMemoryMiB: 500, evictionMemory: '1Gi' },
      { evictionMemory: '10%' },
    ].map((reservation) => podsCapacity(c5d, 4, reservation));

    expect(plain).toEqual({ milliVcpus: 3740, memoryMiB: 8192 - 615 - 255 - 11 * 58 - 100 - 120 });
    expect(fewPods.memoryMiB).toBe(plain.memoryMiB + 11 * 50);
    expect(reserved).toEqual({ milliVcpus: 4000 - 1500 - 180, memoryMiB: 8192 - 615 - 1000 - 500 - 1024 - 120 });
    expect(shares.memoryMiB).toBe(plain.memoryMiB + 100 - 758);
  });
});

describe('instance families', () => {
  test.each([['c5d', 5], ['c7i-flex', 7], ['im4gn', 4], ['u-6tb1', 1], ['x2gd', 2], ['c', undefined]])('%s is of generation %s', (family, generation) => {
    expect(generationOf(family)).toBe(generation);
  });

  // https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html: g is Graviton, d is instance store.
  test.each([
    'c5d',
    'c6gd',
    'c6id',
    'c7gd',
    'c8gd',
    'm5d',
    'm6gd',
    'm6id',
    'm7gd',
    'r5d',
    'r6gd',
    'r6id',
    'r7gd',
    'r8gd',
    'r5',
    'c6i',
    'c7i',
    'm6i',
    'r6i',
    'r7i',
  ])('%s is as its name says', (family) => {
    const { architecture, instanceStore } = instanceFamily(family)!;
    expect(architecture).toBe(/\dg/.test(family) ? 'arm64' : 'amd64');
    expect(instanceStore).toBe(family.endsWith('d'));
  });

  test('knows c5d by its sizes', () => {
    expect(vcpusOf(instanceFamily('c5d')!)).toEqual([2, 4, 8, 16, 36, 48, 72, 96]);
  });

  test('knows nothing of names that objects have', () => {
    expect(instanceFamily('constructor')).toBeUndefined();
    expect(isXenFamily('c5')).toBe(false);
  });

  test.each(['COMPUTE_OPTIMIZED', 'MEMORY_OPTIMIZED', 'GRAVITON_MEMORY_OPTIMIZED'] as const)('%s falls back to families of its own architecture and with instance store', (name) => {
    const preset = SparkNodePoolPreset[name].withFallbackFamilies();
    expect(preset.families.length).toBeGreaterThan(1);
    for (const family of preset.families) {
      expect(instanceFamily(family)).toMatchObject({ architecture: preset.architecture, instanceStore: true });
    }
    expect(preset.withFallbackFamilies().families).toEqual(preset.families);
    expect(() => nodePool({ preset })).not.toThrow();
  });

  test('hands out copies', () => {
    SparkNodePoolPreset.COMPUTE_OPTIMIZED.families.push('x');
    expect(SparkNodePoolPreset.COMPUTE_OPTIMIZED.families).toEqual(['c5d']);
  });
});
