/** A template of a cloud assembly. */
export interface StackTemplate {
  /** Name of the stack (its artifact id where two stacks share a name). */
  readonly name: string;
  readonly template: CloudFormationTemplate;
  /** Size of the template file as it was written. */
  readonly bytes: number;
  /** `aws://account/region` where the app names both. */
  readonly environment?: string;
  /** Names of the stacks that are deployed before this one and deleted after it. */
  readonly dependencies?: readonly string[];
}

export interface CloudFormationTemplate {
  readonly Resources?: Readonly<Record<string, CloudFormationResource>>;
  readonly Outputs?: Readonly<Record<string, any>>;
  readonly [section: string]: any;
}

export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, any>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, any>>;
}

/** Resource from which a finding or an object comes. */
export interface Origin {
  readonly stack: string;
  readonly logicalId: string;
}

/** A Kubernetes object with its intrinsics resolved to values of the right shape. */
export interface RenderedObject extends Origin {
  readonly object: Readonly<Record<string, any>>;
}

/** A Helm release as the stack asks for it, values resolved like objects. */
export interface RenderedChart extends Origin {
  readonly chart: string;
  readonly repository?: string;
  readonly version?: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, any>>;
}

/** A pod template or another file that the stacks upload. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** All that a synthesised app says, ready to be looked at. */
export interface Platform {
  /** Folder of the cloud assembly, as it was named. */
  readonly folder: string;
  readonly stacks: readonly StackTemplate[];
  readonly objects: readonly RenderedObject[];
  readonly charts: readonly RenderedChart[];
  readonly podTemplates: readonly RenderedFile[];
}
