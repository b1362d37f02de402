import { importsIn, list, referencesIn, text } from './values';
import type { CloudFormationResource, Origin, Platform, RenderedObject } from '../../assembly/model';

/** A resource with the stack it is in. */
export interface Resource extends Origin {
  readonly type: string;
  readonly properties: Readonly<Record<string, any>>;
  /** Path of the construct that made it, for people. */
  readonly path: string;
  readonly dependsOn: readonly string[];
  /** Whether it stays when its stack goes. */
  readonly retained: boolean;
}

/** What is read from a platform before anything is drawn: resources by type, objects by kind, and who refers to whom. */
export class Inventory {
  public readonly resources: readonly Resource[];
  private readonly byId: ReadonlyMap<string, Resource>;
  private readonly exports: ReadonlyMap<string, Resource>;

  public constructor(public readonly platform: Platform) {
    this.resources = platform.stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources ?? {}).map(([logicalId, resource]) => read(stack.name, logicalId, resource)));
    this.byId = new Map(this.resources.map((resource) => [key(resource.stack, resource.logicalId), resource]));
    this.exports = new Map(platform.stacks.flatMap((stack) => Object.values(stack.template.Outputs ?? {})
      .flatMap((output) => this.exported(stack.name, output))));
  }

  public ofType(...types: readonly string[]): readonly Resource[] {
    return this.resources.filter((resource) => types.includes(resource.type));
  }

  public ofKind(kind: string): readonly RenderedObject[] {
    return this.platform.objects.filter((rendered) => rendered.object.kind === kind);
  }

  public find(stack: string, logicalId: string): Resource | undefined {
    return this.byId.get(key(stack, logicalId));
  }

  /** Resources that a value of this stack mentions, those of other stacks through their exports. */
  public mentioned(stack: string, value: unknown): readonly Resource[] {
    const here = referencesIn(value).map((logicalId) => this.find(stack, logicalId));
    const elsewhere = importsIn(value).map((name) => this.exports.get(name));
    return [...here, ...elsewhere].filter((resource) => resource !== undefined);
  }

  private exported(stack: string, output: any): ReadonlyArray<readonly [string, Resource]> {
    const name = text(output?.Export?.Name);
    const [target] = this.mentioned(stack, output?.Value);
    return name === '' || target === undefined ? [] : [[name, target]];
  }
}

function read(stack: string, logicalId: string, resource: CloudFormationResource): Resource {
  return {
    stack,
    logicalId,
    type: resource.Type,
    properties: resource.Properties ?? {},
    path: text(resource.Metadata?.['aws:cdk:path']) || `${stack}/${logicalId}`,
    dependsOn: list<string>(resource.DependsOn),
    retained: resource.DeletionPolicy?.startsWith('Retain') ?? false,
  };
}

/** One text for a resource of any stack. */
export function key(stack: string, logicalId: string): string {
  return `${stack}\n${logicalId}`;
}
