import { settings } from './cluster';
import type { PoolFacts, RequirementFacts, Setting, TaintFacts } from './model';
import { entriesOf, list, text } from './values';
import type { RenderedObject } from '../../assembly/model';
import type { Inventory } from '../../assembly/query';
import { Label } from '../../assembly/vocabulary';

/** Node pools of Karpenter, heaviest first, as Karpenter tries them. */
export function poolFacts(inventory: Inventory): readonly PoolFacts[] {
  const classes = new Map(inventory.ofKind('EC2NodeClass').map(({ object }) => [
    text(object.metadata?.name), object.spec ?? {},
  ]));
  return inventory.ofKind('NodePool')
    .map((rendered) => poolFact(rendered, classes))
    .sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
}

function poolFact({ object }: RenderedObject, classes: ReadonlyMap<string, Readonly<Record<string, any>>>): PoolFacts {
  const name = text(object.metadata?.name);
  const { template = {}, disruption = {}, limits = {}, weight } = object.spec ?? {};
  const node = template.spec ?? {};
  const requirements = list(node.requirements).map(requirement);
  const nodeClass = text(node.nodeClassRef?.name);
  const classSpec = classes.get(nodeClass) ?? {};
  return {
    name,
    labels: { ...labelsOf(template.metadata?.labels), [Label.NODE_POOL]: name },
    requirements,
    taints: list(node.taints).map(taint),
    families: families(requirements),
    architectures: valuesOf(requirements, Label.ARCH),
    capacityTypes: valuesOf(requirements, Label.CAPACITY_TYPE),
    vcpus: valuesOf(requirements, Label.INSTANCE_CPU),
    zones: valuesOf(requirements, Label.ZONE),
    limits: settings(limits),
    weight,
    disruption: disruptionSettings(disruption, node),
    nodeClass,
    nodeClassSettings: nodeClassSettings(classSpec),
    raid0: classSpec.instanceStorePolicy === 'RAID0',
  };
}

/** An expression of a node pool or of a node affinity. */
export function requirement(expression: Readonly<Record<string, any>>): RequirementFacts {
  return { key: text(expression.key), operator: text(expression.operator), values: list(expression.values).map(text) };
}

function taint(rendered: Readonly<Record<string, any>>): TaintFacts {
  return { key: text(rendered.key), value: text(rendered.value), effect: text(rendered.effect) };
}

function labelsOf(labels: unknown): Record<string, string> {
  return Object.fromEntries(entriesOf(labels).map(([name, value]) => [name, text(value)]));
}

const BOUNDS: Readonly<Record<string, string>> = {
  Gt: 'more than ', Gte: 'at least ', Lt: 'less than ', Lte: 'at most ', NotIn: 'not ',
};

function valuesOf(requirements: readonly RequirementFacts[], label: string): readonly string[] {
  return requirements.filter((candidate) => candidate.key === label)
    .flatMap(({ operator, values }) => values.map((value) => `${BOUNDS[operator] ?? ''}${value}`));
}

function families(requirements: readonly RequirementFacts[]): readonly string[] {
  const named = valuesOf(requirements, Label.INSTANCE_FAMILY);
  return named.length > 0
    ? named
    : [...new Set(valuesOf(requirements, Label.INSTANCE_TYPE).map((type) => type.split('.')[0]))];
}

function disruptionSettings(
  disruption: Readonly<Record<string, any>>, node: Readonly<Record<string, any>>,
): readonly Setting[] {
  return settings({
    'consolidates': disruption.consolidationPolicy
      && `${text(disruption.consolidationPolicy)} after ${text(disruption.consolidateAfter) || '0s'}`,
    'budget': list(disruption.budgets).map(budget).join('; '),
    'expires after': node.expireAfter,
    'grace': node.terminationGracePeriod,
  });
}

function budget(rendered: Readonly<Record<string, any>>): string {
  const reasons = list(rendered.reasons).map(text).join(', ');
  const schedule = rendered.schedule ? ` at ${text(rendered.schedule)} for ${text(rendered.duration)}` : '';
  return `${text(rendered.nodes)}${reasons && ` (${reasons})`}${schedule}`;
}

function nodeClassSettings(spec: Readonly<Record<string, any>>): readonly Setting[] {
  return settings({
    'AMI': list(spec.amiSelectorTerms).map((term) => text(term.alias ?? term.id ?? term.name ?? term.ssmParameter))
      .join(', '),
    'instance store': spec.instanceStorePolicy && `${text(spec.instanceStorePolicy)} under emptyDir`,
    'root volume': list(spec.blockDeviceMappings).map(volume).join(', '),
    'metadata service': spec.metadataOptions
      && `tokens ${text(spec.metadataOptions.httpTokens) || 'required'}, hop limit ${text(
        spec.metadataOptions.httpPutResponseHopLimit,
      )
        || '1'}`,
  });
}

function volume(mapping: Readonly<Record<string, any>>): string {
  const ebs = mapping.ebs ?? {};
  return [text(ebs.volumeSize), text(ebs.volumeType), ebs.encrypted ? 'encrypted' : 'not encrypted'].filter((part) =>
    part !== '').join(' ');
}
