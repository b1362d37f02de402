import { Lazy } from 'aws-cdk-lib';
import { ExecutorAllocation } from '../../src/jobs';

const bounds = (allocation: ExecutorAllocation) =>
  [allocation.isDynamic, allocation.minExecutors, allocation.initialExecutors, allocation.maxExecutors];

describe('ExecutorAllocation', () => {
  test('fixed() is one number', () => expect(bounds(ExecutorAllocation.fixed(2))).toEqual([false, 2, 2, 2]));
  test('dynamic() begins with the minimum, 0 by default', () => expect(bounds(ExecutorAllocation.dynamic({ maxExecutors: 10 }))).toEqual([true, 0, 0, 10]));
  test('dynamic() takes three numbers', () => expect(bounds(ExecutorAllocation.dynamic({ minExecutors: 2, initialExecutors: 5, maxExecutors: 10 }))).toEqual([true, 2, 5, 10]));
  test('dynamic() accepts equal bounds', () => expect(bounds(ExecutorAllocation.dynamic({ minExecutors: 1, initialExecutors: 1, maxExecutors: 1 }))).toEqual([true, 1, 1, 1]));

  const range = 'choose a number in that range';
  test.each([0, -1, 1.5, NaN])('fixed() fails on %s', (executors) => {
    expect(() => ExecutorAllocation.fixed(executors))
      .toThrow(new Error(`\`executors\` must be a whole number of at least 1, got ${executors}; ${range}`));
  });

  test.each([
    [{ minExecutors: -1, maxExecutors: 1 }, `\`minExecutors\` must be a whole number of at least 0, got -1; ${range}`],
    [{ maxExecutors: 0 }, `\`maxExecutors\` must be a whole number of at least 1, got 0; ${range}`],
    [{ initialExecutors: 0.5, maxExecutors: 1 }, `\`initialExecutors\` must be a whole number of at least 0, got 0.5; ${range}`],
    [{ minExecutors: 3, maxExecutors: 2 }, '`minExecutors` must be at most `maxExecutors`, got 3 with 2; raise `maxExecutors`'],
    [{ minExecutors: 1, initialExecutors: 0, maxExecutors: 2 },
      '`initialExecutors` must be from `minExecutors` to `maxExecutors`, got 0 with 1 to 2; leave it out to start with `minExecutors`'],
    [{ minExecutors: 1, initialExecutors: 3, maxExecutors: 2 },
      '`initialExecutors` must be from `minExecutors` to `maxExecutors`, got 3 with 1 to 2; leave it out to start with `minExecutors`'],
  ])('dynamic() fails on %j', (options, message) => {
    expect(() => ExecutorAllocation.dynamic(options)).toThrow(new Error(message));
  });

  test.each([undefined, null, 3])('dynamic() fails on %s in place of options', (options: any) => {
    expect(() => ExecutorAllocation.dynamic(options)).toThrow(/^`options` must be a map, got (none|3); write it as `\{ key: value \}`$/);
  });

  test('fails on a token', () => {
    expect(() => ExecutorAllocation.fixed(Lazy.number({ produce: () => 1 }))).toThrow(new Error(
      '`executors` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'));
  });
});
