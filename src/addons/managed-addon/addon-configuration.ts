import type { ControllerValues } from '../../kubernetes/object';

/** Configuration values of an EKS add-on. */
export type AddonConfiguration = Pick<ControllerValues, 'owned' | 'defaults'>;
