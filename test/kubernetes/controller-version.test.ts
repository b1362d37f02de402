import { App, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { type KubernetesSupport, validateVersion } from '../../src/kubernetes/controller-version';
import { testStack } from '../support/stacks';

const PAGE = 'https://gauge.example/matrix';
const KUBERNETES: KubernetesSupport = { newest: 35, tried: 36, oldestReleases: { 34: 3, 35: 4, 36: 6 }, page: PAGE };

/** Warnings for a release of Gauge, whose default is 2.6.0, on a Kubernetes. */
function warnings(version: string, kubernetesVersion: string, kubernetes: KubernetesSupport = KUBERNETES): string[] {
  const stack = testStack('Test', new App());
  const chosen = { title: 'Gauge', room: 'gauges', prop: 'version', version, usual: '2.6.0' };
  validateVersion(stack, { ...chosen, support: { oldestMinor: 3, checked: 'needles', kubernetes } }, kubernetesVersion);
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

describe('validateVersion()', () => {
  test.each([
    ['2.6.0', '1.34'], ['2.6.9', '1.35'], ['2.6.0', Token.asString({ Ref: 'V' })],
  ])('accepts %s on Kubernetes %s', (version, kubernetes) => {
    expect(warnings(version, kubernetes)).toEqual([]);
  });

  test('warns of a release whose subjects are not checked', () => {
    expect(warnings('2.5.1', '1.35')).toEqual([
      '`version` is 2.5.1: needles are checked against Gauge 2.6.0 only [ack: cdk-emr-eks-karpenter/gauges:version]',
    ]);
  });

  test('warns of a Kubernetes that is tried, not supported', () => {
    expect(warnings('2.6.0', '1.36')).toEqual([
      'Gauge 2.6.0 supports Kubernetes up to 1.35: on 1.36 it passes upstream\'s tests, without being supported [ack: '
        + 'cdk-emr-eks-karpenter/gauges:compatibility]',
    ]);
  });

  test('warns of a pair that is newer than what is known', () => {
    expect(warnings('2.7.0', '1.37')).toContain(
      `Gauge 2.7.0 on Kubernetes 1.37 is newer than what this library knows: check ${PAGE} [ack: `
        + 'cdk-emr-eks-karpenter/gauges:compatibility]',
    );
  });

  const RELEASE = '`version` must be a release of Gauge from 2.3.0 up to 3, written like "2.6.0", got';

  test.each([
    ['v2.6.0', '1.35', `${RELEASE} "v2.6.0"; leave it out for the default`],
    ['2.2.9', '1.35', `${RELEASE} "2.2.9"; leave it out for the default`],
    ['3.0.0', '1.35', `${RELEASE} "3.0.0"; leave it out for the default`],
    [2.6 as any, '1.35', `${RELEASE} 2.6; leave it out for the default`],
    [Token.asString({ Ref: 'V' }), '1.35', `${RELEASE} a token; leave it out for the default`],
    [
      '2.6.0',
      '1.37',
      '`version` must be a release of Gauge that runs on Kubernetes 1.37, got "2.6.0"; this one runs on Kubernetes 1.34 to '
        + `1.36, see ${PAGE}`,
    ],
    [
      '2.6.0',
      '1.33',
      '`version` must be a release of Gauge that runs on Kubernetes 1.33, got "2.6.0"; this one runs on Kubernetes 1.34 to '
        + `1.36, see ${PAGE}`,
    ],
    ['2.3.0', '1.35', `\`version\` must be 2.4.0 or newer on Kubernetes 1.35, got "2.3.0"; leave it out for the default, see ${PAGE}`],
  ])('refuses %s on Kubernetes %s', (version, kubernetes, message) => {
    expect(() => warnings(version, kubernetes)).toThrow(new Error(`[Test] ${message}`));
  });

  test('knows no lower bound where the matrix has none', () => {
    expect(warnings('2.6.0', '1.20', { newest: 35, page: PAGE })).toEqual([]);
    expect(() => warnings('2.6.0', '1.36', { newest: 35, page: PAGE })).toThrow('this one runs on Kubernetes up to 1.35');
  });
});
