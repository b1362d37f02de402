import { Lazy, Stack } from 'aws-cdk-lib';
import { type IConstruct, Dependable, type IDependable } from 'constructs';
import type { TeamScheduler } from '../../contracts/team';
import type { KubernetesObject } from '../../kubernetes/object';
import { sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';

/**
 * Demands of schedulers on a team, after it was made: annotations of its namespace, and to outlive its virtual cluster.
 */
export class TeamScheduling {
  private readonly annotations: { [key: string]: string };
  private readonly schedulers = new Set<IDependable>();

  constructor(
    private readonly team: IConstruct,
    private readonly cluster: IConstruct,
    own: { readonly [key: string]: string } = {},
  ) {
    this.annotations = { ...own };
  }

  public use({ namespaceAnnotations, ready }: TeamScheduler): void {
    for (const [key, value] of Object.entries(namespaceAnnotations)) {
      if ((this.annotations[key] ?? value) !== value) {
        refuse(this.team, 'emr:namespace-annotation', {
          prop: 'namespaceAnnotations', must: `leave ${key} to the team's scheduler, which needs "${value}"`,
          got: `"${this.annotations[key]}"`, fix: 'leave it out',
        });
      }
      this.annotations[key] = value;
    }
    if (ready !== undefined) {
      this.schedulers.add(ready);
    }
  }

  /**
   * An object that holds the annotations: those of schedulers that come later (`yunikorn.queueFor(team)`) are known at
   * the end only.
   */
  public annotated(build: (annotations?: { [key: string]: string }) => KubernetesObject): KubernetesObject {
    const annotations = () => (Object.keys(this.annotations).length === 0 ? undefined : this.annotations);
    // any: a bundle wants objects, and passes on what is still to be resolved.
    return Lazy.any({ produce: () => sortKeys(build(annotations())) }) as any;
  }

  /**
   * Schedulers that jobs need, so that they are deleted after the virtual cluster. That of a third stack is left out:
   * waiting for it from here would close a circle.
   */
  public get inReach(): IDependable {
    const reach: IDependable = {};
    const roots = () => [...this.schedulers].flatMap((scheduler) => Dependable.of(scheduler).dependencyRoots);
    const stacks = () => [this.team, this.cluster].map((construct) => Stack.of(construct));
    Dependable.implement(reach, {
      get dependencyRoots(): IConstruct[] {
        return roots().filter((root) => stacks().includes(Stack.of(root)));
      },
    });
    return reach;
  }
}
