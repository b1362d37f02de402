import * as fc from 'fast-check';
import { jobExecutionRoleName, serviceAccountName } from '../../../src/emr/role/spec';
import { base36 } from '../../../src/private/names';

const clusters = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$/);
const namespaces = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

function fromBase36(digits: string): string {
  const value = [...digits].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n);
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('utf8');
}

describe('base36()', () => {
  test('encodes role names as the AWS CLI does', () => {
    expect(base36('emr-on-eks-emr-data-team-a')).toBe('wu45qgcjmov3ud6ripe7a74zr24rc3cbnf0pxdup');
  });

  test('can be decoded', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\w+=,.@-]{1,64}$/), (name) => fromBase36(base36(name)) === name));
  });
});

describe('jobExecutionRoleName()', () => {
  test('starts with the namespace and fits the advised 32 characters', () => {
    const name = jobExecutionRoleName({ clusterName: 'emr-eks-karpenter', namespace: 'emr-data-team-a', region: 'eu-west-1' });
    expect(name).toMatch(/^emr-data-team-a-emr-eks-[0-9a-f]{8}$/);
    expect(name).toHaveLength(32);
  });

  test('is a legal name of at most 64 characters for every cluster, namespace and further role', () => {
    fc.assert(fc.property(clusters, namespaces, fc.option(fc.string({ maxLength: 80 }), { nil: undefined }), (clusterName, namespace, qualifier) => {
      const name = jobExecutionRoleName({ clusterName, namespace, region: 'eu-west-1', qualifier });
      expect(name).toMatch(/^[\w+=,.@-]{1,64}$/);
    }));
  });

  test('is never shared by two clusters or two namespaces', () => {
    fc.assert(fc.property(clusters, namespaces, clusters, namespaces, (c1, n1, c2, n2) => {
      fc.pre(c1 !== c2 || n1 !== n2);
      return jobExecutionRoleName({ clusterName: c1, namespace: n1 }) !== jobExecutionRoleName({ clusterName: c2, namespace: n2 });
    }), { numRuns: 1000 });
  });

  test('is never shared where the parts only read the same together', () => {
    const name = (clusterName: string, namespace: string) => jobExecutionRoleName({ clusterName, namespace });
    expect(name('b-c', 'a')).not.toBe(name('c', 'a-b'));
    expect(name('c', `${'n'.repeat(62)}a`)).not.toBe(name('c', `${'n'.repeat(62)}b`));
  });

  test('differs between Regions and between roles of a team', () => {
    const team = { clusterName: 'c', namespace: 'n' };
    const names = [
      jobExecutionRoleName(team),
      jobExecutionRoleName({ ...team, region: 'eu-west-1' }),
      jobExecutionRoleName({ ...team, region: 'us-east-1' }),
      jobExecutionRoleName({ ...team, region: 'us-east-1', qualifier: 'Etl' }),
    ];
    expect(new Set(names).size).toBe(4);
  });
});

describe('serviceAccountName()', () => {
  test('is the name that EMR gives', () => {
    expect(serviceAccountName('driver', '111122223333', 'emr-on-eks-emr-data-team-a'))
      .toBe('emr-containers-sa-spark-driver-111122223333-wu45qgcjmov3ud6ripe7a74zr24rc3cbnf0pxdup');
  });

  test('fits a Kubernetes name for the longest role name', () => {
    expect(serviceAccountName('executor', '111122223333', '@'.repeat(64)).length).toBeLessThanOrEqual(253);
  });
});
