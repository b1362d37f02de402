import { type CfnResource, type Duration, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import type { HelmValues, KubernetesObject } from './object';
import { substituted } from '../private/substitution';

/** One release of a Helm chart, as the handler installs it. */
export interface ChartRequest {
  readonly chart: string;
  readonly repository: string;
  readonly version: string;
  readonly release: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly values: HelmValues;
  readonly wait: boolean;
  readonly timeout?: Duration;
}

/**
 * The way by which Kubernetes objects and Helm charts reach a cluster: CDK's own kubectl handler.
 */
export abstract class KubectlAccess {
  /** Through the kubectl provider of an `aws-eks-v2` cluster, created or imported. */
  public static fromEksV2(cluster: eks.ICluster): KubectlAccess {
    return new EksV2KubectlAccess(cluster);
  }

  /** @internal */
  public abstract _apply(scope: Construct, id: string, objects: KubernetesObject[]): Construct;

  /** @internal */
  public abstract _install(scope: Construct, id: string, request: ChartRequest): Construct;
}

class EksV2KubectlAccess extends KubectlAccess {
  constructor(private readonly cluster: eks.ICluster) {
    super();
  }

  public _apply(scope: Construct, id: string, objects: KubernetesObject[]): Construct {
    // overwrite: a retry after a half failure must not meet "AlreadyExists", and an object may have been made by hand
    // before.
    // No pruning: it knows few kinds (no custom resources, no RBAC), and what must be removable has a manifest of its
    // own.
    const manifest = new eks.KubernetesManifest(scope, id, {
      cluster: this.cluster, manifest: objects, overwrite: true, prune: false,
    });
    writeOut(manifest, 'Manifest', objects);
    return manifest;
  }

  public _install(scope: Construct, id: string, request: ChartRequest): Construct {
    const chart = new eks.HelmChart(scope, id, { cluster: this.cluster, ...request });
    writeOut(chart, 'Values', request.values);
    return chart;
  }
}

/** The same JSON text as CDK's, in one piece that people can read. */
function writeOut(applied: Construct, property: string, json: object): void {
  const resource = applied.node.findChild('Resource').node.defaultChild as CfnResource;
  resource.addPropertyOverride(property, substituted(Stack.of(applied).toJsonString(json)));
}
