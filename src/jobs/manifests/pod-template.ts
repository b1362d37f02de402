/** A container beside Spark's. */
export interface AuxiliaryContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command?: string[];
  readonly args?: string[];
  readonly environment?: { readonly [name: string]: string };
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  /** Volume name to mount path. */
  readonly mounts?: { readonly [volume: string]: string };
}

export interface PodTemplateVolume {
  readonly name: string;
  readonly source: { readonly [field: string]: any };
  readonly mountPath: string;
  readonly subPath?: string;
}

export interface PodTemplateSpec {
  /** Name of Spark's container. */
  readonly container: string;
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: { readonly [field: string]: any }[];
  readonly labels: { readonly [label: string]: string };
  readonly annotations: { readonly [annotation: string]: string };
  readonly environment?: { readonly [name: string]: string };
  readonly volumes: PodTemplateVolume[];
  readonly ephemeralStorageMiB?: number;
  readonly terminationGracePeriodSeconds?: number;
  readonly sidecars: AuxiliaryContainerSpec[];
  readonly initContainers: AuxiliaryContainerSpec[];
}

/** A plain JSON object. */
export interface JsonObject { [key: string]: any }

/**
 * The pod from which Spark starts drivers or executors. Image, CPU and memory of Spark's own container are Spark's.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html
 */
export function podTemplate(spec: PodTemplateSpec): JsonObject {
  const metadata = { ...unlessEmpty('labels', spec.labels), ...unlessEmpty('annotations', spec.annotations) };
  const grace = spec.terminationGracePeriodSeconds;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...unlessEmpty('metadata', metadata),
    spec: {
      nodeSelector: { ...spec.nodeSelector },
      tolerations: spec.tolerations.map((toleration) => ({ ...toleration })),
      ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
      ...unlessEmpty('volumes', spec.volumes.map(({ name, source }) => ({ name, ...source }))),
      ...unlessEmpty('initContainers', spec.initContainers.map(auxiliaryContainer)),
      containers: [sparkContainer(spec), ...spec.sidecars.map(auxiliaryContainer)],
    },
  };
}

function sparkContainer(spec: PodTemplateSpec): JsonObject {
  const storage = spec.ephemeralStorageMiB;
  return {
    name: spec.container,
    ...unlessEmpty('env', environment(spec.environment)),
    ...(storage === undefined ? {} : { resources: { requests: { 'ephemeral-storage': `${storage}Mi` } } }),
    ...unlessEmpty('volumeMounts', spec.volumes.map(volumeMount)),
  };
}

function volumeMount({ name, mountPath, subPath }: PodTemplateVolume): JsonObject {
  return { name, mountPath, ...(subPath === undefined ? {} : { subPath }) };
}

function auxiliaryContainer(spec: AuxiliaryContainerSpec): JsonObject {
  const memory = `${spec.memoryMiB}Mi`;
  return {
    name: spec.name,
    image: spec.image,
    ...(spec.command === undefined ? {} : { command: [...spec.command] }),
    ...(spec.args === undefined ? {} : { args: [...spec.args] }),
    ...unlessEmpty('env', environment(spec.environment)),
    resources: { requests: { cpu: `${spec.cpuMillis}m`, memory }, limits: { memory } },
    ...unlessEmpty('volumeMounts', byKey(spec.mounts).map(([name, mountPath]) => ({ name, mountPath }))),
  };
}

function environment(variables?: { readonly [name: string]: string }): JsonObject[] {
  return byKey(variables).map(([name, value]) => ({ name, value }));
}

/** Maps of a user arrive in any order; lists made of them must not. */
function byKey(map: { readonly [key: string]: string } = {}) {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function unlessEmpty(key: string, value: object): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}

/**
 * A fresh template: `base`, overlaid by `override` at every depth.
 *
 * Lists of named things (containers, volumes, environment, mounts) are merged by name, other lists are appended.
 */
export function mergePodTemplate(base: JsonObject, override: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(override)) {
    merged[key] = mergeValue(merged[key], value);
  }
  return merged;
}

function mergeValue(base: any, override: any): any {
  if (Array.isArray(base) && Array.isArray(override)) {
    return override.reduce(mergeItem, base);
  }
  return isObject(base) && isObject(override) ? mergePodTemplate(base, override) : override;
}

function mergeItem(list: any[], item: any): any[] {
  const name = nameOf(item);
  const at = name === undefined ? -1 : list.findIndex((other) => nameOf(other) === name);
  return at < 0 ? [...list, item] : list.map((other, index) => (index === at ? mergePodTemplate(other, item) : other));
}

function nameOf(value: any): unknown {
  return isObject(value) ? value.name : undefined;
}

function isObject(value: any): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
