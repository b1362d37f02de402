import type { Construct, IConstruct, IDependable } from 'constructs';
import type { IEmrEksCluster } from '../contracts/cluster';
import type { IEmrTeam } from '../contracts/team';
import { ManifestBundle } from '../kubernetes/manifest-bundle';
import type { KubernetesObject } from '../kubernetes/object';
import { required } from '../private/checks';
import { refuse } from '../private/refusal';

/** A storage names its cluster, also in plain JavaScript. */
export function requireCluster(scope: IConstruct, cluster: IEmrEksCluster): IEmrEksCluster {
  return required(scope, 'cluster', cluster, { must: 'be the cluster in which jobs run', fix: 'pass it' });
}

/** A class or a file system of one cluster is of no use to jobs of another. */
export function validateSameCluster(scope: IConstruct, storage: IEmrEksCluster, team: IEmrTeam): void {
  if (storage.clusterName !== team.cluster.clusterName) {
    refuse(scope, 'storage:cluster', {
      prop: 'shuffleStorage',
      must: `be of the cluster of team ${team.namespace}, ${team.cluster.clusterName}`,
      got: `storage of ${storage.clusterName}`,
      fix: 'make one for each cluster',
    });
  }
}

/** Objects of one storage in the namespace of one team. */
export interface TeamObjectsOptions {
  readonly objects: () => KubernetesObject[];
  readonly after: IDependable[];
  /**
   * Changes whenever an object must be replaced: with it the resource is, and CloudFormation deletes the old object.
   */
  readonly suffix: string;
}

/**
 * Objects of a storage in the namespaces of teams: one bundle a team, however many profiles use it.
 *
 * They belong to the team, in its stack: another stack would depend on the namespace, which depends on the cluster's
 * stack. A profile cannot own them, since the next profile of the team needs them too.
 */
export class TeamObjects {
  private readonly bundles = new Map<string, ManifestBundle>();

  constructor(private readonly storage: IConstruct) {}

  /** The bundle of the team, made at the first call: after its namespace, and deleted after the jobs have ended. */
  public of(team: IEmrTeam, { objects, after, suffix }: TeamObjectsOptions): IDependable {
    const known = this.bundles.get(team.node.path);
    if (known !== undefined) {
      return known;
    }
    const id = `Storage${this.storage.node.addr.slice(-8)}${suffix}`;
    const props = { target: team.cluster, objects: objects() };
    const bundle = new ManifestBundle(team as IConstruct as Construct, id, props);
    bundle.node.addDependency(...after, ...(team.namespaceReady === undefined ? [] : [team.namespaceReady]));
    team.jobPrerequisites?.add(bundle);
    this.bundles.set(team.node.path, bundle);
    return bundle;
  }
}
