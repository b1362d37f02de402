import { type Duration, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from './refusal';

/** The construct whose prop is checked; `undefined` in a value class. */
export type Scope = IConstruct | undefined;

/** The bounds of a number, both of them legal. */
export interface Bounds {
  /** @default - as each check says */
  readonly min?: number;
  /** @default - as each check says */
  readonly max?: number;
  /** Unit of the number, as messages show it. @default - none */
  readonly unit?: string;
}

export interface NumberRule extends Bounds {
  /** A token may pass, for a number that CloudFormation reads and nothing is computed from. @default false */
  readonly allowToken?: boolean;
}

export interface TextRule {
  /** The form of the text. @default - any text that is not blank */
  readonly form?: RegExp;
  /** Characters. @default 1 */
  readonly min?: number;
  /** Characters. @default - no limit */
  readonly max?: number;
  /** The rule in words, to follow "must". */
  readonly must: string;
  /** Advice on what to do instead. */
  readonly fix: string;
  /** The characters must be known at synthesis. @default false */
  readonly literal?: boolean;
}

export interface ListRule {
  /** @default 0 */
  readonly min?: number;
  /** @default - no limit */
  readonly max?: number;
  /** Advice on what to do instead. */
  readonly fix: string;
}

type RequiredRule = { readonly must: string; readonly fix: string };
type MethodRule = { readonly type: string; readonly method: string; readonly fix: string };
type MapOf<T> = { readonly [key: string]: T };

/** Bytes that JavaScript counts exactly, in MiB: 8 PiB. */
const MOST_MEBIBYTES = Number.MAX_SAFE_INTEGER / 2 ** 20;

/** Kubernetes keeps durations in Go's nanoseconds of 64 bits: some 292 years. @see https://pkg.go.dev/time#Duration */
const MOST_SECONDS = 9_223_372_036;

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices */
const TAG = { keyLength: 128, valueLength: 256, reserved: /^aws:/i };

const IN_RANGE = 'choose a number in that range';

/** @see https://pkg.go.dev/github.com/distribution/reference */
const IMAGE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

/** A value as messages show it. */
export function shown(value: unknown): string {
  if (Token.isUnresolved(value)) {
    return 'a token';
  }
  if (value === undefined || value === null) {
    return 'none';
  }
  if (typeof value === 'string') {
    return `"${value}"`;
  }
  return typeof value === 'object' ? shortened(JSON.stringify(value)) : String(value);
}

/** A whole number, at least 1 unless said otherwise. */
export function wholeNumber(scope: Scope, prop: string, value: number, rule: NumberRule = {}): number {
  const { min = 1, max = Number.MAX_SAFE_INTEGER, allowToken = false } = rule;
  if (!isAllowedToken(scope, prop, value, allowToken) && !(Number.isInteger(value) && value >= min && value <= max)) {
    const must = `be a whole number ${range(rule, min)}`;
    refuse(scope, 'value:whole-number', { prop, must, got: shown(value), fix: IN_RANGE });
  }
  return value;
}

/** A number, with fractions, at least 0 unless said otherwise. */
export function number(scope: Scope, prop: string, value: number, rule: NumberRule = {}): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, allowToken = false } = rule;
  if (!isAllowedToken(scope, prop, value, allowToken) && !(typeof value === 'number' && value >= min && value <= max)) {
    refuse(scope, 'value:number', { prop, must: `be a number ${range(rule, min)}`, got: shown(value), fix: IN_RANGE });
  }
  return value;
}

/** Percent, whole, 0 to 100 unless said otherwise. */
export function percent(scope: Scope, prop: string, value: number, rule: NumberRule = {}): number {
  return wholeNumber(scope, prop, value, { min: 0, max: 100, unit: 'percent', ...rule });
}

/** Thousandths of a vCPU, at least one unless said otherwise; `value` is in vCPUs. */
export function milliCpu(scope: Scope, prop: string, value: number, { min = 0.001, max }: Bounds = {}): number {
  const millis = Math.round(number(scope, prop, value, { min, max, unit: 'vCPUs' }) * 1000);
  if (Math.abs(millis - value * 1000) > 1e-6) {
    refuse(scope, 'value:cpu', { prop, must: 'be vCPUs in steps of 0.001', got: value, fix: 'half a vCPU is 0.5' });
  }
  return millis;
}

/** Whole MiB of a size, at least one unless said otherwise. */
export function mebibytes(scope: Scope, prop: string, size: Size, { min = 1, max }: Bounds = {}): number {
  return wholeSize(scope, prop, { size: sizeIn(scope, prop, size, 'MiB'), min, max, unit: 'MiB' });
}

/** Whole KiB of a size, at least one unless said otherwise. */
export function kibibytes(scope: Scope, prop: string, size: Size, { min = 1, max }: Bounds = {}): number {
  return wholeSize(scope, prop, { size: sizeIn(scope, prop, size, 'KiB'), min, max, unit: 'KiB' });
}

/** Whole GiB of a size, at least one unless said otherwise. */
export function gibibytes(scope: Scope, prop: string, size: Size, { min = 1, max }: Bounds = {}): number {
  return wholeSize(scope, prop, { size: sizeIn(scope, prop, size, 'GiB'), min, max, unit: 'GiB' });
}

/** Whole seconds of a duration, at least one unless said otherwise. */
export function seconds(scope: Scope, prop: string, duration: Duration, rule: Bounds = {}): number {
  return wholeTime(scope, prop, duration, { ...rule, unit: 'seconds', length: 1 });
}

/** Whole days of a duration, at least one unless said otherwise. */
export function days(scope: Scope, prop: string, duration: Duration, rule: Bounds = {}): number {
  return wholeTime(scope, prop, duration, { ...rule, unit: 'days', length: 86_400 });
}

/** A text of a form and length; a token passes unless the rule asks for a literal. */
export function text(scope: Scope, prop: string, value: string, rule: TextRule): string {
  const { form = /\S/, min = 1, max = Infinity, must, fix } = rule;
  if (isAllowedToken(scope, prop, value, rule.literal !== true)) {
    return value;
  }
  if (typeof value !== 'string') {
    const remedy = typeof value === 'number' ? 'write it in quotes' : fix;
    refuse(scope, 'value:text', { prop, must: 'be text', got: shown(value), fix: remedy });
  }
  if (value.length < min || value.length > max || !form.test(value)) {
    const got = value.length > max ? `${value.length} characters` : shown(value);
    refuse(scope, 'value:text', { prop, must, got, fix });
  }
  return value;
}

/** A literal: Kubernetes or IAM needs the text itself (a label, a tag key, a name that is hashed). */
export function literal(scope: Scope, prop: string, value: string): string {
  return text(scope, prop, value, { must: 'be text that is not blank', fix: 'pass the text itself', literal: true });
}

/** `true` or `false`; a token passes unless the rule asks for a literal. */
export function flag(scope: Scope, prop: string, value: boolean, rule: { literal?: boolean } = {}): boolean {
  if (!isAllowedToken(scope, prop, value, rule.literal !== true) && typeof value !== 'boolean') {
    const fix = 'leave it out for the default';
    refuse(scope, 'value:flag', { prop, must: 'be true or false', got: shown(value), fix });
  }
  return value;
}

/** One of the values of an enum; TypeScript sees to it, plain JavaScript does not. */
export function oneOf<T extends string>(scope: Scope, prop: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value)) {
    const names = allowed.map((name) => `"${name}"`).join(', ');
    const fix = 'use the members of its enum';
    refuse(scope, 'value:one-of', { prop, must: `be one of ${names}`, got: shown(value), fix });
  }
  return value;
}

/** A list of so many items, none of them missing. */
export function list<T>(scope: Scope, prop: string, value: readonly T[], rule: ListRule): readonly T[] {
  const { min = 0, max = Infinity, fix } = rule;
  if (Token.isUnresolved(value)) {
    refuseToken(scope, prop);
  }
  if (!Array.isArray(value)) {
    refuse(scope, 'value:list', { prop, must: 'be a list', got: shown(value), fix });
  }
  if (value.length < min || value.length > max) {
    refuse(scope, 'value:list', { prop, must: `hold ${countRange(min, max)}`, got: value.length, fix });
  }
  const presence = { must: 'be there', fix: 'leave the item out' };
  value.forEach((item, index) => required(scope, `${prop}[${index}]`, item, presence));
  return value;
}

/** A map, such as labels or settings; its values are checked by whoever knows them. */
export function map<T>(scope: Scope, prop: string, value: MapOf<T>): MapOf<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Token.isUnresolved(value)) {
    refuse(scope, 'value:map', { prop, must: 'be a map', got: shown(value), fix: 'write it as `{ key: value }`' });
  }
  return value;
}

/** The result of a check of what may be left out. */
export function optional<T, R>(value: T | undefined, check: (value: T) => R): R | undefined {
  return value === undefined ? undefined : check(value);
}

/** A value that must be there: TypeScript sees to it, plain JavaScript does not. */
export function required<T>(scope: Scope, prop: string, value: T | undefined | null, rule: RequiredRule): T {
  const { must, fix } = rule;
  if (value === undefined || value === null) {
    refuse(scope, 'value:required', { prop, must, got: 'none', fix });
  }
  return value;
}

/** An object of a class, recognised by a method: `instanceof` fails where two copies of a package meet. */
export function requireMethod(scope: Scope, prop: string, value: unknown, rule: MethodRule): void {
  if (typeof (value as { [member: string]: unknown } | undefined | null)?.[rule.method] !== 'function') {
    refuse(scope, 'value:type', { prop, must: `be a \`${rule.type}\``, got: shown(value), fix: rule.fix });
  }
}

/** A TCP port. */
export function port(scope: Scope, prop: string, value: number): number {
  return wholeNumber(scope, prop, value, { min: 1, max: 65535 });
}

/** An absolute path of letters, digits, "-", "_" and ".", without "..". */
export function absolutePath(scope: Scope, prop: string, value: string): string {
  return text(scope, prop, value, {
    form: /^(\/(?!\.\.?(\/|$))[\w.-]+)+$/,
    must: 'be an absolute path of letters, digits, "-", "_" and "."', fix: 'write it like "/data1"', literal: true,
  });
}

/** An image of a container; a token passes unless it must be a literal. */
export function image(scope: Scope, prop: string, value: string, rule: { literal?: boolean } = {}): string {
  const must = 'be an image reference [registry/]repository[:tag][@digest]';
  return text(scope, prop, value, { form: IMAGE, must, fix: 'leave out any scheme such as https://', ...rule });
}

/** Tags as AWS takes them; values may be tokens. */
export function tags(scope: Scope, prop: string, value: MapOf<string>, rule: { max?: number } = {}): void {
  const { max = 50 } = rule;
  const keys = Object.keys(map(scope, prop, value));
  if (keys.length > max) {
    refuse(scope, 'value:tags', { prop, must: `hold at most ${max} tags`, got: keys.length, fix: 'leave some out' });
  }
  for (const key of keys) {
    if (key === '' || key.length > TAG.keyLength || TAG.reserved.test(key) || Token.isUnresolved(key)) {
      const must = `have literal keys of 1 to ${TAG.keyLength} characters that do not start with "aws:"`;
      refuse(scope, 'value:tags', { prop, must, got: shown(key), fix: 'rename the tag' });
    }
    const must = `be at most ${TAG.valueLength} characters`;
    text(scope, `${prop}["${key}"]`, value[key], { form: /^/, min: 0, max: TAG.valueLength, must, fix: 'shorten it' });
  }
}

/** True for a token that may pass; refuses one that may not. */
function isAllowedToken(scope: Scope, prop: string, value: unknown, allowed: boolean): boolean {
  const isToken = Token.isUnresolved(value);
  if (isToken && !allowed) {
    refuseToken(scope, prop);
  }
  return isToken;
}

function refuseToken(scope: Scope, prop: string): never {
  refuse(scope, 'value:token', {
    prop, must: 'be a literal', got: 'a token',
    fix: 'pass the value itself, since names and texts are computed from it at synthesis',
  });
}

/** Units of sizes, by the MiB that one has. */
const MEBIBYTES_OF = { KiB: 1 / 1024, MiB: 1, GiB: 1024 } as const;
type SizeUnit = keyof typeof MEBIBYTES_OF;

function sizeIn(scope: Scope, prop: string, size: Size, unit: SizeUnit): number {
  const fix = 'use `Size.mebibytes()` or `Size.gibibytes()`';
  requireMethod(scope, prop, size, { type: 'Size', method: 'toMebibytes', fix });
  if (size.isUnresolved()) {
    refuseToken(scope, prop);
  }
  const options = { rounding: SizeRoundingBehavior.NONE };
  switch (unit) {
    case 'KiB': return size.toKibibytes(options);
    case 'MiB': return size.toMebibytes(options);
    case 'GiB': return size.toGibibytes(options);
  }
}

interface WholeSize extends Bounds {
  readonly size: number;
  readonly min: number;
  readonly unit: SizeUnit;
}

function wholeSize(scope: Scope, prop: string, { size, min, max, unit }: WholeSize): number {
  const most = Math.floor(MOST_MEBIBYTES / MEBIBYTES_OF[unit]);
  if (!Number.isInteger(size) || size < min || size > (max ?? most)) {
    const must = `be whole ${unit}, ${bounds({ min, max, value: size, most })}`;
    refuse(scope, 'value:size', { prop, must, got: `${size} ${unit}`, fix: 'choose a size in that range' });
  }
  return size;
}

interface WholeTime extends Bounds {
  readonly unit: string;
  /** Seconds of a unit. */
  readonly length: number;
}

function wholeTime(scope: Scope, prop: string, duration: Duration, { min = 1, max, unit, length }: WholeTime): number {
  const fix = unit === 'days' ? 'use `Duration.days()`' : 'use `Duration.seconds()` or `Duration.minutes()`';
  requireMethod(scope, prop, duration, { type: 'Duration', method: 'toSeconds', fix });
  if (duration.isUnresolved()) {
    refuseToken(scope, prop);
  }
  const value = duration.toSeconds({ integral: false }) / length;
  const most = Math.floor(MOST_SECONDS / length);
  if (!Number.isInteger(value) || value < min || value > (max ?? most)) {
    const must = `be whole ${unit}, ${bounds({ min, max, value, most })}`;
    refuse(scope, 'value:duration', { prop, must, got: `${value} ${unit}`, fix: 'choose a duration in that range' });
  }
  return value;
}

/** "at least 1", or both bounds where there is an upper one or the value is beyond the largest that can be held. */
function bounds({ min, max, value, most }: { min: number; max?: number; value: number; most: number }): string {
  const highest = max ?? (value > most ? most : undefined);
  return highest === undefined ? `at least ${min}` : `${min} to ${highest}`;
}

function range({ max, unit }: Bounds, min: number): string {
  return `${max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}${unit === undefined ? '' : ` ${unit}`}`;
}

function countRange(min: number, max: number): string {
  if (max === Infinity) {
    return `at least ${min}`;
  }
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}

function shortened(json: string): string {
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
