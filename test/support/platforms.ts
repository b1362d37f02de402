import { App, type Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { ACCOUNT, fakeKubectlLayer, testStack } from './stacks';
import type { EmrEksKarpenterClusterProps } from '../../src/cluster/cluster-props';
import { EmrEksKarpenterCluster } from '../../src/cluster/emr-eks-karpenter-cluster';

/** An app that leaves assets where they are: CDK's layer of the AWS CLI alone has 21 MB. */
export function testApp(context: Record<string, unknown> = {}): App {
  return new App({ context: { 'aws:cdk:disable-asset-staging': true, ...context } });
}

/** A stack with a concrete environment in such an app. */
export function platformStack(app = testApp()): Stack {
  return testStack('Test', app);
}

/** A layer of a class with that name, as the packages of CDK export one. */
export function kubectlLayerOf(className: string, stack: Stack, id = 'Kubectl'): lambda.ILayerVersion {
  return Object.defineProperty(fakeKubectlLayer(stack, id), 'constructor', { value: { name: className } });
}

/** A whole cluster, with nothing but what a user must say. */
export function testPlatform(
  stack = platformStack(), props: Partial<EmrEksKarpenterClusterProps> = {}, id = 'Platform',
): EmrEksKarpenterCluster {
  return new EmrEksKarpenterCluster(stack, id, { kubectlLayer: kubectlLayerOf('KubectlV35Layer', stack, `${id}Kubectl`), ...props });
}

/** What `cdk` would have found in Parameter Store, for an app that imports. */
export function publishedContext(path: string, document: object, region: string): Record<string, unknown> {
  return { [`ssm:account=${ACCOUNT}:parameterName=${path}:region=${region}`]: JSON.stringify(document) };
}
