import { load } from 'js-yaml';
import type { GangGroupFacts, QueueFacts, Setting } from './model';
import { withPrefix, type Conf } from './spark-conf';
import { entriesOf, list, text } from './values';
import type { Inventory } from '../../assembly/query';

const YUNIKORN = 'yunikorn.apache.org/';

type Json = Readonly<Record<string, any>>;

/** Queues of YuniKorn, each after the one above it. */
export function queueFacts(inventory: Inventory): readonly QueueFacts[] {
  return inventory.ofKind('ConfigMap').map(({ object }) => object.data?.['queues.yaml'])
    .filter((yaml) => typeof yaml === 'string')
    .flatMap((yaml) => list(parsed(yaml).partitions)).flatMap((partition) => list(partition.queues)
      .flatMap((queue) => below(queue, [])));
}

/** The gang of a job: its groups, as YuniKorn will read them. */
export function gangFacts(conf: Conf, driverTemplate: Json): Json & {
  readonly queue?: string;
  readonly gang?: readonly GangGroupFacts[];
} {
  const annotations = {
    ...driverTemplate.metadata?.annotations, ...withPrefix(conf, 'spark.kubernetes.driver.annotation.'),
  };
  const queue = conf.get(`spark.kubernetes.driver.label.${YUNIKORN}queue`);
  const groups = list(parsed(annotations[`${YUNIKORN}task-groups`] ?? '')).map(group);
  return {
    queue,
    gang: groups.length === 0 ? undefined : groups,
    gangPolicy: annotations[`${YUNIKORN}schedulingPolicyParameters`],
  };
}

function group({ name, minMember, minResource, nodeSelector }: Json): GangGroupFacts {
  return {
    name: text(name), members: Number(minMember), each: settings(minResource), nodeSelector: nodeSelector ?? {},
  };
}

function below(queue: Json, above: readonly string[]): readonly QueueFacts[] {
  const path = [...above, text(queue.name)];
  const { guaranteed, max } = queue.resources ?? {};
  const own: QueueFacts = {
    path: path.join('.'),
    depth: above.length,
    guaranteed: settings(guaranteed),
    max: settings(max),
    maxApplications: queue.maxapplications,
    template: settings(queue.childtemplate?.resources?.max),
  };
  return [own, ...list(queue.queues).flatMap((child) => below(child, path))];
}

function settings(resources: unknown): readonly Setting[] {
  return entriesOf(resources).map(([name, value]) => ({ name, value: text(value) }));
}

/** YAML as an object; what is none says nothing. */
function parsed(yaml: string): any {
  try {
    return load(yaml) ?? {};
  } catch {
    return {};
  }
}
