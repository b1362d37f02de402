import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { generationOf, instanceFamily, isXenFamily, vcpusOf, type InstanceFamily } from './instance-families';
import type { NodePoolSpec } from './manifests/node-pool';
import { memoryMiB, poolInstances } from './node-capacity';
import { CpuArchitecture } from '../../contracts/node-pool';
import { literal, oneOf, shown, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';

/** A family of the pool and what is known of it. */
interface NamedFamily {
  readonly name: string;
  readonly facts: InstanceFamily;
}

/** Checks families, sizes, architectures and generation against each other, the node class and the limits. */
export function validateInstances(scope: IConstruct, spec: NodePoolSpec, raid0: boolean): void {
  someOf(scope, 'instances.families', spec.families.length);
  someOf(scope, 'instances.vcpus', spec.vcpus.length);
  someOf(scope, 'instances.architectures', spec.architectures.length);
  spec.families.forEach((family) => familyName(scope, family));
  spec.vcpus.forEach((vcpus) => wholeNumber(scope, 'instances.vcpus', vcpus));
  spec.architectures.forEach((arch) => oneOf(
    scope, 'instances.architectures', arch as CpuArchitecture, Object.values(CpuArchitecture),
  ));
  wholeNumber(scope, 'instances.minimumGeneration', spec.minimumGeneration);
  spec.families.forEach((family) => generation(scope, family, spec.minimumGeneration));

  const known = knownFamilies(scope, spec.families);
  known.forEach((family) => architecture(scope, family, spec.architectures));
  if (raid0) {
    known.forEach((family) => instanceStore(scope, family));
  }
  if (known.length === spec.families.length) {
    spec.architectures.forEach((arch) => servedArchitecture(scope, arch, known));
    spec.vcpus.forEach((vcpus) => servedSize(scope, vcpus, known));
    limitsHoldAnInstance(scope, spec);
  }
}

function someOf(scope: IConstruct, prop: string, length: number): void {
  if (length === 0) {
    refuse(scope, 'karpenter:instances', {
      prop, must: 'name at least one', got: 'none', fix: 'leave it out for the default',
    });
  }
}

function familyName(scope: IConstruct, family: string): void {
  literal(scope, 'instances.families', family);
  if (!/^[a-z]+\d+[a-z]*(-[a-z0-9]+)?$/.test(family) && !/^[a-z]+(-\d+tb)\d+$/.test(family)) {
    const dot = family.indexOf('.');
    const fix = dot > 0
      ? `write "${family.slice(0, dot)}", and choose sizes with \`instances.vcpus\``
      : 'write it like "c5d"';
    refuse(scope, 'karpenter:families', {
      prop: 'instances.families', must: 'name instance families', got: shown(family), fix,
    });
  }
  if (isXenFamily(family)) {
    refuse(scope, 'karpenter:families', {
      prop: 'instances.families',
      must: 'run on the Nitro hypervisor',
      got: `${shown(family)} on Xen`,
      fix: 'choose a newer family',
    });
  }
}

function generation(scope: IConstruct, family: string, minimum: number): void {
  const given = generationOf(family);
  if (given !== undefined && given < minimum) {
    refuse(scope, 'karpenter:generation', {
      prop: 'instances.families',
      must: `be of generation ${minimum} or newer, as \`instances.minimumGeneration\` says`,
      got: `${shown(family)} of generation ${given}`,
      fix: 'lower the generation or choose a newer family',
    });
  }
}

function knownFamilies(scope: IConstruct, families: string[]): NamedFamily[] {
  return families.flatMap((name) => {
    const facts = instanceFamily(name);
    if (facts === undefined) {
      const unchecked = 'neither the pool nor jobs on it are checked against its size, architecture and instance store';
      warn(
        scope,
        `karpenter:unknown-family-${name}`,
        `\`instances.families\` names ${name}, of which this library knows nothing: ${unchecked}`,
      );
    }
    return facts === undefined ? [] : [{ name, facts }];
  });
}

function architecture(scope: IConstruct, family: NamedFamily, architectures: string[]): void {
  if (!architectures.includes(family.facts.architecture)) {
    refuse(scope, 'karpenter:architecture', {
      prop: 'instances.families',
      must: `have an architecture of \`instances.architectures\`, ${architectures.join(', ')}`,
      got: `${shown(family.name)} of ${family.facts.architecture}`,
      fix: 'change one of them',
    });
  }
}

function servedArchitecture(scope: IConstruct, arch: string, families: NamedFamily[]): void {
  if (!families.some(({ facts }) => facts.architecture === arch)) {
    refuse(scope, 'karpenter:architecture', {
      prop: 'instances.architectures',
      must: 'be those of `instances.families`',
      got: `${arch}, which none of ${names(families)} has`,
      fix: 'leave it out, or add a family of that architecture',
    });
  }
}

function servedSize(scope: IConstruct, vcpus: number, families: NamedFamily[]): void {
  if (!families.some(({ facts }) => vcpusOf(facts).includes(vcpus))) {
    const sizes = [...new Set(families.flatMap(({ facts }) => vcpusOf(facts)))].sort((a, b) => a - b);
    refuse(scope, 'karpenter:vcpus', {
      prop: 'instances.vcpus',
      must: 'be sizes of `instances.families`',
      got: `${vcpus}, which none of ${names(families)} has`,
      fix: `choose among ${sizes.join(', ')}`,
    });
  }
}

function instanceStore(scope: IConstruct, family: NamedFamily): void {
  if (!family.facts.instanceStore) {
    refuse(scope, 'karpenter:raid0', {
      prop: 'instances.families',
      must: 'have instance store, since the node class joins it to a RAID0 volume',
      got: `${shown(family.name)} without`,
      fix: 'choose a family such as "c5d", or a node class with `instanceStoreRaid0` set to false',
    });
  }
}

function limitsHoldAnInstance(scope: IConstruct, spec: NodePoolSpec): void {
  const instances = poolInstances(spec.families, spec.vcpus);
  const leastVcpus = Math.min(...instances.map((instance) => instance.vcpus));
  const leastMemory = Math.min(...instances.map((instance) => memoryMiB(instance.family, instance.vcpus)));
  if (!Token.isUnresolved(spec.limits.vcpus) && spec.limits.vcpus < leastVcpus) {
    refuse(scope, 'karpenter:limits', {
      prop: 'limits.vcpus',
      must: `be at least the ${leastVcpus} vCPUs of the smallest instance`,
      got: spec.limits.vcpus,
      fix: 'raise it, or add a smaller size to `instances.vcpus`',
    });
  }
  if (spec.limits.memoryMiB !== undefined && spec.limits.memoryMiB < leastMemory) {
    refuse(scope, 'karpenter:limits', {
      prop: 'limits.memory',
      must: `be at least the ${leastMemory} MiB of the smallest instance`,
      got: `${spec.limits.memoryMiB} MiB`,
      fix: 'raise it, or add a smaller size to `instances.vcpus`',
    });
  }
}

function names(families: NamedFamily[]): string {
  return families.map(({ name }) => name).join(', ');
}
