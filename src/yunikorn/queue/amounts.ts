import type { ResourceAmounts } from './manifests/queues';
import type { QueueCeiling } from '../../contracts/queue';

const MIB = 2 ** 20;

/**
 * The first resource of which `part` has more than `whole` allows; a resource that `whole` does not name has no limit.
 */
export function excess(whole: ResourceAmounts | undefined, part: ResourceAmounts): string | undefined {
  return Object.keys(part).sort().find((name) => whole?.[name] !== undefined && part[name] > whole[name]);
}

/** The smaller amount of each resource that either names. */
export function smaller(a: ResourceAmounts, b: ResourceAmounts): ResourceAmounts {
  return merged(a, b, Math.min);
}

/** The sum of each resource that either names. */
export function sum(a: ResourceAmounts, b: ResourceAmounts): ResourceAmounts {
  return merged(a, b, (x, y) => x + y);
}

/** True if nothing is asked for. */
export function isZero(amounts: ResourceAmounts): boolean {
  return Object.values(amounts).every((amount) => amount === 0);
}

/** An amount with its unit, as messages show it. */
export function amountText(name: string, amount: number): string {
  if (name === 'vcore') {
    return `${amount / 1000} vCPUs`;
  }
  const isSize = name === 'memory' || name === 'ephemeral-storage';
  return isSize ? `${amount / MIB} MiB${name === 'memory' ? '' : ` of ${name}`}` : `${amount} ${name}`;
}

/** The limit of a queue as jobs are checked against it. */
export function ceilingOf(queuePath: string, amounts: ResourceAmounts): QueueCeiling {
  const { vcore, memory, 'ephemeral-storage': storage, pods, ...extended } = amounts;
  return {
    queuePath,
    vcpus: vcore === undefined ? undefined : vcore / 1000,
    memoryMiB: memory === undefined ? undefined : memory / MIB,
    ephemeralStorageMiB: storage === undefined ? undefined : storage / MIB,
    pods,
    extended,
  };
}

function merged(
  a: ResourceAmounts, b: ResourceAmounts, combine: (x: number, y: number) => number,
): ResourceAmounts {
  const both = Object.keys(a).filter((name) => b[name] !== undefined).map((name) => [name, combine(a[name], b[name])]);
  return { ...a, ...b, ...Object.fromEntries(both) };
}
