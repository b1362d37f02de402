import { Aws } from 'aws-cdk-lib';
import { annotations, dnsLabel, environment, isLabelValue, isQualifiedName, labels, objectName } from '../../src/kubernetes/label-syntax';

const anyValue = (value: unknown): any => value;
const long = (length: number) => 'a'.repeat(length);

// Cases of `TestIsQualifiedName` and `TestIsValidLabelValue`:
// https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/util/validation/validation_test.go
const KEYS = [
  'simple', 'now-with-dashes', '1-starts-with-num', '1234', 'simple/simple', 'now-with-dashes/simple', 'now.with.dots/simple',
  '1-num.2-num/3-num',
  '1234/5678', '1.2.3.4/5678', 'Uppercase_Is_OK_123', 'example.com/Uppercase_Is_OK_123', 'requests.storage-foo', long(63), `${long(253)}/b`,
];
const WRONG_KEYS = [
  'nospecialchars%^=@', 'cantendwithadash-', '-cantstartwithadash-', 'only/one/slash', 'Example.com/abc', 'example_com/abc',
  'example.com/', '/simple',
  long(64), `${long(254)}/abc`, 'a..b/x', '',
];
const VALUES = ['simple', 'now-with-dashes', '1-starts-with-num', 'end-with-num-1', '1234', long(63), '', 'now.with.dots'];
const WRONG_VALUES = [
  'nospecialchars%^=@', 'Tama-nui-te-rā.is.Māori.sun', '\\backslashes\\are\\bad', '-starts-with-dash', 'ends-with-dash-', long(64), 'a b',
];

test.each(KEYS)('the API server takes the key %s', (key) => expect(isQualifiedName(key)).toBe(true));
test.each(WRONG_KEYS)('the API server refuses the key %s', (key) => expect(isQualifiedName(key)).toBe(false));
test.each(VALUES)('the API server takes the value %s', (value) => expect(isLabelValue(value)).toBe(true));
test.each(WRONG_VALUES)('the API server refuses the value %s', (value) => expect(isLabelValue(value)).toBe(false));

const KEY = 'have keys made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and "."';
const VALUE = 'be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit';

test.each([
  { what: 'a wrong key', run: () => labels(undefined, 'x', { 'a..b/x': '' }), says: `\`x\` must ${KEY}, got "a..b/x"; rename it` },
  {
    what: 'a wrong value',
    run: () => labels(undefined, 'x', { a: 'data team' }),
    says: `\`x["a"]\` must ${VALUE}, got "data team"; use an annotation for longer text`,
  },
  { what: 'a number', run: () => labels(undefined, 'x', { a: anyValue(1) }), says: '`x["a"]` must be text, got 1; write it in quotes' },
  { what: 'a token for a key', run: () => labels(undefined, 'x', { [Aws.REGION]: '' }), says: `\`x\` must ${KEY}, got a token; rename it` },
  {
    what: 'no map', run: () => annotations(undefined, 'x', anyValue('a')),
    says: '`x` must be a map, got "a"; write it as `{ key: value }`',
  },
  {
    what: 'a wrong key of an annotation',
    run: () => annotations(undefined, 'x', { 'a b': '' }),
    says: `\`x\` must ${KEY}, got "a b"; rename it`,
  },
  {
    what: 'long annotations',
    run: () => annotations(undefined, 'x', { a: long(256 * 1024) }),
    says: '`x` must be at most 262144 bytes together, got 262145; shorten them',
  },
  {
    what: 'a name in capitals',
    run: () => dnsLabel(undefined, 'x', 'A'),
    says: '`x` must be a DNS label of at most 63 lower-case letters, digits or "-", got "A"; choose such a name',
  },
  {
    what: 'a long name',
    run: () => objectName(undefined, 'x', long(64), { max: 63 }),
    says: '`x` must be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most 63 characters, got 64 '
      + 'characters; choose such a name',
  },
  {
    what: 'a variable with "="',
    run: () => environment(undefined, 'x', { 'A=B': '' }),
    says: '`x` must have names of letters, digits, "_", "-" or ".", not beginning with a digit, got "A=B"; rename it',
  },
])('refuses $what', ({ run, says }) => {
  expect(run).toThrow(new Error(says));
});

test('accepts what is on the edge', () => {
  labels(undefined, 'x', { [long(63)]: Aws.REGION, 'a.b/c': '' });
  annotations(undefined, 'x', { a: long(256 * 1024 - 1) });
  environment(undefined, 'x', { '_A': '', 'b-c.d': Aws.REGION });
  expect(dnsLabel(undefined, 'x', long(63))).toBe(long(63));
  expect(objectName(undefined, 'x', `${long(251)}.b`)).toHaveLength(253);
});
