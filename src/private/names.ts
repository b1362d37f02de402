import { createHash } from 'crypto';

/**
 * DNS-1123 label, the form of namespaces:
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * DNS-1123 subdomain, the form of most object names:
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
export const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * The text read as one big-endian integer and written in base 36, lower case: how EMR on EKS derives service-account
 * names from role names.
 *
 * @see https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emrcontainers/base36.py
 */
export function base36(text: string): string {
  const hex = Buffer.from(text, 'utf8').toString('hex');
  return hex === '' ? '' : BigInt(`0x${hex}`).toString(36);
}

/** A short, stable digest of the parts: `length` lower-case hexadecimal digits. */
export function digest(length: number, ...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);
}

/**
 * A name of at most `maxLength` characters that starts with readable text and ends in a digest of all parts.
 *
 * Two different lists of parts never share a name by truncation.
 */
export function uniqueName(maxLength: number, readable: string, ...parts: string[]): string {
  const suffix = digest(8, readable, ...parts);
  const head = readable.slice(0, maxLength - suffix.length - 1).replace(/[-_.]+$/, '');
  return head === '' ? suffix : `${head}-${suffix}`;
}
