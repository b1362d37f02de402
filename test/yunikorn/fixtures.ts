import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { load } from 'js-yaml';
import { YuniKorn, type YuniKornOptions } from '../../src/yunikorn';
import { FakeTeam } from '../support/fake-team';
import { manifestOf } from '../support/manifests';
import { FakeCluster, type FakeClusterOptions, testStack } from '../support/stacks';

export interface World {
  readonly stack: Stack;
  readonly cluster: FakeCluster;
  readonly yunikorn: YuniKorn;
}

export function world(options: YuniKornOptions = {}, clusterOptions: FakeClusterOptions = {}, app = new App()): World {
  const stack = testStack('Test', app);
  const cluster = new FakeCluster(stack, 'Cluster', clusterOptions);
  return { stack, cluster, yunikorn: new YuniKorn(stack, 'YuniKorn', { cluster, ...options }) };
}

export function teamOf({ stack, cluster }: World, namespace = 'emr-data-team-a'): FakeTeam {
  return new FakeTeam(stack, namespace, { cluster, namespace });
}

/** The one partition, as it reaches the scheduler. */
export function partitionOf({ stack }: World): any {
  const { data } = manifestOf(Template.fromStack(stack), 'ConfigMap', 'yunikorn-configs');
  return (load(data['queues.yaml']) as any).partitions[0];
}

/** A queue of that partition by its path. */
export function queueIn(partition: any, path: string): any {
  const [, ...names] = path.split('.');
  return names.reduce((queue, name) => queue.queues.find((child: any) => child.name === name), partition.queues[0]);
}

/** The full text of the error that a mistake is answered with. */
export function errorOf(mistake: () => unknown): string {
  try {
    mistake();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error');
}
