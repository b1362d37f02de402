export { KubectlAccess } from './kubectl-access';
export { IManifestTarget } from './manifest-target';
