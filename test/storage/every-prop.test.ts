import { Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { ShuffleStorageConfig } from '../../src/contracts';
import { EbsDriverVolume, EbsFileSystem, EbsShuffleStorage, type EbsShuffleStorageProps } from '../../src/storage/ebs-shuffle-storage';
import { FakeTeam } from '../support/fake-team';
import { deployedText, optionsIn, propsOf, type PropCases } from '../support/props';
import { FakeCluster, testStack } from '../support/stacks';

/** Makes a storage in a stack and returns what a profile of a team gets. */
type Build = (stack: Stack, options: any) => ShuffleStorageConfig;

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/sentinel';
/** Imported, so that it adds nothing itself. */
const elsewhere = () => testStack('Elsewhere');

const ebs: Build = (stack, options) => {
  const cluster = new FakeCluster(stack);
  return new EbsShuffleStorage(stack, 'Ebs', { cluster, ...options }).bind(stack, { team: new FakeTeam(stack, 'Team', { cluster }) });
};

const EBS: PropCases<EbsShuffleStorageProps> = {
  cluster: { options: (scope) => ({ cluster: new FakeCluster(scope, 'Sentinel', { clusterName: 'sentinel' }) }), shows: 'emr-eks-karpenter:cluster=sentinel' },
  size: { options: { size: Size.gibibytes(77) }, shows: '.options.sizeLimit":"77Gi"' },
  driverSize: { options: { driverSize: Size.gibibytes(77) }, shows: '.options.sizeLimit":"77Gi"' },
  driverVolume: { options: { driverVolume: EbsDriverVolume.PER_TEAM }, shows: '"kind":"PersistentVolumeClaim"' },
  iops: { options: { iops: 7777 }, shows: '"iops":"7777"' },
  throughputMibps: { options: { throughputMibps: 177 }, shows: '"throughput":"177"' },
  fileSystem: { options: { fileSystem: EbsFileSystem.EXT4 }, shows: '"csi.storage.k8s.io/fstype":"ext4"' },
  kmsKey: { options: { kmsKey: kms.Key.fromKeyArn(elsewhere(), 'Key', KEY) }, shows: `"kmsKeyId":"${KEY}"` },
  reuseVolumes: { options: { reuseVolumes: false }, shows: '"spark.kubernetes.driver.ownPersistentVolumeClaim":"false"' },
  tags: { options: { tags: { sentinel: 'x' } }, shows: '"sentinel=x"' },
  mountPath: { options: { mountPath: '/sentinel' }, shows: '.mount.path":"/sentinel"' },
  startupTaint: { options: { startupTaint: false }, shows: '"startupTaints":[]' },
};

const STRUCTS: Array<[string, string, PropCases<any>, Build]> = [
  ['EbsShuffleStorageProps', 'storage/ebs-shuffle-storage', EBS, ebs],
];

function deployed(build: Build, options: object | ((scope: Stack) => object)): string {
  const stack = testStack();
  const { dependables, ...config } = build(stack, optionsIn(stack, options));
  return [deployedText(Template.fromStack(stack)), JSON.stringify(stack.resolve(config))].join('\n');
}

describe.each(STRUCTS)('%s', (struct, file, cases, build) => {
  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`${file}.ts`, struct));
  });

  test.each(Object.entries(cases))('%s is deployed', (_, { options, shows }) => {
    expect(deployed(build, {})).not.toContain(shows);
    expect(deployed(build, options)).toContain(shows);
  });
});
