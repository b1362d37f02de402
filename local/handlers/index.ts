import type { ResourceHandler } from '../deploy/model';
import { LocalError } from '../errors';

/** Custom resources of CDK that do nothing to a cluster: the books are enough. */
const HARMLESS = new Set([
  'Custom::AWS', 'Custom::AWSCDKOpenIdConnectProvider', 'Custom::CDKBucketDeployment', 'Custom::CrossRegionExportReader', 'Custom::CrossRegionExportWriter',
  'Custom::LogRetention', 'Custom::S3AutoDeleteObjects', 'Custom::S3BucketNotifications', 'Custom::VpcRestrictDefaultSG',
]);

/** Custom resources that CDK's kubectl handler owns, without the charts. */
const KUBERNETES = new Set(['Custom::AWSCDK-EKS-KubernetesResource', 'Custom::AWSCDK-EKS-KubernetesPatch', 'Custom::AWSCDK-EKS-KubernetesObjectValue']);

export interface Handlers {
  readonly kubernetes: ResourceHandler;
  readonly chart: ResourceHandler;
  readonly nodeGroup: ResourceHandler;
  readonly accessEntry: ResourceHandler;
  readonly cleanUp: ResourceHandler;
  readonly cloud: ResourceHandler;
  readonly recorded: ResourceHandler;
  /** Types that the emulated AWS can create. */
  readonly cloudTypes: ReadonlySet<string>;
}

/** Who owns a type of resource. Fails for a custom resource that nobody here can run. */
export function handlerOf(type: string, handlers: Handlers): ResourceHandler {
  if (KUBERNETES.has(type)) {
    return handlers.kubernetes;
  }
  if (type === 'Custom::AWSCDK-EKS-HelmChart') {
    return handlers.chart;
  }
  if (type === 'AWS::EKS::Nodegroup') {
    return handlers.nodeGroup;
  }
  if (type === 'AWS::EKS::AccessEntry') {
    return handlers.accessEntry;
  }
  if (/^Custom::EmrEksKarpenter(Drain|Sweep)$/.test(type)) {
    return handlers.cleanUp;
  }
  if (handlers.cloudTypes.has(type)) {
    return handlers.cloud;
  }
  if (/^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type) && !HARMLESS.has(type)) {
    throw new LocalError(`${type} is a custom resource that cannot run here; only CDK's own Custom::AWSCDK-EKS-* and this library's can`);
  }
  return handlers.recorded;
}
