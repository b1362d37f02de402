import type { ControllerValues, HelmValues } from '../../../kubernetes/object';
import { Annotation, corePlacement } from '../../../kubernetes/vocabulary';

/** The facts that the values of the chart `karpenter` follow from. */
export interface KarpenterValuesSpec {
  readonly clusterName: string;
  readonly interruptionQueueName: string;
  readonly serviceAccountName: string;
  readonly region: string;
  readonly isolatedVpc: boolean;
  /** Repository of the controller's image, when it is not the public one. */
  readonly imageRepository?: string;
  readonly replicas: number;
  /** vCPUs, as a Kubernetes quantity. */
  readonly cpu: string;
  /** Memory, as a Kubernetes quantity. */
  readonly memory: string;
  readonly dnsPolicy: string;
  readonly logLevel: string;
  readonly featureGates: { readonly [gate: string]: boolean | undefined };
  readonly settings: KarpenterSettingsSpec;
  readonly environment: { readonly [name: string]: string };
}

/** Settings of the controller that were given. */
export interface KarpenterSettingsSpec {
  readonly batchMaxSeconds?: number;
  readonly batchIdleSeconds?: number;
  readonly preferencePolicy?: string;
  readonly minValuesPolicy?: string;
  readonly vmMemoryOverheadPercent?: number;
  readonly reservedEnis?: number;
  readonly ignoreDraRequests?: boolean;
  readonly disableDryRun?: boolean;
  readonly amiRefreshSeconds?: number;
  readonly subnetRefreshSeconds?: number;
}

/** Values of the chart `karpenter`; those that permissions, identity and queue fit are owned. */
export function karpenterValues(spec: KarpenterValuesSpec): ControllerValues {
  const { nodeSelector, tolerations } = corePlacement();
  const { cpu, memory, clusterName, interruptionQueueName: interruptionQueue, isolatedVpc: isolatedVPC } = spec;
  return {
    owned: {
      settings: { clusterName, interruptionQueue, isolatedVPC },
      serviceAccount: { create: true, name: spec.serviceAccountName },
      nodeSelector,
      controller: { env: environment(spec) },
    },
    defaults: {
      settings: settings(spec),
      controller: {
        image: spec.imageRepository === undefined ? undefined : { repository: spec.imageRepository },
        resources: { requests: { cpu, memory }, limits: { cpu, memory } },
      },
      replicas: spec.replicas,
      dnsPolicy: spec.dnsPolicy,
      logLevel: spec.logLevel,
      tolerations,
    },
    remedies: { 'controller.env': 'add variables with `environment`' },
  };
}

/**
 * Values of the chart `karpenter-crd`: the CRDs stay when it is uninstalled, so that no object is deleted with them.
 */
export function karpenterCrdValues(): HelmValues {
  return { additionalAnnotations: { [Annotation.HELM_RESOURCE_POLICY]: 'keep' } };
}

function settings({ settings: given, featureGates }: KarpenterValuesSpec): object {
  return {
    batchMaxDuration: seconds(given.batchMaxSeconds),
    batchIdleDuration: seconds(given.batchIdleSeconds),
    preferencePolicy: given.preferencePolicy,
    minValuesPolicy: given.minValuesPolicy,
    vmMemoryOverheadPercent: given.vmMemoryOverheadPercent,
    reservedENIs: given.reservedEnis === undefined ? undefined : `${given.reservedEnis}`,
    ignoreDRARequests: given.ignoreDraRequests,
    disableDryRun: given.disableDryRun,
    amiRefreshInterval: seconds(given.amiRefreshSeconds),
    subnetRefreshInterval: seconds(given.subnetRefreshSeconds),
    featureGates,
  };
}

/**
 * The controller's environment: the region, since instance metadata may be out of a pod's reach, and what was asked
 * for.
 *
 * `IGNORE_DRA_REQUESTS` is set here because the chart drops `settings.ignoreDRARequests: false` (a `with` block) and
 * the binary's default is true.
 */
function environment(spec: KarpenterValuesSpec): Array<{ name: string; value: string }> {
  const { ignoreDraRequests } = spec.settings;
  const all: { [name: string]: string } = {
    ...(ignoreDraRequests === false ? { IGNORE_DRA_REQUESTS: 'false' } : {}),
    ...spec.environment,
    AWS_REGION: spec.region,
  };
  return Object.keys(all).sort().map((name) => ({ name, value: all[name] }));
}

function seconds(count: number | undefined): string | undefined {
  return count === undefined ? undefined : `${count}s`;
}
