import { Construct } from 'constructs';
import { defaultStorageClass } from './manifests/storage-class';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import type { IManifestTarget } from '../../kubernetes/manifest-target';
import type { KubernetesObject } from '../../kubernetes/object';

export interface DefaultStorageClassProps {
  readonly target: IManifestTarget;
  /** Further objects that live as long as the cluster. @default - none */
  readonly alongside?: KubernetesObject[];
}

/** The StorageClass of claims that name none, and what else every cluster has from beginning to end. */
export class DefaultStorageClass extends Construct {
  constructor(scope: Construct, id: string, props: DefaultStorageClassProps) {
    super(scope, id);
    new ManifestBundle(this, 'Bundle', { target: props.target, objects: [defaultStorageClass(), ...(props.alongside ?? [])] });
  }
}
