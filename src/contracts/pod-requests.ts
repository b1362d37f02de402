/** Requests of one pod: all its containers together. */
export interface PodRequests {
  /** CPU, in thousandths of a vCPU. */
  readonly cpuMillis: number;
  /** Memory, in MiB. */
  readonly memoryMiB: number;
  /** Ephemeral storage, in MiB. @default - none requested */
  readonly ephemeralStorageMiB?: number;
  /** Other resources by their Kubernetes names, such as "nvidia.com/gpu". @default - none requested */
  readonly extended?: { [name: string]: number };
}

/** Requests of the pods of a Spark job. */
export interface SparkJobRequests {
  /** The one driver. */
  readonly driver: PodRequests;
  /** Each executor. */
  readonly executor: PodRequests;
  /** The pod by which EMR submits the job. Its `job-runner` container counts with the defaults of the namespace: AWS does not publish what it requests. */
  readonly submitter: PodRequests;
  /** Executors that always run. */
  readonly minExecutors: number;
  /** Executors with which the job begins. */
  readonly initialExecutors: number;
  /** Executors that may run together. */
  readonly maxExecutors: number;
}
