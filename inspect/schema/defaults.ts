import type { Schema } from './data';
import { isObject } from './structure';

/** A copy with the schema's defaults filled in, as the API server does before it evaluates any rule. */
export function withDefaults(schema: Schema, value: any): any {
  if (Array.isArray(value)) {
    return value.map((item) => withDefaults(schema.items ?? {}, item));
  }
  if (!isObject(value)) {
    return value;
  }
  const filled: Record<string, any> = { ...value };
  for (const [field, { default: fallback }] of Object.entries(schema.properties ?? {})) {
    if (fallback !== undefined && filled[field] === undefined) {
      filled[field] = structuredClone(fallback);
    }
  }
  return Object.fromEntries(Object.entries(filled).map(([field, item]) => [
    field, withDefaults(fieldSchema(schema, field), item),
  ]));
}

/** The schema of one field of an object. */
export function fieldSchema(schema: Schema, field: string): Schema {
  if (schema.properties && Object.hasOwn(schema.properties, field)) {
    return schema.properties[field];
  }
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
}
