/** Properties of a resource, without intrinsics. */
export type Properties = Readonly<Record<string, any>>;

/** One request of the engine to whoever owns a type of resource. */
export interface ResourceRequest {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /**
   * Name or id in the shape that CloudFormation would give it; what the template names explicitly is in the properties.
   */
  readonly suggestedId: string;
}

export interface UpdateRequest extends ResourceRequest {
  readonly physicalId: string;
  readonly oldProperties: Properties;
}

export interface DeleteRequest extends ResourceRequest {
  readonly physicalId: string;
}

/** A resource that exists: an update that gives another physical id has replaced it. */
export interface ResourceResult {
  readonly physicalId: string;
  /** Values of `Fn::GetAtt`; what is not here has the shape CloudFormation would give it. */
  readonly attributes?: Readonly<Record<string, any>>;
}

/** Creates, updates and deletes resources of some types. */
export interface ResourceHandler {
  create(request: ResourceRequest): Promise<ResourceResult>;
  update(request: UpdateRequest): Promise<ResourceResult>;
  delete(request: DeleteRequest): Promise<void>;
}

/** A resource that exists. */
export interface DeployedResource extends ResourceRequest, ResourceResult {
  readonly key: string;
  /** Keys of the resources of the same stack that must outlive it. */
  readonly needs: readonly string[];
  /** Says whether the template retains it when the stack no longer has it. */
  readonly isRetained: boolean;
}

export type Action = 'create' | 'update' | 'delete' | 'roll back' | 'retain';

/** One line of a stack's history. */
export interface StackEvent {
  readonly key: string;
  readonly type: string;
  readonly action: Action;
  readonly seconds: number;
  /** Why it failed. */
  readonly error?: Error;
  /** Says whether an update made a new resource in place of the old one. */
  readonly replaced?: boolean;
}
