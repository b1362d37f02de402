import { Lazy } from 'aws-cdk-lib';
import { DnsAutoscaling } from '../../../src/addons/core-dns/autoscaling';

describe('DnsAutoscaling', () => {
  test('starts with two replicas and stops at ten', () => {
    expect(DnsAutoscaling.managed()).toMatchObject({ _minReplicas: 2, _maxReplicas: 10 });
  });

  test.each([1, 0, -1, 2.5, 1001])('fails when minReplicas is %s', (minReplicas) => {
    expect(() => DnsAutoscaling.managed({ minReplicas })).toThrow(
      `\`minReplicas\` must be a whole number from 2 to 1000, got ${minReplicas}; two replicas survive the loss of a node`);
  });

  test.each([1, 1001])('fails when maxReplicas is %s', (maxReplicas) => {
    expect(() => DnsAutoscaling.managed({ maxReplicas })).toThrow(
      `\`maxReplicas\` must be a whole number from 2 to 1000, got ${maxReplicas}; two replicas survive the loss of a node`);
  });

  test('fails when maxReplicas is less than minReplicas', () => {
    expect(() => DnsAutoscaling.managed({ minReplicas: 5, maxReplicas: 4 })).toThrow(
      '`maxReplicas` must be at least `minReplicas`, got 4 and 5; raise `maxReplicas` or lower `minReplicas`');
  });

  test.each([[2, 2], [1000, 1000]])('accepts %s to %s replicas', (minReplicas, maxReplicas) => {
    expect(DnsAutoscaling.managed({ minReplicas, maxReplicas })).toMatchObject({ _minReplicas: minReplicas, _maxReplicas: maxReplicas });
  });

  test('accepts tokens', () => {
    const token = Lazy.number({ produce: () => 3 });
    expect(() => DnsAutoscaling.managed({ minReplicas: token, maxReplicas: token })).not.toThrow();
  });
});
