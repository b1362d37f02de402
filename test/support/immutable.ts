/**
 * Properties that AWS::EMRContainers::VirtualCluster cannot change: all but its tags (CloudFormation resource specification, facts of
 * 2026-11).
 */
const MUTABLE: { readonly [type: string]: readonly string[] } = { 'AWS::EMRContainers::VirtualCluster': ['Tags'] };

/** A property that differs between two versions of a template though CloudFormation would replace the resource for it, in vain. */
export interface ImmutableChange {
  readonly logicalId: string;
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Virtual clusters of both templates whose fixed properties differ.
 *
 * A namespace holds one virtual cluster and CloudFormation makes the new one first: such an update fails on deployment.
 */
export function immutableChanges(before: object, after: object): ImmutableChange[] {
  const [old, young] = [before, after].map((template) => (template as { Resources?: Record<string, any> }).Resources ?? {});
  return Object.entries(old)
    .filter(([logicalId, { Type }]) => Type in MUTABLE && young[logicalId]?.Type === Type)
    .flatMap(([logicalId, { Type, Properties }]) => changedProperties(Properties ?? {}, young[logicalId].Properties ?? {})
      .filter((property) => !MUTABLE[Type].includes(property))
      .map((property) => ({ logicalId, property, before: Properties?.[property], after: young[logicalId].Properties?.[property] })));
}

function changedProperties(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => canonical(before[name]) !== canonical(after[name]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    : inner) ?? 'undefined';
}
