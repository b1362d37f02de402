import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { load } from 'js-yaml';

/** Upstream schemas as they were published; the README beside them says from where. */
const SCHEMAS = join(__dirname, 'data');

/** The Kubernetes minor version whose API the objects are checked against. */
export const KUBERNETES = '1.35';

/** A node of a schema: OpenAPI v2 for Kubernetes' own kinds, structural OpenAPI v3 for custom resources. */
export interface Schema {
  readonly '$ref'?: string;
  readonly 'type'?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly 'format'?: string;
  readonly 'properties'?: Readonly<Record<string, Schema>>;
  readonly 'additionalProperties'?: Schema | boolean;
  readonly 'items'?: Schema;
  readonly 'required'?: readonly string[];
  readonly 'enum'?: readonly any[];
  readonly 'pattern'?: string;
  readonly 'default'?: any;
  readonly 'nullable'?: boolean;
  readonly 'minimum'?: number;
  readonly 'maximum'?: number;
  readonly 'minLength'?: number;
  readonly 'maxLength'?: number;
  readonly 'minItems'?: number;
  readonly 'maxItems'?: number;
  readonly 'minProperties'?: number;
  readonly 'maxProperties'?: number;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
  readonly 'x-kubernetes-group-version-kind'?: ReadonlyArray<{
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }>;
}

/** A rule in the Common Expression Language. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly optionalOldSelf?: boolean;
}

/** A kind that a CustomResourceDefinition adds, in one of its versions. */
export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: Schema;
}

let definitions: Readonly<Record<string, Schema>> | undefined;
let kinds: readonly CustomKind[] | undefined;
let charts: ReadonlyMap<string, any> | undefined;

/** Definitions of Kubernetes' own kinds by name, such as `io.k8s.api.core.v1.Pod`. */
export function kubernetesDefinitions(): Readonly<Record<string, Schema>> {
  definitions ??= JSON.parse(
    readFileSync(join(SCHEMAS, 'kubernetes', `k8s-${KUBERNETES}-openapi-definitions.json`), 'utf8'),
  );
  return definitions!;
}

/** Kinds of Karpenter and of the other controllers that the library knows. */
export function customKinds(): readonly CustomKind[] {
  kinds ??= readdirSync(join(SCHEMAS, 'crds')).flatMap((file) => kindsOf(
    load(readFileSync(join(SCHEMAS, 'crds', file), 'utf8')),
  ));
  return kinds;
}

/** The kinds that one CustomResourceDefinition serves. */
export function kindsOf(crd: any): CustomKind[] {
  return crd.spec.versions.filter((version: any) => version.served).map((version: any) => ({
    apiVersion: `${crd.spec.group}/${version.name}`,
    kind: crd.spec.names.kind,
    namespaced: crd.spec.scope === 'Namespaced',
    schema: version.schema.openAPIV3Schema,
  }));
}

/** Default values of charts by `<chart>-<version>`. */
export function chartDefaults(): ReadonlyMap<string, any> {
  charts ??= new Map(readdirSync(join(SCHEMAS, 'chart-values')).filter((file) => file.endsWith('.json')).map((file) =>
    [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(SCHEMAS, 'chart-values', file), 'utf8'))] as const));
  return charts;
}
