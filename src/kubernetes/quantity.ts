import { refuse } from '../private/refusal';

const SUFFIXES: { readonly [suffix: string]: number } = {
  '': 1, 'm': 1e-3, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15, 'E': 1e18,
  'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30, 'Ti': 2 ** 40, 'Pi': 2 ** 50, 'Ei': 2 ** 60,
};

/**
 * The forms of a quantity that people write (no exponents).
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
const QUANTITY = /^(\d+(?:\.\d+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

/** The value of a Kubernetes quantity in its base unit: cores, bytes or a number. */
export function quantityValue(quantity: string): number {
  const match = QUANTITY.exec(quantity);
  if (match === null) {
    refuse(undefined, 'kubernetes:quantity', {
      prop: 'a quantity',
      must: 'be a number with an optional suffix such as m, Ki, Mi or Gi',
      got: `"${quantity}"`,
      fix: 'write it as "500m" or "4Gi"',
    });
  }
  return Number(match[1]) * SUFFIXES[match[2] ?? ''];
}

/** True when the text is a quantity that Kubernetes accepts. */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** vCPUs as Kubernetes writes them: `2`, or `500m` for what is no whole number. */
export function cpuQuantity(milliCpu: number): string {
  return milliCpu % 1000 === 0 ? `${milliCpu / 1000}` : `${milliCpu}m`;
}

/** Memory as Kubernetes writes it. */
export function memoryQuantity(memoryMiB: number): string {
  return `${memoryMiB}Mi`;
}
