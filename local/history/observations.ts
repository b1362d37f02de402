import type { GangMember, NodeHistory, PodHistory, PodKind } from '../../inspect/report';
import type { KubeObject } from '../control-plane/kube-client';
import { placementOf } from '../view/table';

/** Objects of the cluster at one moment; `at` in milliseconds. */
export interface Snapshot {
  readonly at: number;
  readonly nodes: readonly KubeObject[];
  readonly claims: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
}

interface Seen {
  readonly object: KubeObject;
  readonly gone?: number;
}

/** Node to which a pod was bound, as an event tells. */
interface Binding {
  readonly node: string;
  readonly at: string;
}

/** Joins snapshots to what happened to each node and pod; the objects themselves say when, but for their end. */
export class Observations {
  private readonly pods = new Map<string, Seen>();
  private readonly nodes = new Map<string, Seen>();
  private readonly claims = new Map<string, Seen>();

  /** `started` is the zero of all times, in milliseconds. */
  constructor(private readonly started: number) {}

  public add({ at, nodes, claims, pods }: Snapshot): void {
    note(this.nodes, nodes, at);
    note(this.claims, claims, at);
    note(this.pods, pods, at);
  }

  /** Nodes that Karpenter asked for, also those that never came, then the others. */
  public nodeHistories(): NodeHistory[] {
    const claims = [...this.claims.values()];
    const byName = new Map([...this.nodes.values()].map(({ object }) => [object.metadata.name, object]));
    const claimed = claims.map(({ object, gone }) => {
      const name = object.status?.nodeName ?? object.metadata.name;
      return this.node(object, {
        name, ready: conditionTime(byName.get(name), 'Ready') ?? conditionTime(object, 'Initialized'), gone,
      });
    });
    const ofClaims = new Set(claimed.map(({ name }) => name));
    const others = [...this.nodes.values()].filter(({ object }) => !ofClaims.has(object.metadata.name))
      .map(({ object, gone }) => this.node(object, {
        name: object.metadata.name, ready: object.metadata.creationTimestamp, gone,
      }));
    return [...claimed, ...others].sort((a, b) => a.launched - b.launched);
  }

  /** Courses of pods; a placeholder may be bound and replaced between two snapshots, which `events` know. */
  public podHistories(events: Iterable<KubeObject> = []): PodHistory[] {
    const bindings = bindingsOf(events);
    return [...this.pods.values()].map(({ object, gone }) => {
      const { metadata, spec, status } = object;
      const binding = bindings.get(metadata.uid);
      const created = this.seconds(metadata.creationTimestamp)!;
      const bound = later(this.seconds(conditionTime(object, 'PodScheduled') ?? binding?.at), created);
      const started = (status.containerStatuses ?? []).flatMap(({ state }: any) => state?.running?.startedAt
        ?? state?.terminated?.startedAt
        ?? []);
      return {
        name: metadata.name,
        namespace: metadata.namespace!,
        kind: kindOf(metadata.labels ?? {}),
        node: spec.nodeName ?? binding?.node,
        created,
        bound,
        running: later(this.seconds(started.sort().pop()), bound ?? created),
        ended: this.sinceStart(gone),
        gang: gangOf(metadata),
      };
    }).sort((a, b) => a.created - b.created);
  }

  private node(
    object: KubeObject,
    { name, ready, gone }: { readonly name: string; readonly ready?: string; readonly gone?: number },
  ): NodeHistory {
    const { pool, type, capacity, zone } = placementOf(object);
    const launched = this.seconds(object.metadata.creationTimestamp)!;
    return {
      name, pool, instanceType: type, capacityType: capacity, zone, launched,
      ready: later(this.seconds(ready), launched),
      gone: this.sinceStart(gone),
    };
  }

  private seconds(time: string | undefined): number | undefined {
    return time === undefined ? undefined : this.sinceStart(Date.parse(time));
  }

  private sinceStart(milliseconds: number | undefined): number | undefined {
    return milliseconds === undefined ? undefined : Math.max(0, (milliseconds - this.started) / 1000);
  }
}

/** Bindings by the pod's id. @see https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/cache/task.go */
function bindingsOf(events: Iterable<KubeObject>): Map<string, Binding> {
  return new Map([...events].filter(({ reason }) => reason === 'PodBindSuccessful').flatMap(({
    involvedObject, message, eventTime, firstTimestamp, metadata,
  }) => {
    const [, node] = /to node (\S+)$/.exec(message) ?? [];
    return node === undefined
      ? []
      : [[involvedObject.uid, { node, at: eventTime ?? firstTimestamp ?? metadata.creationTimestamp }]];
  }));
}

function note(seen: Map<string, Seen>, objects: readonly KubeObject[], at: number): void {
  const present = new Set(objects.map(({ metadata }) => metadata.uid));
  seen.forEach((entry, uid) => {
    if (entry.gone === undefined && !present.has(uid)) {
      seen.set(uid, { ...entry, gone: at });
    }
  });
  objects.forEach((object) => seen.set(object.metadata.uid, { object }));
}

/** Times of Kubernetes are whole seconds: what follows is never before what it follows. */
function later(time: number | undefined, than: number): number | undefined {
  return time === undefined ? undefined : Math.max(time, than);
}

function conditionTime(object: KubeObject | undefined, type: string): string | undefined {
  const conditions: any[] = object?.status?.conditions ?? [];
  return conditions.find((condition) => condition.type === type && condition.status === 'True')?.lastTransitionTime;
}

const KINDS: Readonly<Record<string, PodKind>> = { client: 'submitter', driver: 'driver', executor: 'executor' };

function kindOf(labels: Readonly<Record<string, string>>): PodKind {
  return KINDS[labels['spark-role'] ?? labels['emr-containers.amazonaws.com/component']] ?? 'other';
}

const YUNIKORN = 'yunikorn.apache.org';

/**
 * Pods name their group in an annotation; places say that they are some.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/labels_and_annotations_in_yunikorn
 */
function gangOf({ labels = {}, annotations = {} }: KubeObject['metadata']): GangMember | undefined {
  const group = annotations[`${YUNIKORN}/task-group-name`];
  return group === undefined ? undefined : {
    application: labels[`${YUNIKORN}/app-id`] ?? annotations[`${YUNIKORN}/app-id`] ?? labels['spark-app-selector'],
    group,
    isPlaceholder: [`internal.${YUNIKORN}/placeholder`, `${YUNIKORN}/placeholder`].some((key) => annotations[key] === 'true'),
  };
}
