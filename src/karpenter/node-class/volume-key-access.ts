import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { volumeKeyStatements } from './policies/volume-key';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { warn } from '../../private/warnings';

export interface VolumeKeyAccessProps {
  readonly cluster: IEmrEksCluster;
  readonly key: kms.IKey;
  readonly nodeClassName: string;
}

/**
 * Lets Karpenter start nodes whose volumes are encrypted with a customer-managed key. One policy.
 *
 * It lives beside the node class, which knows both the role and the key: on the role, or on the key, it would tie their stacks into a cycle.
 */
export class VolumeKeyAccess extends Construct {
  constructor(scope: Construct, id: string, props: VolumeKeyAccessProps) {
    super(scope, id);
    const { karpenterRole } = props.cluster.platform;
    if (karpenterRole === undefined) {
      warn(this, 'karpenter:volume-key', '`rootVolume.kmsKey` is of no use before Karpenter\'s role may use it: name the role to `fromClusterAttributes` as `karpenterRoleArn`, or call `grantVolumeKey` of `Karpenter` where the cluster is defined');
      return;
    }
    new iam.Policy(this, 'Resource', {
      // Another app may add a policy from a construct of the same path: the name of the class is unique in the cluster, as the role is.
      policyName: `VolumeKey-${props.nodeClassName}`,
      roles: [karpenterRole],
      statements: volumeKeyStatements({ viaService: viaEc2(this), keyArn: props.key.keyArn }),
    });
  }
}

/** EC2 as KMS sees it: the service through which a key is used. */
export function viaEc2(scope: Construct): string {
  return `ec2.${Stack.of(scope).region}.${Aws.URL_SUFFIX}`;
}
