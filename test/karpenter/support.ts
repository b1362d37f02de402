import type { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Karpenter } from '../../src/karpenter/controller/karpenter';
import type { KarpenterOptions } from '../../src/karpenter/controller/options';
import type { SparkNodeClassOptions } from '../../src/karpenter/node-class/options';
import { SparkNodeClass } from '../../src/karpenter/node-class/spark-node-class';
import type { SparkNodePoolOptions } from '../../src/karpenter/node-pool/options';
import { SparkNodePool } from '../../src/karpenter/node-pool/spark-node-pool';
import { manifestOf, type RenderedObject } from '../support/manifests';
import { FakeCluster, testStack, type FakeClusterOptions } from '../support/stacks';

/** The error whose whole message is the path of the construct and the text. */
export function refusal(path: string, text: string): Error {
  return new Error(`[${path}] ${text}`);
}

/** A construct of this room on a fake cluster, in a stack of its own. */
export interface Fixture<T> {
  readonly stack: Stack;
  readonly cluster: FakeCluster;
  readonly construct: T;
}

export function karpenter(options: KarpenterOptions = {}, clusterOptions: FakeClusterOptions = {}, stack: Stack = testStack()): Fixture<Karpenter> {
  const cluster = new FakeCluster(stack, 'Cluster', clusterOptions);
  return { stack, cluster, construct: new Karpenter(stack, 'Karpenter', { ...options, cluster }) };
}

export function nodeClass(options: SparkNodeClassOptions = {}, clusterOptions: FakeClusterOptions = {}, app?: App): Fixture<SparkNodeClass> {
  const stack = testStack('Test', app);
  const cluster = new FakeCluster(stack, 'Cluster', clusterOptions);
  return { stack, cluster, construct: new SparkNodeClass(stack, 'Class', { ...options, cluster }) };
}

export function nodePool(options: SparkNodePoolOptions = {}, clusterOptions: FakeClusterOptions = {}): Fixture<SparkNodePool> {
  const stack = testStack();
  const cluster = new FakeCluster(stack, 'Cluster', clusterOptions);
  return { stack, cluster, construct: new SparkNodePool(stack, 'Pool', { ...options, cluster }) };
}

/** The one rendered node class. */
export function nodeClassObject(options: SparkNodeClassOptions = {}, clusterOptions: FakeClusterOptions = {}): RenderedObject {
  return manifestOf(Template.fromStack(nodeClass(options, clusterOptions).stack), 'EC2NodeClass');
}

/** The one rendered node pool. */
export function nodePoolObject(options: SparkNodePoolOptions = {}, clusterOptions: FakeClusterOptions = {}): RenderedObject {
  return manifestOf(Template.fromStack(nodePool(options, clusterOptions).stack), 'NodePool');
}

/** The requirement of a pool that speaks of a label. */
export function requirementOf(object: RenderedObject, key: string): { operator: string; values: string[] } | undefined {
  return object.spec.template.spec.requirements.find((requirement: { key: string }) => requirement.key === key);
}

/** Texts of the warnings of a stack that are this library's. */
export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((message) => String(message.entry.data))
    .filter((text) => text.includes('cdk-emr-eks-karpenter/'));
}
