import { Lazy } from 'aws-cdk-lib';
import { EmrRelease } from '../../src/jobs';

const refusal = (label: string) => new Error(`\`label\` must be of the form emr-x.y.z-latest, emr-x.y.z-yyyymmdd or emr-spark-x.y.z-…, at most 64 characters, got "${label}"; use a constant such as \`EmrRelease.EMR_7_13_0\``);

describe('EmrRelease', () => {
  // https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-7.13.0.html lists labels and variants.
  test.each([
    ['emr-7.13.0-latest', 'emr', 7, 13, ''],
    ['emr-7.13.0-20260410', 'emr', 7, 13, ''],
    ['emr-7.13.0-java11-latest', 'emr', 7, 13, 'java11'],
    ['emr-7.13.0-java8-20260410', 'emr', 7, 13, 'java8'],
    ['emr-7.13.0-spark-rapids-latest', 'emr', 7, 13, 'spark-rapids'],
    ['emr-7.13.0-spark-rapids-java8-latest', 'emr', 7, 13, 'spark-rapids-java8'],
    ['emr-7.13.0-flink-latest', 'emr', 7, 13, 'flink'],
    ['emr-6.10.0-latest', 'emr', 6, 10, ''],
    ['emr-spark-8.1.0-latest', 'emr-spark', 8, 1, ''],
    ['emr-spark-8.1.0-20260812', 'emr-spark', 8, 1, ''],
  ])('of() accepts %s', (label, line, major, minor, variant) => {
    expect({ ...EmrRelease.of(label) }).toEqual({ label, line, major, minor, variant });
  });

  test.each([
    'emr-7.13.0', '7.13.0-latest', 'emr-7.13-latest', 'emr-7.13.0-2026041', 'emr-7.13.0-latest ', 'EMR-7.13.0-latest', 'emr-flink-7.13.0-latest',
    'notebook-spark/emr-7.13.0-latest', 'emr-7.13.0--latest', '',
  ])('of() fails on "%s"', (label) => {
    expect(() => EmrRelease.of(label)).toThrow(refusal(label));
  });

  test('of() fails on a long label and on a token', () => {
    const fix = 'use a constant such as `EmrRelease.EMR_7_13_0`';
    expect(() => EmrRelease.of(`emr-7.13.0-${'a'.repeat(60)}-latest`)).toThrow(new RegExp(`got 78 characters; ${fix}$`));
    expect(() => EmrRelease.of(Lazy.string({ produce: () => 'emr-7.13.0-latest' }))).toThrow(new Error(
      '`label` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'));
  });

  test('constants are the latest image of each release', () => {
    const { EMR_7_12_0, EMR_7_13_0, EMR_7_14_0, EMR_SPARK_8_0_0, EMR_SPARK_8_1_0 } = EmrRelease;
    expect([EMR_7_12_0, EMR_7_13_0, EMR_7_14_0, EMR_SPARK_8_0_0, EMR_SPARK_8_1_0].map(String)).toEqual(
      ['emr-7.12.0-latest', 'emr-7.13.0-latest', 'emr-7.14.0-latest', 'emr-spark-8.0.0-latest', 'emr-spark-8.1.0-latest']);
  });

  test.each([['emr-7.3.0-latest', true], ['emr-7.2.0-latest', false], ['emr-6.15.0-latest', false], ['emr-7.10.0-latest', true], ['emr-spark-8.0.0-latest', true]])(
    '%s supports Pod Identity: %s', (label, supported) => {
      expect(EmrRelease.of(label).supportsPodIdentity).toBe(supported);
    });
});
