import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { testApp, testPlatform } from './support/platforms';
import { ACCOUNT } from './support/stacks';
import { SparkNodePoolPreset } from '../src/karpenter/node-pool/spark-node-pool-preset';

const PARTITIONS: Record<string, string> = { 'aws': 'eu-west-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

/** With CDK's flag for literal partitions, so that a wrong one would be seen. */
function platformIn(region: string, partition: string): object {
  const app = testApp({ '@aws-cdk/core:enablePartitionLiterals': true });
  const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region } });
  const kubectlLayer = lambda.LayerVersion.fromLayerVersionArn(
    stack, 'Kubectl', `arn:${partition}:lambda:${region}:${ACCOUNT}:layer:kubectl:1`,
  );
  const platform = testPlatform(stack, { clusterName: 'platform', kubectlLayer });
  platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
  platform.addTeam('TeamA', { namespace: 'team-a' });
  return Template.fromStack(stack).toJSON();
}

/** ARNs of the template, of whatever partition. */
function partitionsIn(template: object): Set<string> {
  return new Set([...JSON.stringify(template).matchAll(/\barn:([a-z-]+):/g)].map((match) => match[1]));
}

describe.each(Object.keys(PARTITIONS))('a platform in partition %s', (partition) => {
  const region = PARTITIONS[partition];
  const template = platformIn(region, partition);

  test('names no other partition', () => {
    expect([...partitionsIn(template)]).toEqual([partition]);
  });

  test('is the same as elsewhere but for partition, region and zones', () => {
    const types = (built: any) => Object.entries<any>(built.Resources).map(([id, resource]) => [id, resource.Type]);
    expect(types(template)).toEqual(types(platformIn('us-east-1', 'aws')));
  });
});
