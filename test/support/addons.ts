import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { FakeCluster, type FakeClusterOptions, testStack } from './stacks';
import type { AddonConfig, IClusterAddon } from '../../src/contracts';

/** An add-on, installed alone. */
export interface BoundAddon {
  readonly cluster: FakeCluster;
  readonly config: AddonConfig;
  readonly stack: Stack;
  /** Read it last: what is added later is not in it. */
  readonly template: Template;
}

/** The place to install an add-on in. */
export interface BindOptions {
  readonly stack?: Stack;
  readonly cluster?: FakeClusterOptions;
}

/** Installs an add-on after a topic `Before`, in a cluster of which all else is imported. */
export function bindAddon(addon: IClusterAddon, { stack = testStack(), cluster: options }: BindOptions = {}): BoundAddon {
  const cluster = new FakeCluster(stack, 'Cluster', options);
  const config = addon.bind(stack, { cluster, clusterReference: 'platform', after: [new sns.Topic(stack, 'Before')] });
  return { cluster, config, stack, get template() { return Template.fromStack(stack); } };
}

/** Properties of the one EKS add-on of a template. */
export function addonOf(template: Template): Record<string, any> {
  return Object.values(template.findResources('AWS::EKS::Addon'))[0].Properties;
}

/** Configuration values of that add-on. */
export function configurationOf(template: Template): any {
  return JSON.parse(addonOf(template).ConfigurationValues);
}
