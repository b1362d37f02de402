import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isQuantity } from '../../kubernetes/quantity';
import { list, map } from '../../private/checks';
import { refuse } from '../../private/refusal';
import type { JsonObject } from '../manifests/pod-template';
import { COUNTED_RESOURCES } from '../manifests/template-requests';

// What EMR allows in a pod template and what it predefines, in the words of
// https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html
const POD_FIELDS = [
  'activeDeadlineSeconds', 'affinity', 'containers', 'enableServiceLinks', 'ephemeralContainers', 'hostAliases', 'hostname', 'imagePullSecrets',
  'initContainers', 'nodeName', 'nodeSelector', 'overhead', 'preemptionPolicy', 'priority', 'priorityClassName', 'readinessGates', 'runtimeClassName',
  'schedulerName', 'subdomain', 'terminationGracePeriodSeconds', 'tolerations', 'topologySpreadConstraints', 'volumes',
];
const SPARK_CONTAINER_FIELDS = [
  'env', 'envFrom', 'name', 'lifecycle', 'livenessProbe', 'readinessProbe', 'resources', 'startupProbe', 'stdin', 'stdinOnce',
  'terminationMessagePath', 'terminationMessagePolicy', 'tty', 'volumeDevices', 'volumeMounts', 'workingDir',
];
const PREDEFINED_VOLUMES = [
  'emr-container-communicate', 'config-volume', 'emr-container-application-log-dir', 'emr-container-event-log-dir', 'temp-data-dir', 'mnt-dir',
  'home-dir', 'emr-container-s3',
];
const RESERVED_PATHS = ['/var/log/fluentd', '/var/log/spark/user', '/var/log/spark/apps', '/mnt', '/tmp', '/home/hadoop'];
const LOG_CONTAINER = 'emr-container-fluentd';

/** A template as it will be published, and the part of it that nobody may change. */
export interface TemplateUnderTest {
  /** The user's word for it: "driver" or "executor". */
  readonly role: string;
  /** Name of Spark's container. */
  readonly container: string;
  /** As the library made it. */
  readonly base: JsonObject;
  /** With the user's overrides. */
  readonly merged: JsonObject;
}

/** Everything that would let a job fail after its start, or be dropped without a word. */
export function validatePodTemplate(scope: IConstruct, template: TemplateUnderTest): void {
  requireLiterals(scope, template.role, template.merged, '');
  validateShape(scope, template);
  requireUnchanged(scope, template, template.base, template.merged, '');
  validateFields(scope, template);
  validateSparkContainer(scope, template);
  validateQuantities(scope, template);
  validateNames(scope, template);
  validateVolumes(scope, template);
  validateMounts(scope, template);
}

function requireLiterals(scope: IConstruct, role: string, value: any, path: string): void {
  if (Token.isUnresolved(value)) {
    refuse(scope, 'jobs:template-token', {
      prop: `the ${role} pod template`,
      must: 'hold literals only',
      got: `a token at \`${path}\``,
      fix: 'it is a file made at synthesis: pass the value itself, or as a Spark setting',
    });
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    requireLiterals(scope, role, key, path);
    requireLiterals(scope, role, item, Array.isArray(value) ? `${path}[${key}]` : join(path, key));
  }
}

/** Lists that the rules read, whatever plain JavaScript puts in their stead. */
function validateShape(scope: IConstruct, { role, merged }: TemplateUnderTest): void {
  const { metadata = {}, spec } = merged;
  const prop = `podTemplates.${role}`;
  map(scope, `${prop}.metadata`, metadata);
  for (const field of ['containers', 'initContainers', 'volumes']) {
    maps(scope, `${prop}.spec.${field}`, spec[field]);
  }
  for (const { name, volumeMounts, resources = {} } of [...spec.containers, ...spec.initContainers ?? []] as JsonObject[]) {
    maps(scope, `${prop}.${name}.volumeMounts`, volumeMounts);
    map(scope, `${prop}.${name}.resources`, resources);
  }
}

function maps(scope: IConstruct, prop: string, items: JsonObject[] = []): void {
  list(scope, prop, items, { fix: 'write it as a list of objects' })
    .forEach((item, index) => map(scope, `${prop}[${index}]`, item));
}

function requireUnchanged(scope: IConstruct, template: TemplateUnderTest, base: any, merged: any, path: string): void {
  if (typeof base !== 'object') {
    if (base !== merged) {
      refuse(scope, 'jobs:template-conflict', {
        prop: `podTemplates.${template.role}`,
        must: `not change \`${path}\`, which is ${JSON.stringify(base)}`,
        got: `${JSON.stringify(merged)}`,
        fix: 'use the option that sets it',
      });
    }
    return;
  }
  for (const [key, item] of Object.entries(base)) {
    requireUnchanged(scope, template, item, merged?.[key], Array.isArray(base) ? `${path}[${key}]` : join(path, key));
  }
}

function validateFields(scope: IConstruct, { role, merged }: TemplateUnderTest): void {
  const unknown = [
    ...Object.keys(merged).filter((field) => !['apiVersion', 'kind', 'metadata', 'spec'].includes(field)),
    ...Object.keys(merged.spec).filter((field) => !POD_FIELDS.includes(field)).map((field) => `spec.${field}`),
  ];
  if (unknown.length > 0) {
    refuse(scope, 'jobs:template-field', {
      prop: `podTemplates.${role}`,
      must: 'hold only fields that EMR allows',
      got: `\`${unknown[0]}\``,
      fix: 'EMR would fail every job with it',
    });
  }
  const overridden = ['name', 'namespace'].find((field) => merged.metadata?.[field] !== undefined);
  if (overridden !== undefined) {
    refuse(scope, 'jobs:template-overridden', {
      prop: `podTemplates.${role}`,
      must: `not hold \`metadata.${overridden}\``,
      got: `"${merged.metadata[overridden]}"`,
      fix: 'Spark overrides it',
    });
  }
}

function validateSparkContainer(scope: IConstruct, { role, merged }: TemplateUnderTest): void {
  const container = merged.spec.containers[0];
  const field = Object.keys(container).find((key) => !SPARK_CONTAINER_FIELDS.includes(key));
  if (field !== undefined) {
    refuse(scope, 'jobs:template-container-field', {
      prop: `podTemplates.${role}`,
      must: "hold only fields of Spark's container that EMR allows",
      got: `\`${field}\``,
      fix: 'EMR would fail every job with it',
    });
  }
  const { requests = {}, limits = {} } = container.resources ?? {};
  const sized = [...['cpu', 'memory'].filter((key) => requests[key] !== undefined).map((key) => `requests.${key}`),
    ...['cpu', 'memory'].filter((key) => limits[key] !== undefined).map((key) => `limits.${key}`)];
  if (sized.length > 0) {
    refuse(scope, 'jobs:template-overridden', {
      prop: `podTemplates.${role}`,
      must: `not hold \`resources.${sized[0]}\` of Spark's container`,
      got: 'an amount',
      fix: `use \`${role}\` of the job: what pods request is computed from it`,
    });
  }
}

function validateQuantities(scope: IConstruct, { role, merged }: TemplateUnderTest): void {
  const { containers, initContainers = [] } = merged.spec;
  for (const { name, resources = {} } of [...containers, ...initContainers] as JsonObject[]) {
    for (const path of ['requests', 'limits'].flatMap((kind) => COUNTED_RESOURCES.map((resource) => [kind, resource]))) {
      const value = resources[path[0]]?.[path[1]];
      if (value !== undefined && !isQuantity(String(value))) {
        refuse(scope, 'jobs:template-quantity', {
          prop: `podTemplates.${role}`,
          must: 'hold quantities without exponents',
          got: `\`resources.${path.join('.')}\` ${JSON.stringify(value)} of container "${name}"`,
          fix: 'write it like 500m or 2Gi',
        });
      }
    }
  }
}

function validateNames(scope: IConstruct, { role, merged }: TemplateUnderTest): void {
  const { containers, initContainers = [] } = merged.spec;
  const names: string[] = [...containers, ...initContainers].map(({ name }: JsonObject) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    refuse(scope, 'jobs:container-twice', {
      prop: `the ${role} pod`,
      must: 'have containers of different names',
      got: `"${twice}" twice`,
      fix: 'rename one',
    });
  }
  if (names.includes(LOG_CONTAINER)) {
    refuse(scope, 'jobs:container-reserved', {
      prop: `the ${role} pod`,
      must: `have no container named "${LOG_CONTAINER}"`,
      got: 'one',
      fix: 'EMR adds its own of that name: rename yours',
    });
  }
}

function validateVolumes(scope: IConstruct, { role, merged: { spec: { volumes = [] } } }: TemplateUnderTest): void {
  const volume = volumes.map(({ name }: JsonObject) => name).find((name: string) => PREDEFINED_VOLUMES.includes(name));
  if (volume !== undefined) {
    refuse(scope, 'jobs:volume-reserved', {
      prop: `the ${role} pod`,
      must: `have no volume of its own named "${volume}"`,
      got: 'one',
      fix: 'EMR defines it: mount it, or rename yours',
    });
  }
}

function validateMounts(scope: IConstruct, { role, merged }: TemplateUnderTest): void {
  const { containers, initContainers = [], volumes = [] } = merged.spec;
  const known = [...PREDEFINED_VOLUMES, ...volumes.map(({ name }: JsonObject) => name)];
  const mounts = [...containers, ...initContainers].flatMap(({ volumeMounts = [] }: JsonObject) => volumeMounts);
  const lost = mounts.find(({ name }: JsonObject) => !known.includes(name));
  if (lost !== undefined) {
    refuse(scope, 'jobs:mount-unknown', {
      prop: `the ${role} pod`,
      must: 'mount volumes that it has',
      got: `"${lost.name}" at ${lost.mountPath}`,
      fix: `add the volume to \`podTemplates.${role}\``,
    });
  }
  for (const { name, mountPath } of containers[0].volumeMounts ?? []) {
    const reserved = RESERVED_PATHS.find((path) => overlaps(path, mountPath));
    if (reserved !== undefined) {
      refuse(scope, 'jobs:mount-reserved', {
        prop: `the ${role} pod`,
        must: `mount volumes outside ${reserved}, which is EMR's`,
        got: `"${name}" at ${mountPath}`,
        fix: 'choose another path',
      });
    }
  }
}

function overlaps(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b.replace(/\/+$/, '')}/`) || `${b}/`.startsWith(`${a}/`);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
