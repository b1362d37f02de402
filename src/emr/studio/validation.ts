import { RemovalPolicy, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import type { EmrStudioProps } from './options';
import { STUDIO_TEXT_LENGTH, type StudioSpec } from './spec';
import { flag, oneOf, text } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** The rules of a Studio. */
export function validateStudio(scope: IConstruct, props: EmrStudioProps, spec: StudioSpec): void {
  for (const prop of ['studioName', 'description'] as const) {
    text(scope, prop, spec[prop], {
      max: STUDIO_TEXT_LENGTH,
      must: `be 1 to ${STUDIO_TEXT_LENGTH} characters, not all of them blank`,
      fix: 'shorten it or leave it out',
    });
  }
  validateSubnets(scope, spec);
  oneOf(scope, 'removalPolicy', props.removalPolicy ?? RemovalPolicy.RETAIN, Object.values(RemovalPolicy));
  if (props.bucket !== undefined && props.removalPolicy !== undefined) {
    refuse(scope, 'emr:studio-bucket', {
      prop: 'removalPolicy', must: 'be left out with `bucket`', got: 'both', fix: 'set it where the bucket is made',
    });
  }
  if (props.userRole !== undefined && spec.authentication._mode === 'IAM') {
    refuse(scope, 'emr:studio-user-role', {
      prop: 'userRole', must: 'be left out with `EmrStudioAuthentication.iam()`', got: 'a role',
      fix: 'users are principals of their own, let them in with `grantUse`',
    });
  }
  flag(scope, 'outputs', props.outputs ?? true);
}

function validateSubnets(scope: IConstruct, { cluster, subnets }: StudioSpec): void {
  const has = (all: ec2.ISubnet[], subnet: ec2.ISubnet) => all.some(({ subnetId }) => subnetId === subnet.subnetId);
  const open = subnets.find((subnet) => has(cluster.network.vpc.publicSubnets, subnet));
  if (open !== undefined) {
    refuse(scope, 'emr:studio-public', {
      prop: 'subnets',
      must: 'be private',
      got: `the public subnet ${open.subnetId}`,
      fix: 'workspaces have no public addresses',
    });
  }
  const known = [...subnets, ...cluster.network.loadBalancerSubnets].every(({ subnetId }) => !Token.isUnresolved(subnetId));
  if (known && !subnets.some((subnet) => has(cluster.network.loadBalancerSubnets, subnet))) {
    refuse(scope, 'emr:studio-common-subnet', {
      prop: 'subnets', must: `have one in common with the load balancers of ${cluster.clusterName}`,
      got: subnets.map(({ subnetId }) => subnetId).join(', '),
      fix: `EMR Studio shows no endpoint otherwise: add ${cluster.network.loadBalancerSubnets[0].subnetId}`,
    });
  }
}
