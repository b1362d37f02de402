import { findingsIn, type CheckResult } from './finding';
import type { Platform } from '../assembly/model';
import { customResourceViolations } from '../schema/custom-resource';
import { customKinds, kindsOf, type CustomKind } from '../schema/data';
import { metadataViolations, nameViolations } from '../schema/metadata';
import type { Violation } from '../schema/structure';

/**
 * Karpenter's CustomResourceDefinitions (and the others known), structure and CEL rules, as the API server applies
 * them.
 */
export function checkKarpenterCrd(platform: Platform): CheckResult {
  const kindOf = customKindOf(platform);
  const objects = platform.objects.filter(({ object }) => kindOf(object));
  return {
    name: 'karpenter-crd',
    checked: objects.length,
    findings: objects.flatMap((rendered) => findingsIn(
      rendered, customViolations(kindOf(rendered.object)!, rendered.object),
    )),
  };
}

/**
 * Finds the custom kind of an object: a known one, or one of a CustomResourceDefinition that the app applies itself.
 */
export function customKindOf(platform: Platform): (object: any) => CustomKind | undefined {
  const own = platform.objects.filter(({ object }) => object?.kind === 'CustomResourceDefinition');
  const kinds = [...customKinds(), ...own.flatMap(({ object }) => kindsOf(object))];
  return (object) => kinds.find(({ apiVersion, kind }) => apiVersion === object?.apiVersion && kind === object?.kind);
}

function customViolations(kind: CustomKind, object: any): Violation[] {
  const { namespace } = object.metadata ?? {};
  return [
    ...customResourceViolations(kind, object),
    ...nameViolations(object.metadata),
    ...metadataViolations(object.metadata),
    ...!kind.namespaced && namespace
      ? [{ path: 'metadata.namespace', rule: `must be absent: ${kind.kind} belongs to no namespace` }]
      : [],
  ];
}
