import { Lazy } from 'aws-cdk-lib';
import { DnsAutoscaling } from '../../../src/addons/core-dns/autoscaling';

describe('DnsAutoscaling', () => {
  test('starts with two replicas and stops at ten', () => {
    expect(DnsAutoscaling.managed()._bounds()).toEqual({ minReplicas: 2, maxReplicas: 10 });
  });

  test.each([1, 0, -1, 2.5, 1001])('fails when minReplicas is %s', (minReplicas) => {
    expect(() => DnsAutoscaling.managed({ minReplicas })).toThrow(
      `\`minReplicas\` must be a whole number from 2 to 1000, got ${minReplicas}; choose a number in that range`);
  });

  test.each([1, 1001])('fails when maxReplicas is %s', (maxReplicas) => {
    expect(() => DnsAutoscaling.managed({ maxReplicas })).toThrow(
      `\`maxReplicas\` must be a whole number from 2 to 1000, got ${maxReplicas}; choose a number in that range`);
  });

  test('fails when maxReplicas is less than minReplicas', () => {
    expect(() => DnsAutoscaling.managed({ minReplicas: 5, maxReplicas: 4 })).toThrow(
      '`maxReplicas` must be at least `minReplicas`, got 4 and 5; raise `maxReplicas` or lower `minReplicas`');
  });

  test.each([[2, 2], [1000, 1000]])('accepts %s to %s replicas', (minReplicas, maxReplicas) => {
    expect(DnsAutoscaling.managed({ minReplicas, maxReplicas })._bounds()).toEqual({ minReplicas, maxReplicas });
  });

  test('accepts tokens', () => {
    const token = Lazy.number({ produce: () => 3 });
    expect(() => DnsAutoscaling.managed({ minReplicas: token, maxReplicas: token })).not.toThrow();
  });
});
