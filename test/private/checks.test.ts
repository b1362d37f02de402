import { Aws, Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import * as checks from '../../src/private/checks';

const TOKEN = 'pass the value itself, since names and texts are computed from it at synthesis';
const anyValue = (value: unknown): any => value;
const message = (text: string) => new Error(`\`x\` must ${text}`);

/** One check on one value: what it gives, or what it says. */
interface Case {
  readonly what: string;
  readonly run: () => unknown;
  /** The value that passes. */
  readonly gives?: unknown;
  /** The message without the prop and "must". */
  readonly says?: string;
}

const { wholeNumber, number, percent, milliCpu, kibibytes, mebibytes, gibibytes, seconds, days, text, flag, oneOf } = checks;
const { list, map, port, absolutePath, image, tags } = checks;
const numberToken = Token.asNumber({ Ref: 'N' });
const word = { form: /^[a-z]+$/, max: 3, must: 'be 1 to 3 letters', fix: 'shorten it' };
const inRange = 'choose a number in that range';

const numbers: Case[] = [
  { what: 'the least', run: () => wholeNumber(undefined, 'x', 1), gives: 1 },
  { what: 'zero', run: () => wholeNumber(undefined, 'x', 0), says: `be a whole number of at least 1, got 0; ${inRange}` },
  { what: 'zero where it may be', run: () => wholeNumber(undefined, 'x', 0, { min: 0 }), gives: 0 },
  { what: 'the most', run: () => wholeNumber(undefined, 'x', 9, { max: 9 }), gives: 9 },
  {
    what: 'one more',
    run: () => wholeNumber(undefined, 'x', 10, { max: 9, unit: 'nodes' }),
    says: `be a whole number from 1 to 9 nodes, got 10; ${inRange}`,
  },
  { what: 'a fraction', run: () => wholeNumber(undefined, 'x', 1.5), says: `be a whole number of at least 1, got 1.5; ${inRange}` },
  { what: 'NaN', run: () => wholeNumber(undefined, 'x', NaN), says: `be a whole number of at least 1, got NaN; ${inRange}` },
  { what: 'Infinity', run: () => wholeNumber(undefined, 'x', Infinity), says: `be a whole number of at least 1, got Infinity; ${inRange}` },
  {
    what: '2^63',
    run: () => wholeNumber(undefined, 'x', 2 ** 63),
    says: `be a whole number of at least 1, got 9223372036854776000; ${inRange}`,
  },
  { what: 'text', run: () => wholeNumber(undefined, 'x', anyValue('3')), says: `be a whole number of at least 1, got "3"; ${inRange}` },
  { what: 'null', run: () => wholeNumber(undefined, 'x', anyValue(null)), says: `be a whole number of at least 1, got none; ${inRange}` },
  { what: 'a token', run: () => wholeNumber(undefined, 'x', numberToken), says: `be a literal, got a token; ${TOKEN}` },
  { what: 'a token where it may be', run: () => wholeNumber(undefined, 'x', numberToken, { allowToken: true }), gives: numberToken },
  { what: 'a fraction as number', run: () => number(undefined, 'x', 0.5, { max: 1 }), gives: 0.5 },
  { what: 'a negative number', run: () => number(undefined, 'x', -1), says: `be a number of at least 0, got -1; ${inRange}` },
  { what: 'no number', run: () => number(undefined, 'x', NaN, { max: 1 }), says: `be a number from 0 to 1, got NaN; ${inRange}` },
  { what: '100 percent', run: () => percent(undefined, 'x', 100), gives: 100 },
  { what: '101 percent', run: () => percent(undefined, 'x', 101), says: `be a whole number from 0 to 100 percent, got 101; ${inRange}` },
  { what: 'the last port', run: () => port(undefined, 'x', 65535), gives: 65535 },
  { what: 'a port beyond', run: () => port(undefined, 'x', 65536), says: `be a whole number from 1 to 65535, got 65536; ${inRange}` },
];

const amounts: Case[] = [
  { what: 'half a vCPU', run: () => milliCpu(undefined, 'x', 0.5), gives: 500 },
  { what: 'the least vCPU', run: () => milliCpu(undefined, 'x', 0.001), gives: 1 },
  {
    what: 'less of a vCPU', run: () => milliCpu(undefined, 'x', 0.0001),
    says: `be a number of at least 0.001 vCPUs, got 0.0001; ${inRange}`,
  },
  { what: 'a finer vCPU', run: () => milliCpu(undefined, 'x', 1.0005), says: 'be vCPUs in steps of 0.001, got 1.0005; half a vCPU is 0.5' },
  { what: 'a whole GiB in MiB', run: () => mebibytes(undefined, 'x', Size.gibibytes(1)), gives: 1024 },
  {
    what: 'a fraction of a MiB',
    run: () => mebibytes(undefined, 'x', Size.kibibytes(512)),
    says: 'be whole MiB, at least 1, got 0.5 MiB; choose a size in that range',
  },
  { what: 'GiB that are whole MiB', run: () => mebibytes(undefined, 'x', Size.gibibytes(0.5)), gives: 512 },
  {
    what: 'too few MiB',
    run: () => mebibytes(undefined, 'x', Size.mebibytes(255), { min: 256, max: 512 }),
    says: 'be whole MiB, 256 to 512, got 255 MiB; choose a size in that range',
  },
  {
    what: 'no size',
    run: () => mebibytes(undefined, 'x', anyValue('4g')),
    says: 'be a `Size`, got "4g"; use `Size.mebibytes()` or `Size.gibibytes()`',
  },
  {
    what: 'a missing size',
    run: () => mebibytes(undefined, 'x', anyValue(undefined)),
    says: 'be a `Size`, got none; use `Size.mebibytes()` or `Size.gibibytes()`',
  },
  {
    what: 'a size of a token',
    run: () => mebibytes(undefined, 'x', Size.mebibytes(numberToken)),
    says: `be a literal, got a token; ${TOKEN}`,
  },
  {
    what: 'a size of NaN',
    run: () => mebibytes(undefined, 'x', Size.mebibytes(NaN)),
    says: 'be whole MiB, at least 1, got NaN MiB; choose a size in that range',
  },
  {
    what: '2^63 bytes',
    run: () => mebibytes(undefined, 'x', Size.mebibytes(2 ** 43)),
    says: 'be whole MiB, 1 to 8589934591, got 8796093022208 MiB; choose a size in that range',
  },
  { what: 'KiB', run: () => kibibytes(undefined, 'x', Size.mebibytes(2)), gives: 2048 },
  {
    what: 'a fraction of a KiB',
    run: () => kibibytes(undefined, 'x', Size.bytes(1500), { max: 9 }),
    says: 'be whole KiB, 1 to 9, got 1.46484375 KiB; choose a size in that range',
  },
  { what: 'GiB', run: () => gibibytes(undefined, 'x', Size.tebibytes(1)), gives: 1024 },
  {
    what: 'a fraction of a GiB',
    run: () => gibibytes(undefined, 'x', Size.gibibytes(100.1)),
    says: 'be whole GiB, at least 1, got 100.1 GiB; choose a size in that range',
  },
  { what: 'minutes in seconds', run: () => seconds(undefined, 'x', Duration.minutes(1)), gives: 60 },
  { what: 'no seconds where they may be', run: () => seconds(undefined, 'x', Duration.seconds(0), { min: 0 }), gives: 0 },
  { what: 'hours in days', run: () => days(undefined, 'x', Duration.hours(48)), gives: 2 },
  {
    what: 'half a day', run: () => days(undefined, 'x', Duration.hours(12), { max: 90 }),
    says: 'be whole days, 1 to 90, got 0.5 days; choose a duration in that range',
  },
  { what: 'no duration', run: () => days(undefined, 'x', anyValue('7d')), says: 'be a `Duration`, got "7d"; use `Duration.days()`' },
  {
    what: '292 years in days', run: () => days(undefined, 'x', Duration.days(106_752)),
    says: 'be whole days, 1 to 106751, got 106752 days; choose a duration in that range',
  },
  {
    what: 'milliseconds',
    run: () => seconds(undefined, 'x', Duration.millis(1500)),
    says: 'be whole seconds, at least 1, got 1.5 seconds; choose a duration in that range',
  },
  { what: '292 years', run: () => seconds(undefined, 'x', Duration.seconds(9_223_372_036)), gives: 9_223_372_036 },
  {
    what: 'more years',
    run: () => seconds(undefined, 'x', Duration.seconds(9_223_372_037)),
    says: 'be whole seconds, 1 to 9223372036, got 9223372037 seconds; choose a duration in that range',
  },
  {
    what: 'no duration',
    run: () => seconds(undefined, 'x', anyValue('720h')),
    says: 'be a `Duration`, got "720h"; use `Duration.seconds()` or `Duration.minutes()`',
  },
  {
    what: 'a duration of a token',
    run: () => seconds(undefined, 'x', Duration.seconds(numberToken)),
    says: `be a literal, got a token; ${TOKEN}`,
  },
];

const others: Case[] = [
  { what: 'text', run: () => text(undefined, 'x', 'abc', word), gives: 'abc' },
  { what: 'longer text', run: () => text(undefined, 'x', 'abcd', word), says: 'be 1 to 3 letters, got 4 characters; shorten it' },
  { what: 'another form', run: () => text(undefined, 'x', 'A', word), says: 'be 1 to 3 letters, got "A"; shorten it' },
  { what: 'empty text', run: () => text(undefined, 'x', '', word), says: 'be 1 to 3 letters, got ""; shorten it' },
  { what: 'a number for text', run: () => text(undefined, 'x', anyValue(5), word), says: 'be text, got 5; write it in quotes' },
  { what: 'nothing for text', run: () => text(undefined, 'x', anyValue(null), word), says: 'be text, got none; shorten it' },
  { what: 'a token for text', run: () => text(undefined, 'x', Aws.REGION, word), gives: Aws.REGION },
  { what: 'a token for a literal', run: () => checks.literal(undefined, 'x', Aws.REGION), says: `be a literal, got a token; ${TOKEN}` },
  { what: 'a flag', run: () => flag(undefined, 'x', false), gives: false },
  {
    what: 'text for a flag',
    run: () => flag(undefined, 'x', anyValue('no')),
    says: 'be true or false, got "no"; leave it out for the default',
  },
  {
    what: 'a token for a literal flag',
    run: () => flag(undefined, 'x', anyValue(numberToken), { literal: true }),
    says: `be a literal, got a token; ${TOKEN}`,
  },
  { what: 'a member', run: () => oneOf(undefined, 'x', 'a', ['a', 'b']), gives: 'a' },
  {
    what: 'no member',
    run: () => oneOf(undefined, 'x', anyValue('c'), ['a', 'b']),
    says: 'be one of "a", "b", got "c"; use the members of its enum',
  },
  { what: 'a list', run: () => list(undefined, 'x', [1], { max: 1, fix: 'f' }), gives: [1] },
  { what: 'a longer list', run: () => list(undefined, 'x', [1, 2], { max: 1, fix: 'f' }), says: 'hold at most 1, got 2; f' },
  { what: 'a shorter list', run: () => list(undefined, 'x', [], { min: 1, fix: 'f' }), says: 'hold at least 1, got 0; f' },
  { what: 'a list out of both bounds', run: () => list(undefined, 'x', [], { min: 1, max: 2, fix: 'f' }), says: 'hold 1 to 2, got 0; f' },
  { what: 'no list', run: () => list(undefined, 'x', anyValue({ a: 1 }), { fix: 'f' }), says: 'be a list, got {"a":1}; f' },
  {
    what: 'a list token',
    run: () => list(undefined, 'x', Lazy.list({ produce: () => [] }), { fix: 'f' }),
    says: `be a literal, got a token; ${TOKEN}`,
  },
  { what: 'a map', run: () => map(undefined, 'x', { a: 1 }), gives: { a: 1 } },
  { what: 'a list for a map', run: () => map(undefined, 'x', anyValue([1])), says: 'be a map, got [1]; write it as `{ key: value }`' },
  { what: 'a missing map', run: () => map(undefined, 'x', anyValue(undefined)), says: 'be a map, got none; write it as `{ key: value }`' },
  { what: 'an image', run: () => image(undefined, 'x', 'mirror.corp:5000/a/b:1.2'), gives: 'mirror.corp:5000/a/b:1.2' },
  { what: 'the name of an image alone', run: () => image(undefined, 'x', 'busybox'), gives: 'busybox' },
  ...['A B', 'https://a/b', 'a:', ''].map((reference) => ({
    what: `"${reference}" as image`, run: () => image(undefined, 'x', reference),
    says: `be an image reference [registry/]repository[:tag][@digest], got "${reference}"; leave out any scheme such as https://`,
  })),
  { what: 'a path', run: () => absolutePath(undefined, 'x', '/data1/a.b'), gives: '/data1/a.b' },
  {
    what: 'a relative path',
    run: () => absolutePath(undefined, 'x', 'data'),
    says: 'be an absolute path of letters, digits, "-", "_" and ".", got "data"; write it like "/data1"',
  },
  {
    what: 'a path upwards',
    run: () => absolutePath(undefined, 'x', '/a/..'),
    says: 'be an absolute path of letters, digits, "-", "_" and ".", got "/a/.."; write it like "/data1"',
  },
  {
    what: 'tags on the edge',
    run: () => tags(undefined, 'x', { ['k'.repeat(128)]: 'v'.repeat(256), a: Aws.REGION, b: '' }),
    gives: undefined,
  },
  {
    what: 'too many tags',
    run: () => tags(undefined, 'x', { a: '1', b: '2' }, { max: 1 }),
    says: 'hold at most 1 tags, got 2; leave some out',
  },
  {
    what: 'a tag of AWS',
    run: () => tags(undefined, 'x', { 'AWS:a': '1' }),
    says: 'have literal keys of 1 to 128 characters that do not start with "aws:", got "AWS:a"; rename the tag',
  },
  {
    what: 'an empty key',
    run: () => tags(undefined, 'x', { '': '1' }),
    says: 'have literal keys of 1 to 128 characters that do not start with "aws:", got ""; rename the tag',
  },
];

test.each([...numbers, ...amounts, ...others].filter(({ says }) => says === undefined))('accepts $what', ({ run, gives }) => {
  expect(run()).toEqual(gives);
});

test.each([...numbers, ...amounts, ...others].filter(({ says }) => says !== undefined))('refuses $what', ({ run, says }) => {
  expect(run).toThrow(message(says!));
});

test('a tag value is named by its key', () => {
  expect(() => tags(undefined, 'x', { a: 'v'.repeat(257) })).toThrow(
    new Error('`x["a"]` must be at most 256 characters, got 257 characters; shorten it'),
  );
});

test('an item is named by its place in the list', () => {
  expect(() => list(undefined, 'x', [1, anyValue(null)], { fix: 'f' })).toThrow(
    new Error('`x[1]` must be there, got none; leave the item out'),
  );
});

test('shown() cuts what is long', () => {
  expect(checks.shown({ a: 'b'.repeat(100) })).toHaveLength(78);
});
