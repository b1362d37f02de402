import type { IConstruct } from 'constructs';
import type { TeamEndpoint, TeamRole } from '../../contracts/team';
import { refuse } from '../../private/refusal';

/** Roles and named endpoints of a team; no two of a kind have one name. */
export class TeamMembers {
  private readonly owners = new Map<string, IConstruct>();
  private readonly registered: TeamRole[] = [];

  public get roles(): readonly TeamRole[] {
    return this.registered;
  }

  /**
   * EMR derives the names of service accounts from that of the role: two roles of one name would have one set of
   * associations.
   */
  public addRole(role: TeamRole): void {
    this.claim(role.role, 'roleName', role.role.roleName);
    this.registered.push(role);
  }

  /** Names differ by their digest; two of one beginning would only be taken for each other. */
  public addEndpoint({ endpoint, endpointName }: TeamEndpoint): void {
    this.claim(endpoint, 'endpointName', endpointName);
  }

  private claim(construct: IConstruct, prop: string, name: string): void {
    const key = `${prop}/${name}`;
    const other = this.owners.get(key);
    if (other !== undefined) {
      const got = `"${name}", which ${other.node.path} has`;
      refuse(construct, 'emr:name-taken', { prop, must: 'be unique in the team', got, fix: 'choose another name' });
    }
    this.owners.set(key, construct);
  }
}
