/** A plain JSON tree. */
export type Json = { readonly [key: string]: any };

/**
 * A deep copy with sorted keys (arrays keep their order) and without `undefined`.
 *
 * Maps that come from a user arrive in insertion order from TypeScript and Python, alphabetically from Go, at random
 * from Java; rendered as they come, the four languages would give four templates.
 */
export function sortKeys<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => sortKeys(item)) as unknown as T;
  }
  if (!isPlainObject(value)) {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, v]) => [key, sortKeys(v)])) as T;
}

/** A deep copy without the keys whose value is `undefined`, in the order given. */
export function dropUndefined<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => dropUndefined(item)) as unknown as T;
  }
  if (!isPlainObject(value)) {
    return value;
  }
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.map(([key, v]) => [key, dropUndefined(v)])) as T;
}

/** A fresh object: `base`, overlaid by `override` at every depth. Arrays and scalars of `override` replace. */
export function deepMerge(base: Json, override: Json): Json {
  const merged: { [key: string]: any } = { ...base };
  for (const [key, value] of Object.entries(override)) {
    merged[key] = isPlainObject(value) && isPlainObject(merged[key]) ? deepMerge(merged[key], value) : value;
  }
  return dropUndefined(merged);
}

/** The dotted paths of `override` that also stand in `owned` with another value. */
export function conflictingPaths(owned: Json, override: Json, path: string[] = []): string[] {
  return Object.entries(override).flatMap(([key, value]) => {
    const own = owned[key];
    if (own === undefined) {
      return [];
    }
    const here = [...path, key];
    if (isPlainObject(own) && isPlainObject(value)) {
      return conflictingPaths(own, value, here);
    }
    return JSON.stringify(sortKeys(own)) === JSON.stringify(sortKeys(value)) ? [] : [here.join('.')];
  });
}

function isPlainObject(value: unknown): value is Json {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
