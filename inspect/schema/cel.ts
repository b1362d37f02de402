import type { Environment } from '@marcbachmann/cel-js' with { 'resolution-mode': 'import' };
import type { Schema, ValidationRule } from './data';
import { fieldSchema } from './defaults';
import { isObject } from './structure';

// The package holds ES modules only: tsx converts them when they are required, jest by its `transform`.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Environment: CelEnvironment } = require('@marcbachmann/cel-js') as { Environment: typeof Environment };

/** The value of a rule's node, and the value it had before an update. */
export interface Subject {
  readonly self: any;
  readonly oldSelf?: any;
  readonly schema: Schema;
}

/** Judgement of a rule on a value: it holds, it says what is wrong, or it was not asked. */
export type Verdict = { readonly holds: true } | { readonly holds: false; readonly message: string } | undefined;

type Program = (variables: Record<string, any>) => unknown;

const programs = new Map<string, Program>();

// Kubernetes' additions to CEL that the rules use:
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library
const environment = new CelEnvironment({ unlistedVariablesAreDyn: true })
  .registerFunction('string.find(string): string', (text: string, pattern: string) => new RegExp(pattern).exec(text)?.[0]
    ?? '');

/**
 * Evaluates one rule as the API server does: a rule on `oldSelf` is skipped where there is no old value (unless it asks
 * for it by
 * `optionalOldSelf`), and a rule that cannot be evaluated counts as broken.
 */
export function evaluate(rule: ValidationRule, subject: Subject): Verdict {
  const isTransition = /\boldSelf\b/.test(rule.rule);
  if (isTransition && subject.oldSelf === undefined && !rule.optionalOldSelf) {
    return undefined;
  }
  const variables = { self: toCel(subject.schema, subject.self), oldSelf: toCel(subject.schema, subject.oldSelf) };
  try {
    return compile(rule.rule)(variables) === true
      ? { holds: true }
      : { holds: false, message: messageOf(rule, variables) };
  } catch (error) {
    return {
      holds: false,
      message: `${rule.message ?? rule.rule} (the rule cannot be evaluated: ${(error as Error).message.split('\n')[0]})`,
    };
  }
}

function messageOf(rule: ValidationRule, variables: Record<string, any>): string {
  return rule.messageExpression
    ? String(compile(rule.messageExpression)(variables))
    : rule.message ?? `failed rule: ${rule.rule}`;
}

function compile(expression: string): Program {
  const program = programs.get(expression) ?? (environment.parse(expression) as unknown as Program);
  programs.set(expression, program);
  return program;
}

/** CEL tells integers from doubles, and names fields as identifiers. */
function toCel(schema: Schema, value: any): any {
  if (Array.isArray(value)) {
    return Array.from(value, (item) => toCel(schema.items ?? {}, item));
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([field, item]) =>
      [schema.properties ? identifier(field) : field, toCel(fieldSchema(schema, field), item)]));
  }
  return Number.isInteger(value) && schema.type !== 'number' ? BigInt(value) : value;
}

// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
// (field names)
const RESERVED = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

function identifier(field: string): string {
  if (RESERVED.has(field)) {
    return `__${field}__`;
  }
  return field.replace(/__/g, '__underscores__').replace(/\./g, '__dot__').replace(/-/g, '__dash__').replace(
    /\//g, '__slash__',
  );
}
