import { settings } from './cluster';
import { rolesOf } from './iam';
import type { Setting, TeamFacts } from './model';
import { entriesOf, list, optionalText, text } from './values';
import type { Inventory } from '../../assembly/query';
import { Label } from '../../assembly/vocabulary';

/** Namespaces in which EMR runs jobs: those of virtual clusters and those that carry the team label. */
export function teamFacts(inventory: Inventory): readonly TeamFacts[] {
  const ofEmr = inventory.ofType('AWS::EMRContainers::VirtualCluster')
    .map((cluster) => namespaceOf(cluster.properties));
  const labelled = inventory.ofKind('Namespace')
    .filter(({ object }) => object.metadata?.labels?.[Label.TEAM] !== undefined)
    .map(({ object }) => text(object.metadata.name));
  return [...new Set([...ofEmr, ...labelled])].filter((namespace) => namespace !== '').map((namespace) => teamFact(
    inventory, namespace,
  ));
}

function namespaceOf(properties: Readonly<Record<string, any>>): string {
  return text(properties.ContainerProvider?.Info?.EksInfo?.Namespace);
}

function teamFact(inventory: Inventory, namespace: string): TeamFacts {
  const cluster = inventory.ofType('AWS::EMRContainers::VirtualCluster').find((candidate) => namespaceOf(
    candidate.properties,
  ) === namespace);
  return {
    namespace,
    labels: podSecurity(inventory, namespace),
    virtualCluster: cluster && {
      name: optionalText(cluster.properties.Name) ?? cluster.logicalId,
      stack: cluster.stack,
      logicalId: cluster.logicalId,
    },
    quota: inNamespace(inventory, 'ResourceQuota', namespace).flatMap(({ spec }) => settings(spec?.hard ?? {})).map(
      readableQuota,
    ),
    limitRange: inNamespace(inventory, 'LimitRange', namespace).flatMap(({ spec }) => list(spec?.limits))
      .flatMap(limits),
    networkPolicies: inNamespace(inventory, 'NetworkPolicy', namespace).map(({ metadata }) => text(metadata?.name)),
    kubernetesRules: rulesOf(inventory, namespace),
    roles: rolesOf(inventory, namespace),
  };
}

function inNamespace(
  inventory: Inventory, kind: string, namespace: string,
): ReadonlyArray<Readonly<Record<string, any>>> {
  return inventory.ofKind(kind).map(({ object }) => object)
    .filter((object) => text(object.metadata?.namespace) === namespace);
}

function podSecurity(inventory: Inventory, namespace: string): readonly Setting[] {
  const found = inventory.ofKind('Namespace').find(({ object }) => text(object.metadata?.name) === namespace);
  return entriesOf(found?.object.metadata?.labels)
    .filter(([label]) => label.startsWith('pod-security.kubernetes.io/') && !label.endsWith('-version'))
    .map(([label, value]) => ({ name: label.split('/')[1], value: text(value) }));
}

function readableQuota({ name, value }: Setting): Setting {
  return { name: name.replace(/^requests\./, '').replace(/^count\//, ''), value };
}

/** `default cpu 1` and the like, of one entry of a limit range. */
function limits(entry: Readonly<Record<string, any>>): readonly Setting[] {
  return entriesOf(entry).filter(([name]) => name !== 'type')
    .flatMap(([name, amounts]) => entriesOf(amounts).map(([resource, amount]) => ({
      name: `${text(entry.type)} ${name} ${resource}`, value: text(amount),
    })));
}

/** Rights of EMR in the namespace, by the roles bound there. */
function rulesOf(inventory: Inventory, namespace: string): readonly string[] {
  const bound = inNamespace(inventory, 'RoleBinding', namespace);
  return bound.flatMap((binding) => {
    const role = inNamespace(inventory, 'Role', namespace)
      .find((candidate) => candidate.metadata?.name === binding.roleRef?.name);
    const who = list(binding.subjects).map((subject) => `${text(subject.kind)} ${text(subject.name)}`).join(', ');
    return list(role?.rules)
      .map((rule) => `${who}: ${list(rule.verbs).map(text).join(', ')} on ${list(rule.resources).map(text).join(', ')}`);
  });
}
