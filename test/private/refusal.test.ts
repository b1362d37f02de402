import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { firstProblem, problem, refusalText, refuse, requireNoProblem } from '../../src/private/refusal';
import { warn } from '../../src/private/warnings';

const REFUSAL = { prop: 'maxZones', must: 'be at least 2', got: 1, fix: 'raise it' };
const TEXT = '`maxZones` must be at least 2, got 1; raise it';

describe('refuse()', () => {
  test('names the construct, the prop, the rule, the value and the way out', () => {
    expect(() => refuse(new Stack(undefined, 'Data'), 'network:zones', REFUSAL)).toThrow(new Error(`[Data] ${TEXT}`));
  });

  test('carries the code, with a construct and without one', () => {
    const codes = [new Stack(undefined, 'Data'), undefined].map((scope) => {
      try {
        return refuse(scope, 'network:zones', REFUSAL);
      } catch (error) {
        return [(error as Error).name, (error as { code?: string }).code];
      }
    });
    expect(codes).toEqual([['ValidationError', 'network:zones'], ['ValidationError', 'network:zones']]);
  });

  test('has the message alone in a value class', () => {
    expect(() => refuse(undefined, 'network:zones', REFUSAL)).toThrow(new Error(TEXT));
  });
});

test('refusalText() puts a prop into backticks, and leaves other subjects as they are', () => {
  expect(refusalText(REFUSAL)).toBe(TEXT);
  expect(refusalText({ ...REFUSAL, prop: 'the stack' })).toBe('the stack must be at least 2, got 1; raise it');
});

describe('pure rules', () => {
  const found = problem('network:zones', REFUSAL);

  test('stop at the first problem', () => {
    const never = () => { throw new Error('ran'); };
    expect(firstProblem([() => undefined, () => found, never])).toBe(found);
    expect(firstProblem([() => undefined])).toBeUndefined();
  });

  test('requireNoProblem() throws what they found', () => {
    expect(() => requireNoProblem(undefined, found)).toThrow(new Error(TEXT));
    expect(() => requireNoProblem(undefined, undefined)).not.toThrow();
  });
});

test('warn() has an id that begins with the name of the package', () => {
  const stack = new Stack(undefined, 'Data');
  warn(stack, 'network:zones', 'two zones only');
  const [warning] = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  expect(warning.entry.data).toBe('two zones only [ack: cdk-emr-eks-karpenter/network:zones]');
});
