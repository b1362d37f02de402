import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IManifestTarget } from './manifest-target';
import type { HelmValues, KubernetesObject } from './object';
import { dropUndefined, sortKeys } from '../private/maps';
import { refuse } from '../private/refusal';

/**
 * Bytes of JSON that one bundle may hold; etcd and the Lambda event both allow far more, see
 * decisions/ADR-02-bundle-size.md.
 */
const BUNDLE_LIMIT = 100 * 1024;

export interface ManifestBundleProps {
  readonly target: IManifestTarget;
  /** Applied in this order. They live and die together. */
  readonly objects: KubernetesObject[];
}

/**
 * Objects with one lifetime: the only construct that applies manifests. One custom resource, in the stack of its scope.
 */
export class ManifestBundle extends Construct {
  constructor(scope: Construct, id: string, props: ManifestBundleProps) {
    super(scope, id);
    // CDK may write into what it receives: hand it a fresh, sorted copy.
    const objects = props.objects.map(sortKeys);
    const bytes = JSON.stringify(objects).length;
    if (bytes > BUNDLE_LIMIT) {
      refuse(this, 'kubernetes:bundle-size', {
        prop: 'a bundle of objects', must: `be at most ${BUNDLE_LIMIT} bytes of JSON`, got: bytes, fix: 'split it',
      });
    }
    props.target.kubectl._apply(this, 'Resource', objects);
  }
}

export interface ChartReleaseProps {
  readonly target: IManifestTarget;
  /** Name of the chart in its repository. */
  readonly chart: string;
  /** `https://…` or `oci://…` (then with the name of the chart). */
  readonly repository: string;
  /** Exact version: the handler cannot pull an OCI chart without one. */
  readonly version: string;
  readonly release: string;
  readonly namespace: string;
  /** @default false */
  readonly createNamespace?: boolean;
  readonly values: HelmValues;
  /** Wait until the workloads are ready. @default false */
  readonly wait?: boolean;
  /** At most 15 minutes, the limit of the handler. @default - Helm's own 5 minutes */
  readonly timeout?: Duration;
}

/** One release of a Helm chart. One custom resource, in the stack of its scope. */
export class ChartRelease extends Construct {
  constructor(scope: Construct, id: string, props: ChartReleaseProps) {
    super(scope, id);
    const { target, ...request } = props;
    target.kubectl._install(this, 'Resource', {
      ...request,
      values: sortKeys(dropUndefined(props.values)),
      createNamespace: props.createNamespace ?? false,
      wait: props.wait ?? false,
    });
  }
}
