import type { ResourceAmounts } from './manifests/queues';

const MIB = 2 ** 20;

/** The first resource of which `part` has more than `whole` allows; what `whole` does not name is not limited. */
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

/** Whether nothing is asked for. */
export function isZero(amounts: ResourceAmounts): boolean {
  return Object.values(amounts).every((amount) => amount === 0);
}

/** An amount with its unit, as messages show it. */
export function shown(name: string, amount: number): string {
  if (name === 'vcore') {
    return `${amount / 1000} vCPUs`;
  }
  return name === 'memory' || name === 'ephemeral-storage' ? `${amount / MIB} MiB${name === 'memory' ? '' : ` of ${name}`}` : `${amount} ${name}`;
}

function merged(a: ResourceAmounts, b: ResourceAmounts, combine: (x: number, y: number) => number): ResourceAmounts {
  const both = Object.keys(a).filter((name) => b[name] !== undefined).map((name) => [name, combine(a[name], b[name])]);
  return { ...a, ...b, ...Object.fromEntries(both) };
}
