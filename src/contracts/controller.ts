import type { Size } from 'aws-cdk-lib';

/** Requests of each pod of a controller, which are its limits too where its chart sets limits. */
export interface ControllerResources {
  /** vCPUs. More than 0, in steps of 0.001. @default - as the options that hold it say */
  readonly vcpus?: number;
  /** Memory. Whole MiB, 256 MiB or more. @default - as the options that hold it say */
  readonly memory?: Size;
}
