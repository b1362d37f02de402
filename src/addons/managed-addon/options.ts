/** Ways of EKS to deal with settings in the cluster that differ from the add-on's. @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html */
export enum AddonConflictResolution {
  /** The add-on wins, also over the self-managed add-ons that EKS puts into a new cluster. */
  OVERWRITE = 'OVERWRITE',
  /** Nothing is changed, and the deployment may fail. */
  NONE = 'NONE',
  /** The cluster wins on updates. */
  PRESERVE = 'PRESERVE',
}

/** Settings that every EKS add-on has. */
export interface ManagedAddonOptions {
  /**
   * Version of the add-on, such as "v1.20.4-eksbuild.1".
   *
   * Throws if it has another form. `aws eks describe-addon-versions` lists what a Kubernetes version can run.
   *
   * @default - the version that EKS recommends for the Kubernetes version when the add-on is created
   */
  readonly version?: string;

  /**
   * Configuration values, merged at every depth over ours.
   *
   * Throws if it changes a value that a construct relies on. `aws eks describe-addon-configuration` prints the schema.
   *
   * @default - no other values than ours
   */
  readonly configurationValues?: { [key: string]: any };

  /**
   * Way to deal with settings in the cluster that differ.
   *
   * @default AddonConflictResolution.OVERWRITE
   */
  readonly resolveConflicts?: AddonConflictResolution;

  /**
   * Whether the software stays in the cluster when the add-on is deleted.
   *
   * @default false
   */
  readonly preserveOnDelete?: boolean;
}
