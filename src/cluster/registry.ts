import { type Construct, DependencyGroup } from 'constructs';
import type { ISparkNodePool } from '../contracts/node-pool-ref';
import type { IEmrTeam } from '../contracts/team-ref';
import { ValidationError } from '../private/errors';

/** The pools and teams that a cluster knows of in this app: their names are unique in the cluster. */
export class ClusterRegistry {
  /** Pools of every stack of the app: whoever waits for them leaves out those of stacks that wait for it. */
  public readonly nodePools = new DependencyGroup();
  private readonly poolPaths = new Map<string, string>();
  private readonly teamPaths = new Map<string, string>();

  public addNodePool(pool: ISparkNodePool): void {
    this.claim(this.poolPaths, 'nodePoolName', pool.nodePoolName, pool, 'node-pool');
    this.nodePools.add(pool);
  }

  public addTeam(team: IEmrTeam): void {
    this.claim(this.teamPaths, 'namespace', team.namespace, team, 'team');
  }

  private claim(paths: Map<string, string>, prop: string, name: string, owner: Construct, what: string): void {
    const other = paths.get(name);
    if (other !== undefined) {
      throw new ValidationError(owner, `cluster:duplicate-${what}`, `\`${prop}\` must be unique in the cluster, got "${name}", which ${other} has; choose another name`);
    }
    paths.set(name, owner.node.path);
  }
}
