import { Construct } from 'constructs';
import { defaultStorageClass } from './manifests/storage-class';
import { ManifestBundle } from '../kubernetes/manifest-bundle';
import type { IManifestTarget } from '../kubernetes/manifest-target';

export interface DefaultStorageClassProps {
  readonly target: IManifestTarget;
}

/** The StorageClass of claims that name none. */
export class DefaultStorageClass extends Construct {
  constructor(scope: Construct, id: string, props: DefaultStorageClassProps) {
    super(scope, id);
    new ManifestBundle(this, 'Bundle', { target: props.target, objects: [defaultStorageClass()] });
  }
}
