import type { IConstruct } from 'constructs';
import { map } from '../private/checks';
import { conflictingPaths, type Json } from '../private/maps';
import { refuse } from '../private/refusal';

/** Refuses fields of the escape hatch that change what other constructs rely on. */
export function validateOverrides(scope: IConstruct, owned: Json, overrides: Json): void {
  const [path] = conflictingPaths(owned, map(scope, 'overrides', overrides));
  if (path !== undefined) {
    refuse(scope, 'karpenter:overrides', {
      prop: `overrides.${path}`,
      must: 'stay as this library sets it',
      got: 'another value',
      fix: 'use the prop for it',
    });
  }
}
