import type { Origin, Platform, RenderedObject } from '../assembly/model';
import type { Violation } from '../schema/structure';

/** One thing that is wrong. */
export interface Finding {
  /** Stack and logical id, or the file. */
  readonly where: string;
  /** The object, such as `NodePool/compute`. */
  readonly object: string;
  /** Path of the field inside the object. */
  readonly path: string;
  /** The rule, in the rule's own words. */
  readonly rule: string;
}

/** Number of things that a check looked at, and what it found. */
export interface CheckResult {
  readonly name: string;
  readonly checked: number;
  readonly findings: readonly Finding[];
}

/** A check: looks at a platform, changes nothing. */
export type Check = (platform: Platform) => CheckResult;

/** `NodePool/compute`, `Role/emr-data-team-a/emr-containers`. */
export function nameOf(object: any): string {
  return [object?.kind ?? 'object without a kind', object?.metadata?.namespace, object?.metadata?.name].filter(Boolean)
    .join('/');
}

/** `stack/logical id`. */
export function placeOf(origin: Origin): string {
  return `${origin.stack}/${origin.logicalId}`;
}

/** Findings about one rendered object. */
export function findingsIn(rendered: RenderedObject, violations: readonly Violation[]): Finding[] {
  return violations
    .map(({ path, rule }) => ({ where: placeOf(rendered), object: nameOf(rendered.object), path, rule }));
}
