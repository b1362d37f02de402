import { loadAll } from 'js-yaml';
import { findingsIn, nameOf, type CheckResult, type Finding } from './finding';
import { customKindOf } from './karpenter-crd';
import type { Platform, RenderedFile } from '../assembly/model';
import { KUBERNETES, kubernetesDefinitions, type Schema } from '../schema/data';
import { metadataViolations, nameViolations } from '../schema/metadata';
import { violations, type Violation } from '../schema/structure';

const POD_SPEC = 'io.k8s.api.core.v1.PodSpec';
const CONTAINER = 'io.k8s.api.core.v1.Container';

/**
 * Strict Kubernetes schema: every object of Kubernetes' own kinds and every pod template; unknown fields and kinds are
 * findings.
 */
export function checkKubernetesSchema(platform: Platform): CheckResult {
  const customKind = customKindOf(platform);
  const objects = platform.objects.filter(({ object }) => !customKind(object));
  return {
    name: 'kubernetes-schema',
    checked: objects.length + platform.podTemplates.length,
    findings: [
      ...objects.flatMap((rendered) => findingsIn(rendered, objectViolations(rendered.object))),
      ...platform.podTemplates.flatMap(templateFindings),
    ],
  };
}

/** Names and labels of custom resources are checked with their schema. */
function objectViolations(object: any): Violation[] {
  const definition = definitionOf(object);
  if (!definition) {
    return [
      {
        path: 'kind',
        rule: `${object?.apiVersion} ${object?.kind} is no kind of Kubernetes ${KUBERNETES}, nor of a known `
          + 'CustomResourceDefinition',
      },
    ];
  }
  return [
    ...violations(definition, object, {
      definitions: kubernetesDefinitions(), freeFormObjects: true, extra: containerNeedsImage,
    }),
    ...nameViolations(object.metadata),
    ...metadataViolations(object.metadata),
  ];
}

/** EMR and Spark give a pod template its image, its name and, where it has none, its container. */
function templateFindings(file: RenderedFile): Finding[] {
  return podsIn(file).flatMap((pod) => {
    const found = typeof pod === 'string' ? [{ path: '', rule: pod }] : podViolations(pod);
    return found.map(({ path, rule }) => ({ where: file.path, object: nameOf(pod), path, rule }));
  });
}

function podViolations(pod: any): Violation[] {
  const definitions = { ...kubernetesDefinitions(), [POD_SPEC]: { ...kubernetesDefinitions()[POD_SPEC], required: [] } };
  const definition = definitionOf(pod);
  return definition
    ? [...violations(definition, pod, { definitions, freeFormObjects: true }), ...metadataViolations(pod.metadata)]
    : [{ path: 'apiVersion', rule: `must be v1, got ${pod.apiVersion}` }];
}

/** The pods of a file, or why it cannot be read. */
function podsIn({ text }: RenderedFile): any[] {
  try {
    return (loadAll(text) as any[]).filter((document) => document?.kind === 'Pod');
  } catch (error) {
    return [`must be YAML or JSON: ${(error as Error).message.split('\n')[0]}`];
  }
}

/** The schema calls the image optional, so that tools may fill it in later; the API server does not. */
function containerNeedsImage(definition: string, value: any, path: string): Violation[] {
  return definition === CONTAINER && value && !value.image ? [{ path: `${path}.image`, rule: 'is required' }] : [];
}

let byKind: ReadonlyMap<string, Schema> | undefined;

function definitionOf(object: any): Schema | undefined {
  byKind ??= new Map(Object.values(kubernetesDefinitions()).flatMap((schema) =>
    (schema['x-kubernetes-group-version-kind'] ?? []).map(({ group, version, kind }) => [
      `${group ? `${group}/` : ''}${version} ${kind}`, schema,
    ] as const)));
  return byKind.get(`${object?.apiVersion} ${object?.kind}`);
}
