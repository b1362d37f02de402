import { Problem } from '../../inspect/assembly/command-line';
import { CustomType, isCustom } from '../../inspect/assembly/vocabulary';
import type { ResourceHandler } from '../deploy/model';

/** Custom resources of CDK that do nothing to a cluster: the books are enough. */
const HARMLESS = new Set([
  'Custom::AWS', 'Custom::AWSCDKOpenIdConnectProvider', 'Custom::CDKBucketDeployment',
  'Custom::CrossRegionExportReader', 'Custom::CrossRegionExportWriter',
  'Custom::LogRetention', 'Custom::S3AutoDeleteObjects', 'Custom::S3BucketNotifications',
  'Custom::VpcRestrictDefaultSG',
]);

/** Custom resources that CDK's kubectl handler owns, without the charts. */
const KUBERNETES = new Set<string>([CustomType.MANIFEST, CustomType.PATCH, CustomType.OBJECT_VALUE]);

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

/** Owner of a type of resource. Throws for a custom resource that nobody here can run. */
export function handlerOf(type: string, handlers: Handlers): ResourceHandler {
  if (KUBERNETES.has(type)) {
    return handlers.kubernetes;
  }
  if (type === CustomType.CHART) {
    return handlers.chart;
  }
  if (type === 'AWS::EKS::Nodegroup') {
    return handlers.nodeGroup;
  }
  if (type === 'AWS::EKS::AccessEntry') {
    return handlers.accessEntry;
  }
  if (type === CustomType.DRAIN || type === CustomType.SWEEP) {
    return handlers.cleanUp;
  }
  if (handlers.cloudTypes.has(type)) {
    return handlers.cloud;
  }
  if (isCustom(type) && !HARMLESS.has(type)) {
    throw new Problem(
      `${type} is a custom resource that cannot run here; only CDK's own Custom::AWSCDK-EKS-* and this library's can`,
    );
  }
  return handlers.recorded;
}
