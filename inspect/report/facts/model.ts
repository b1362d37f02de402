/** The cluster, created or referred to. */
export interface ClusterFacts {
  readonly name: string;
  /** Says whether one of the stacks creates it. */
  readonly created: boolean;
  readonly stack?: string;
  readonly region?: string;
  readonly account?: string;
  readonly kubernetesVersion?: string;
  readonly karpenterVersion?: string;
  /** Settings of the control plane. */
  readonly settings: readonly Setting[];
}

export interface Setting {
  readonly name: string;
  readonly value: string;
}

export type Tier = 'public' | 'private' | 'data plane';

export interface SubnetFacts {
  readonly id: string;
  readonly tier: Tier;
  readonly zone: string;
  readonly cidr: string;
  /** Way of traffic for the internet. */
  readonly egress: string;
  /** Says whether the subnet holds a NAT gateway. */
  readonly nat: boolean;
}

export interface NetworkFacts {
  /** Says whether one of the stacks creates the VPC. */
  readonly created: boolean;
  readonly cidrs: readonly string[];
  readonly zones: readonly string[];
  readonly subnets: readonly SubnetFacts[];
  readonly natGateways: number;
  readonly internetGateway: boolean;
  readonly endpoints: readonly string[];
  /** Ids that node classes name, for networks made elsewhere. */
  readonly foreignSubnets: readonly string[];
}

export interface TaintFacts {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export interface RequirementFacts {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A place where pods can run: core nodes or the nodes of a pool. */
export interface Place {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly requirements: readonly RequirementFacts[];
  readonly taints: readonly TaintFacts[];
}

export interface CoreNodes extends Place {
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  readonly amiType: string;
  /** "3 nodes" or "1 to 9 nodes, 3 wanted". */
  readonly size: string;
}

export interface PoolFacts extends Place {
  readonly families: readonly string[];
  readonly architectures: readonly string[];
  readonly capacityTypes: readonly string[];
  readonly vcpus: readonly string[];
  readonly zones: readonly string[];
  readonly limits: readonly Setting[];
  readonly weight?: number;
  readonly disruption: readonly Setting[];
  readonly nodeClass: string;
  readonly nodeClassSettings: readonly Setting[];
  /** Says whether instance stores become one RAID0 volume under `emptyDir`. */
  readonly raid0: boolean;
}

export interface StatementFacts {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

export interface RoleFacts {
  readonly name: string;
  readonly trust: readonly string[];
  readonly managedPolicies: readonly string[];
  readonly statements: readonly StatementFacts[];
  readonly serviceAccounts: readonly string[];
}

export interface TeamFacts {
  readonly namespace: string;
  readonly labels: readonly Setting[];
  readonly virtualCluster?: { readonly name: string; readonly stack: string; readonly logicalId: string };
  readonly quota: readonly Setting[];
  readonly limitRange: readonly Setting[];
  readonly networkPolicies: readonly string[];
  readonly kubernetesRules: readonly string[];
  readonly roles: readonly RoleFacts[];
}

/** A gateway is what clients of a managed endpoint connect to. */
export type PodRole = 'driver' | 'executor' | 'submitter' | 'gateway';

export interface TolerationFacts {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface PodFacts {
  readonly role: PodRole;
  /** Requests of one such pod, in words. */
  readonly requests: readonly Setting[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly requiredTerms: ReadonlyArray<readonly RequirementFacts[]>;
  readonly tolerations: readonly TolerationFacts[];
  readonly protected: boolean;
  /** Names of the places that admit it. */
  readonly places: readonly string[];
}

/** A value that every run must bring, and what it is if the stacks say so. */
export interface ParameterFacts {
  readonly name: string;
  readonly value?: string;
}

/** Storage in which pods of a job have their shuffle files. */
export interface StorageFacts {
  /** Pods that use it, in words. */
  readonly pods: string;
  readonly where: string;
  readonly size: string;
  /** Things that stay when the job has ended. */
  readonly left: string;
  /** Things that stay when the stacks are destroyed, whatever else the clean-up retains. */
  readonly kept: string;
  /** A formula: amounts and what they are amounts of. */
  readonly cost: string;
}

/** A job, a managed endpoint, or a way of running jobs that others submit with. */
export interface WorkloadFacts {
  readonly kind: 'job' | 'endpoint' | 'profile';
  readonly name: string;
  /** The name without what it shares with all jobs of the team and without its digest. */
  readonly title: string;
  readonly namespace?: string;
  readonly release?: string;
  readonly entryPoint?: string;
  readonly image?: string;
  readonly pods: readonly PodFacts[];
  /** Storage of shuffle files, for jobs. */
  readonly storage?: readonly StorageFacts[];
  /** Queue in which it waits, by its path. */
  readonly queue?: string;
  /** The places that are held for it, for gangs. */
  readonly gang?: readonly GangGroupFacts[];
  /** Time for which it is held, in YuniKorn's words. */
  readonly gangPolicy?: string;
  /** Job template that runs it, for jobs. */
  readonly template?: {
    readonly stack: string;
    readonly logicalId: string;
    readonly parameters: readonly ParameterFacts[];
  };
}

/** A queue of YuniKorn. */
export interface QueueFacts {
  readonly path: string;
  /** Number of queues above it. */
  readonly depth: number;
  readonly guaranteed: readonly Setting[];
  readonly max: readonly Setting[];
  readonly maxApplications?: number;
  /** The limit of queues that are made below it. */
  readonly template: readonly Setting[];
}

/** Pods of a gang that are alike. */
export interface GangGroupFacts {
  readonly name: string;
  readonly members: number;
  /** Requests of each. */
  readonly each: readonly Setting[];
  readonly nodeSelector: Readonly<Record<string, string>>;
}

export interface AddonFacts {
  readonly name: string;
  readonly installed: boolean;
  readonly how: 'EKS add-on' | 'Helm' | '';
  readonly version?: string;
  readonly namespace?: string;
}

export interface ResourceCount {
  readonly type: string;
  readonly count: number;
  readonly custom: boolean;
}

export interface DeletionStep {
  readonly title: string;
  readonly why: string;
  readonly count: number;
}

export interface CommandFacts {
  readonly title: string;
  readonly why: string;
  readonly lines: string;
}

/** All that the page shows, in plain values. */
export interface Facts {
  readonly cluster: ClusterFacts;
  readonly network: NetworkFacts;
  readonly core: readonly CoreNodes[];
  readonly pools: readonly PoolFacts[];
  readonly teams: readonly TeamFacts[];
  readonly workloads: readonly WorkloadFacts[];
  readonly queues: readonly QueueFacts[];
  readonly addons: readonly AddonFacts[];
  /** Services outside the cluster that take part: name and what they do. */
  readonly services: readonly Setting[];
  readonly resources: readonly ResourceCount[];
  readonly deletion: readonly DeletionStep[];
  /** Resources that stay when the stacks go. */
  readonly retained: readonly string[];
  readonly commands: readonly CommandFacts[];
  readonly outputs: ReadonlyArray<Setting & { readonly stack: string; readonly description: string }>;
  readonly totals: {
    readonly resources: number;
    readonly objects: number;
    readonly stacks: number;
    readonly templateBytes: number;
    readonly customResources: number;
    readonly lambdas: number;
  };
}
