import { Lazy } from 'aws-cdk-lib';
import { ExecutorAllocation } from '../../src/jobs';

const bounds = (allocation: ExecutorAllocation) =>
  [allocation.isDynamic, allocation.minExecutors, allocation.initialExecutors, allocation.maxExecutors];

describe('ExecutorAllocation', () => {
  test('fixed() is one number', () => expect(bounds(ExecutorAllocation.fixed(2))).toEqual([false, 2, 2, 2]));
  test('dynamic() begins with the minimum, 0 by default', () => expect(bounds(ExecutorAllocation.dynamic({ max: 10 }))).toEqual([true, 0, 0, 10]));
  test('dynamic() takes three numbers', () => expect(bounds(ExecutorAllocation.dynamic({ min: 2, initial: 5, max: 10 }))).toEqual([true, 2, 5, 10]));
  test('dynamic() accepts equal bounds', () => expect(bounds(ExecutorAllocation.dynamic({ min: 1, initial: 1, max: 1 }))).toEqual([true, 1, 1, 1]));

  test.each([0, -1, 1.5, NaN])('fixed() fails on %s', (executors) => {
    expect(() => ExecutorAllocation.fixed(executors)).toThrow(new Error(`\`executors\` must be a whole number of at least 1, got ${executors}; executors are whole pods`));
  });

  test.each([
    [{ min: -1, max: 1 }, '`min` must be a whole number of at least 0, got -1; executors are whole pods'],
    [{ max: 0 }, '`max` must be a whole number of at least 1, got 0; executors are whole pods'],
    [{ initial: 0.5, max: 1 }, '`initial` must be a whole number of at least 0, got 0.5; executors are whole pods'],
    [{ min: 3, max: 2 }, '`min` must be at most `max`, got 3 and 2; raise `max`'],
    [{ min: 1, initial: 0, max: 2 }, '`initial` must be from `min` to `max`, got 0 outside 1 to 2; leave it out to begin with `min`'],
    [{ min: 1, initial: 3, max: 2 }, '`initial` must be from `min` to `max`, got 3 outside 1 to 2; leave it out to begin with `min`'],
  ])('dynamic() fails on %j', (options, message) => {
    expect(() => ExecutorAllocation.dynamic(options)).toThrow(new Error(message));
  });

  test('fails on a token', () => {
    expect(() => ExecutorAllocation.fixed(Lazy.number({ produce: () => 1 }))).toThrow(new Error(
      '`executors` must be a literal, got a token; jobs are checked against pools and quotas at synthesis'));
  });
});
