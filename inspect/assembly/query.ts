import { DependencyGraph, mentions, type Resource } from './graph';
import { Resolver } from './intrinsics';
import type { Origin, Platform, RenderedObject } from './model';

/** Condition on the properties of a resource, or on an object. */
type Condition = (value: any) => boolean;

/** Everything in a platform that can be asked for: resources by type, objects by kind, and who refers to whom. */
export class Inventory {
  public readonly graph: DependencyGraph;
  public readonly resources: readonly Resource[];

  constructor(public readonly platform: Platform) {
    this.graph = new DependencyGraph(platform);
    this.resources = [...this.graph.nodes.values()];
  }

  public ofType(...types: readonly string[]): readonly Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  public ofKind(kind: string): readonly RenderedObject[] {
    return this.platform.objects.filter(({ object }) => object?.kind === kind);
  }

  public find(stack: string, logicalId: string): Resource | undefined {
    return this.graph.nodes.get(`${stack}/${logicalId}`);
  }

  /** Resources that a value of this stack mentions, those of other stacks through their exports. */
  public mentioned(stack: string, value: unknown): readonly Resource[] {
    return this.graph.mentioned(stack, value);
  }

  /** One view for each cluster that any resource names. */
  public clusters(): ClusterView[] {
    const resolver = new Resolver(this.platform.stacks);
    const names = this.resources.map(({ properties, stack }) => resolver.resolve(properties.ClusterName, stack));
    return [...new Set(names)].filter((name) => typeof name === 'string').map((name) => new ClusterView(this, {
      name, resolver,
    }));
  }
}

/** The resources of one EKS cluster, found by what they are and what they say of each other. */
export class ClusterView {
  public readonly name: string;
  private readonly resolver: Resolver;
  private readonly resolved = new Map<string, any>();

  constructor(private readonly inventory: Inventory, cluster: { readonly name: string; readonly resolver: Resolver }) {
    this.name = cluster.name;
    this.resolver = cluster.resolver;
  }

  /** Resources of a type whose properties, resolved, satisfy the condition. */
  public ofType(type: string, condition: Condition = () => true): Resource[] {
    return this.inventory.ofType(type).filter((resource) => condition(this.properties(resource)));
  }

  /** Resources of a type that belong to this cluster. */
  public ofCluster(type: string, condition: Condition = () => true): Resource[] {
    return this.ofType(type, (properties) => properties.ClusterName === this.name && condition(properties));
  }

  /** Bundles that hold an object of this cluster. */
  public bundlesWith(condition: Condition): Resource[] {
    return this.resourcesAt(this.inventory.platform.objects.filter(({ object }) => condition(object)));
  }

  /** Objects that one bundle holds. */
  public objectsIn({ stack, logicalId }: Resource): any[] {
    return this.inventory.platform.objects
      .filter((rendered) => rendered.stack === stack && rendered.logicalId === logicalId).map(({ object }) => object);
  }

  /** Objects of this cluster of one kind. */
  public objects(kind: string): any[] {
    return this.inventory.ofKind(kind).filter((rendered) => this.resourcesAt([rendered]).length > 0)
      .map(({ object }) => object);
  }

  /** Releases of a chart in this cluster. */
  public releasesOf(chart: string): Resource[] {
    return this.resourcesAt(this.inventory.platform.charts.filter((release) => release.chart === chart));
  }

  /** Values of the releases of a chart in this cluster. */
  public valuesOf(chart: string): any[] {
    return this.inventory.platform.charts
      .filter((release) => release.chart === chart && this.resourcesAt([release]).length > 0)
      .map(({ values }) => values);
  }

  /** Roles that one of the resources refers to, with all that is attached to them. */
  public rolesOf(resources: readonly Resource[]): Resource[] {
    const named = resources.flatMap((resource) => [...resource.named])
      .map((key) => this.inventory.graph.nodes.get(key)!);
    return this.withPolicies([...new Set(named)].filter(({ type }) => type === 'AWS::IAM::Role'));
  }

  /** Roles, and the policies and instance profiles made for them. */
  public withPolicies(roles: readonly Resource[]): Resource[] {
    const types = ['Policy', 'ManagedPolicy', 'RolePolicy', 'InstanceProfile'].map((type) => `AWS::IAM::${type}`);
    return [
      ...roles,
      ...types.flatMap((type) => this.inventory.ofType(type)).filter((attachment) => this.refersTo(attachment, roles)),
    ];
  }

  /** Says whether a resource names one of the others. */
  public refersTo({ named }: Resource, others: readonly Resource[]): boolean {
    return others.some(({ key }) => named.has(key));
  }

  /** Lambda functions that carry out the custom resources. */
  public providerFunctions(resources: readonly Resource[]): Resource[] {
    const { graph } = this.inventory;
    const providers = resources.flatMap(({ stack, properties }) =>
      mentions(properties.ServiceToken).resources.map((id) => `${stack}/${id}`));
    const all = new Set(providers.filter((key) => graph.nodes.has(key)).flatMap((key) => [key, ...graph.closure(key)]));
    return [...all].map((key) => graph.nodes.get(key)!).filter(({ type }) => type === 'AWS::Lambda::Function');
  }

  /** The value that a reference to the resource has. */
  public id({ logicalId, stack }: Resource): string {
    return this.resolver.resolve({ Ref: logicalId }, stack);
  }

  /** Properties of a resource, resolved. */
  public properties({ key, properties, stack }: Resource): any {
    const known = this.resolved.get(key) ?? this.resolver.resolve(properties, stack);
    this.resolved.set(key, known);
    return known;
  }

  private resourcesAt(origins: readonly Origin[]): Resource[] {
    const keys = new Set(origins.map(({ stack, logicalId }) => `${stack}/${logicalId}`));
    return [...keys].map((key) => this.inventory.graph.nodes.get(key)!)
      .filter((resource) => this.properties(resource).ClusterName === this.name);
  }
}
