import { Token } from 'aws-cdk-lib';
import { map, type Scope, shown, text } from '../private/checks';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../private/names';
import { refuse } from '../private/refusal';

/** Characters of a label's value, and of the name in its key. */
const NAME_LENGTH = 63;

/**
 * The name in a key.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/**
 * Bytes of all annotations of an object.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
 */
const ANNOTATIONS_BYTES = 256 * 1024;

const KEY_RULE =
  `have keys made of an optional DNS prefix with "/" and a name of at most ${NAME_LENGTH} letters, digits, `
    + '"-", "_" and "."';
const VALUE_RULE =
  `be at most ${NAME_LENGTH} letters, digits, "-", "_" and ".", starting and ending with a letter or digit`;

/**
 * True for a key of labels, annotations, taints and extended resources: `[prefix/]name`.
 *
 * @see https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/util/validation/validation.go `IsQualifiedName`
 */
export function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  return (slash === -1 || DNS_SUBDOMAIN.test(key.slice(0, slash))) && name.length <= NAME_LENGTH && NAME.test(name);
}

/** True for the value of a label, which may be empty. */
export function isLabelValue(value: string): boolean {
  return value.length <= NAME_LENGTH && VALUE.test(value);
}

/** A key of labels, annotations or taints in the map or list `prop`; always a literal. */
export function qualifiedName(scope: Scope, prop: string, key: string): void {
  if (typeof key !== 'string' || Token.isUnresolved(key) || !isQualifiedName(key)) {
    refuse(scope, 'kubernetes:key', { prop, must: KEY_RULE, got: shown(key), fix: 'rename it' });
  }
}

/** The value of a label or taint; a token passes. */
export function labelValue(scope: Scope, prop: string, value: string): void {
  text(scope, prop, value, {
    form: VALUE, min: 0, max: NAME_LENGTH, must: VALUE_RULE, fix: 'use an annotation for longer text',
  });
}

/** Labels of an object. */
export function labels(scope: Scope, prop: string, value: { readonly [key: string]: string }): void {
  Object.keys(map(scope, prop, value)).forEach((key) => {
    qualifiedName(scope, prop, key);
    labelValue(scope, `${prop}["${key}"]`, value[key]);
  });
}

/** Annotations of an object: keys as of labels, any text as value, 256 KiB together. */
export function annotations(scope: Scope, prop: string, value: { readonly [key: string]: string }): void {
  const keys = Object.keys(map(scope, prop, value));
  keys.forEach((key) => {
    qualifiedName(scope, prop, key);
    text(scope, `${prop}["${key}"]`, value[key], { form: /^/, min: 0, must: 'be text', fix: 'write it in quotes' });
  });
  const bytes = keys.reduce((sum, key) => sum + Buffer.byteLength(key) + Buffer.byteLength(value[key]), 0);
  if (bytes > ANNOTATIONS_BYTES) {
    refuse(scope, 'kubernetes:annotations', {
      prop, must: `be at most ${ANNOTATIONS_BYTES} bytes together`, got: bytes, fix: 'shorten them',
    });
  }
}

/** A DNS label of at most 63 characters, the form of namespaces, containers and volumes; always a literal. */
export function dnsLabel(scope: Scope, prop: string, value: string): string {
  const must = `be a DNS label of at most ${NAME_LENGTH} lower-case letters, digits or "-"`;
  return text(scope, prop, value, { form: DNS_LABEL, must, fix: 'choose such a name', literal: true });
}

/** The name of an object, a DNS subdomain of at most 253 characters, or fewer; always a literal. */
export function objectName(scope: Scope, prop: string, value: string, { max = 253 }: { max?: number } = {}): string {
  const must =
    `be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most ${max} characters`;
  return text(scope, prop, value, { form: DNS_SUBDOMAIN, max, must, fix: 'choose such a name', literal: true });
}

/**
 * The name of an environment variable; always a literal.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
 */
export function environment(scope: Scope, prop: string, value: { readonly [name: string]: string }): void {
  Object.keys(map(scope, prop, value)).forEach((name) => {
    if (Token.isUnresolved(name) || !/^[A-Za-z_.-][\w.-]*$/.test(name) || name === '.' || name.startsWith('..')) {
      const must = 'have names of letters, digits, "_", "-" or ".", not beginning with a digit';
      refuse(scope, 'kubernetes:variable', { prop, must, got: shown(name), fix: 'rename it' });
    }
    text(scope, `${prop}["${name}"]`, value[name], { form: /^/, min: 0, must: 'be text', fix: 'write it in quotes' });
  });
}
