import type { DependencyGraph, GraphNode } from './graph';
import { mentions } from './graph';
import { Resolver } from './intrinsics';
import type { Origin, Platform } from './model';

/** The resources of one EKS cluster, found by what they are and what they say of each other. */
export class ClusterView {
  /** One view for each cluster that any resource of the platform names. */
  public static of(platform: Platform, graph: DependencyGraph): ClusterView[] {
    const resolver = new Resolver(platform.stacks);
    const named = [...graph.nodes.values()].map(({ resource, stack }) => resolver.resolve(resource.Properties?.ClusterName, stack));
    return [...new Set(named)].filter((name) => typeof name === 'string').map((name) => new ClusterView(platform, graph, { name, resolver }));
  }

  public readonly name: string;
  private readonly resolver: Resolver;
  private readonly resolved = new Map<string, any>();

  private constructor(private readonly platform: Platform, private readonly graph: DependencyGraph, cluster: { name: string; resolver: Resolver }) {
    this.name = cluster.name;
    this.resolver = cluster.resolver;
  }

  /** Resources of a type whose properties, resolved, satisfy the condition. */
  public ofType(type: string, condition: (properties: any) => boolean = () => true): GraphNode[] {
    return this.nodes().filter((node) => node.resource.Type === type && condition(this.properties(node)));
  }

  /** Resources of a type that belong to this cluster. */
  public ofCluster(type: string, condition: (properties: any) => boolean = () => true): GraphNode[] {
    return this.ofType(type, (properties) => properties.ClusterName === this.name && condition(properties));
  }

  /** Bundles that hold an object of this cluster. */
  public bundlesWith(condition: (object: any) => boolean): GraphNode[] {
    return this.nodesAt(this.platform.objects.filter(({ object }) => condition(object)));
  }

  /** Objects that one bundle holds. */
  public objectsIn({ stack, logicalId }: GraphNode): any[] {
    return this.platform.objects.filter((rendered) => rendered.stack === stack && rendered.logicalId === logicalId).map(({ object }) => object);
  }

  /** Objects of this cluster of one kind. */
  public objects(kind: string): any[] {
    return this.platform.objects.filter((rendered) => rendered.object?.kind === kind && this.nodesAt([rendered]).length > 0)
      .map(({ object }) => object);
  }

  /** Releases of a chart in this cluster. */
  public releasesOf(chart: string): GraphNode[] {
    return this.nodesAt(this.platform.charts.filter((release) => release.chart === chart));
  }

  /** Values of the releases of a chart in this cluster. */
  public valuesOf(chart: string): any[] {
    return this.platform.charts.filter((release) => release.chart === chart && this.nodesAt([release]).length > 0).map(({ values }) => values);
  }

  /** Roles that one of the resources refers to, with all that is attached to them. */
  public rolesOf(nodes: readonly GraphNode[]): GraphNode[] {
    const needed = nodes.flatMap(({ needs }) => [...needs]).map((key) => this.graph.nodes.get(key));
    return this.withPolicies([...new Set(needed)].filter((node): node is GraphNode => node?.resource.Type === 'AWS::IAM::Role'));
  }

  /** Roles, and the policies and instance profiles made for them. */
  public withPolicies(roles: readonly GraphNode[]): GraphNode[] {
    const attachments = ['Policy', 'ManagedPolicy', 'RolePolicy', 'InstanceProfile'].flatMap((type) => this.ofType(`AWS::IAM::${type}`));
    return [...roles, ...attachments.filter((attachment) => this.refersTo(attachment, roles))];
  }

  /** Whether a resource names one of the others in its properties. */
  public refersTo(node: GraphNode, others: readonly GraphNode[]): boolean {
    const { resources } = mentions(node.resource.Properties);
    return others.some((other) => (node.stack === other.stack && resources.includes(other.logicalId)) || node.needs.has(other.key));
  }

  /** Lambda functions that carry out the custom resources. */
  public providerFunctions(nodes: readonly GraphNode[]): GraphNode[] {
    const keys = nodes.flatMap(({ stack, resource }) => mentions(resource.Properties?.ServiceToken).resources.map((id) => `${stack}/${id}`));
    const all = keys.flatMap((key) => [key, ...this.graph.closure(key)]);
    return [...new Set(all)].map((key) => this.graph.nodes.get(key)!).filter((node) => node?.resource.Type === 'AWS::Lambda::Function');
  }

  /** The value that a reference to the resource has. */
  public id(node: GraphNode): string {
    return this.resolver.resolve({ Ref: node.logicalId }, node.stack);
  }

  /** Properties of a resource, resolved. */
  public properties(node: GraphNode): any {
    const known = this.resolved.get(node.key) ?? this.resolver.resolve(node.resource.Properties ?? {}, node.stack);
    this.resolved.set(node.key, known);
    return known;
  }

  private nodes(): GraphNode[] {
    return [...this.graph.nodes.values()];
  }

  private nodesAt(origins: readonly Origin[]): GraphNode[] {
    const keys = new Set(origins.map(({ stack, logicalId }) => `${stack}/${logicalId}`));
    return [...keys].map((key) => this.graph.nodes.get(key)!).filter((node) => this.properties(node).ClusterName === this.name);
  }
}
