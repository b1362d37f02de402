import { type Construct, DependencyGroup } from 'constructs';
import type { AddonConfig } from '../contracts/addon';
import type { ISparkNodePool } from '../contracts/node-pool';
import type { IClusterTeam, InstalledAddon } from '../contracts/platform';
import { refuse } from '../private/refusal';
import { warn } from '../private/warnings';

/** The pools, teams and add-ons that a cluster knows of in this app: their names are unique in the cluster. */
export class ClusterRegistry {
  /** Pools of every stack of the app: whoever waits for them leaves out those of stacks that wait for it. */
  public readonly nodePools = new DependencyGroup();
  private readonly poolPaths = new Map<string, string>();
  private readonly teamPaths = new Map<string, string>();
  private readonly teams: IClusterTeam[] = [];
  private readonly addons = new Map<string, AddonConfig>();

  public addNodePool(pool: ISparkNodePool): void {
    this.claim(this.poolPaths, 'nodePoolName', pool.nodePoolName, pool, 'node-pool');
    this.nodePools.add(pool);
  }

  public addTeam(team: IClusterTeam): void {
    this.claim(this.teamPaths, 'namespace', team.namespace, team, 'team');
    for (const { namespace } of this.teams.filter((other) => sharesLogs(team, other))) {
      warn(team, 'cluster:shared-logs', `\`logs\` should lie apart from those of namespace ${namespace}, got one inside the other: `
        + 'roles of one team may read and overwrite logs of the other; give each team a log group and a prefix of its own');
    }
    this.teams.push(team);
  }

  public addAddon(addonName: string, config: AddonConfig): void {
    this.addons.set(addonName, config);
  }

  public tryFindAddon(addonName: string): InstalledAddon | undefined {
    return this.addons.get(addonName);
  }

  /** Add-ons so far, by name in the order of the alphabet. */
  public get installedAddons(): Array<[string, AddonConfig]> {
    return [...this.addons].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  private claim(paths: Map<string, string>, prop: string, name: string, owner: Construct, what: string): void {
    const other = paths.get(name);
    if (other !== undefined) {
      refuse(owner, `cluster:duplicate-${what}`, {
        prop, must: 'be unique in the cluster', got: `"${name}", which ${other} has`, fix: 'choose another name',
      });
    }
    paths.set(name, owner.node.path);
  }
}

/** A role may write to the whole log group and to everything under its prefix. */
function sharesLogs(one: IClusterTeam, other: IClusterTeam): boolean {
  const isInside = (inner?: string, outer?: string) => outer !== undefined && inner?.startsWith(outer) === true;
  return one.logGroup.logGroupName === other.logGroup.logGroupName
    || isInside(one.logUri, other.logUri) || isInside(other.logUri, one.logUri);
}
