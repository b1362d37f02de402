import { evaluate, type Verdict } from './cel';
import type { CustomKind, Schema, ValidationRule } from './data';
import { fieldSchema, withDefaults } from './defaults';
import { isObject, violations, type Violation } from './structure';

/** Options of {@link customResourceViolations}. */
export interface Validation {
  /** The object before an update: rules about transitions are skipped without it. */
  readonly previous?: any;
  /** Told each rule that was evaluated, and how it went. */
  readonly observe?: (rule: ValidationRule, verdict: NonNullable<Verdict>) => void;
}

/**
 * Complaints of the API server about a custom resource: about its structure, and only if that is right, by the rules.
 */
export function customResourceViolations(kind: CustomKind, object: any, validation: Validation = {}): Violation[] {
  const schema = withObjectFields(kind.schema);
  const broken = violations(schema, object, { freeFormObjects: false });
  if (broken.length > 0) {
    return broken;
  }
  const previous = validation.previous && withDefaults(schema, validation.previous);
  return ruleViolations(schema, { path: '', self: withDefaults(schema, object), oldSelf: previous }, validation);
}

/** The schema without metadata, which is checked as for every object. */
function withObjectFields(schema: Schema): Schema {
  return {
    ...schema,
    properties: { ...schema.properties, metadata: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  };
}

/** A value at its place in the object, with the value at the same place before an update. */
interface Place {
  readonly path: string;
  readonly self: any;
  readonly oldSelf?: any;
}

function ruleViolations(schema: Schema, { path, self, oldSelf }: Place, validation: Validation): Violation[] {
  const here = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) => {
    const verdict = evaluate(rule, { schema, self, oldSelf });
    if (verdict) {
      validation.observe?.(rule, verdict);
    }
    return verdict && !verdict.holds ? [{ path, rule: verdict.message }] : [];
  });
  return [
    ...here,
    ...innerPlaces(schema, { path, self, oldSelf })
      .flatMap(([inner, place]) => ruleViolations(inner, place, validation)),
  ];
}

/** Fields and items; items have no old value, since lists here have no keys to match them by. */
function innerPlaces(schema: Schema, { path, self, oldSelf }: Place): Array<[Schema, Place]> {
  if (Array.isArray(self)) {
    return self.map((item, index) => [schema.items ?? {}, { path: `${path}[${index}]`, self: item }]);
  }
  return isObject(self)
    ? Object.entries(self).map(([field, item]) => [
      fieldSchema(schema, field), { path: path ? `${path}.${field}` : field, self: item, oldSelf: oldSelf?.[field] },
    ])
    : [];
}
