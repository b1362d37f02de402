import type { CheckResult, Finding, Origin, Platform, RenderedObject } from '../assembly/model';
import type { Violation } from '../schema/structure';

/** A check: looks at a platform, changes nothing. */
export type Check = (platform: Platform) => CheckResult;

/** `NodePool/compute`, `Role/emr-data-team-a/emr-containers`. */
export function nameOf(object: any): string {
  return [object?.kind ?? 'object without a kind', object?.metadata?.namespace, object?.metadata?.name].filter(Boolean).join('/');
}

/** `stack/logical id`. */
export function placeOf(origin: Origin): string {
  return `${origin.stack}/${origin.logicalId}`;
}

/** Findings about one rendered object. */
export function findingsIn(rendered: RenderedObject, violations: readonly Violation[]): Finding[] {
  return violations.map(({ path, rule }) => ({ where: placeOf(rendered), object: nameOf(rendered.object), path, rule }));
}
