import type { Duration, Size } from 'aws-cdk-lib';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import type { SparkDriverOptions, SparkExecutorOptions } from '../../jobs/job/options';
import type { SparkProfile } from '../../jobs/profile/spark-profile';
import type { SparkImage } from '../../jobs/spark-image';

/** Kinds of clients that a managed endpoint serves. */
export enum ManagedEndpointType {
  /** Notebooks of EMR Studio, through a Jupyter Enterprise Gateway behind an Application Load Balancer. */
  JUPYTER_ENTERPRISE_GATEWAY = 'JUPYTER_ENTERPRISE_GATEWAY',
  /** PySpark programs of your own, such as an IDE, through Spark Connect. */
  SPARK_CONNECT = 'SPARK_CONNECT',
}

/**
 * Images of notebook kernels, built on EMR's `notebook-python` and `notebook-spark`.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/docker-custom-images-steps.html
 */
export interface KernelImages {
  /** Kernel "Python 3". @default - the image of the release */
  readonly python?: SparkImage;
  /** Kernel "PySpark". @default - the image of the release */
  readonly pyspark?: SparkImage;
}

/** Size and number of a container's log files, beyond which the oldest is deleted. */
export interface LogRotation {
  /** Size of one file. Whole KiB, 2 KiB to 2 GiB. */
  readonly size: Size;
  /** Files that are retained, 1 to 50. */
  readonly files: number;
}

/** Options of a managed endpoint. */
export interface ManagedEndpointOptions {
  /** Profile of its drivers and executors. Pools must be amd64. */
  readonly profile: SparkProfile;

  /** Kind of clients that it serves. @default ManagedEndpointType.JUPYTER_ENTERPRISE_GATEWAY */
  readonly endpointType?: ManagedEndpointType;

  /**
   * Beginning of its name, 1 to 55 letters, digits and `.-_/#`; a literal, unique in the team.
   *
   * The name ends in a digest of the endpoint's properties: a changed endpoint is created beside the one that it
   * replaces.
   *
   * @default - from the namespace and the construct's id
   */
  readonly endpointName?: string;

  /** Role under which its pods run. One of the profile's. @default - the first role of the profile */
  readonly executionRole?: IJobExecutionRole;

  /** Size of drivers, one for each notebook. @default - 1 core, 8 GiB of heap */
  readonly driver?: SparkDriverOptions;

  /**
   * Size and number of executors, for each notebook.
   *
   * @default - none to 10, as there is work, of 1 core and 4 GiB of heap
   */
  readonly executor?: SparkExecutorOptions;

  /** Spark settings; they win over the profile's. The same rules hold. @default - those of the profile */
  readonly sparkConf?: { [key: string]: string };

  /** Images of notebook kernels. Throws for Spark Connect. @default - those of the release */
  readonly kernelImages?: KernelImages;

  /**
   * Time without work after which a kernel or session ends, with its driver and executors. Whole minutes, 1 or more.
   *
   * @default Duration.hours(1)
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/jeg-config-options.html
   */
  readonly idleTimeout?: Duration;

  /**
   * Rotation of container logs. Throws without logs in S3, which EMR asks for, and before emr-6.11.0.
   *
   * @default - 10 files of 10 MiB where there are logs in S3 and the release knows it; otherwise none
   * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_ContainerLogRotationConfiguration.html
   */
  readonly logRotation?: LogRotation;

  /**
   * An amd64 pool without a taint on which the gateway can start, where core nodes are tainted.
   *
   * EMR sets neither node selector nor tolerations for it, so it starts wherever any pod may. Throws where core nodes
   * can take it.
   *
   * @default - core nodes
   */
  readonly gatewayPool?: ISparkNodePool;

  /** Tags of the endpoint, beside those of `Tags.of(…)`. At most 50, changed in place. @default - none */
  readonly tags?: { [key: string]: string };

  /** Publish one stack output, JSON with ids, how to connect and commands to look at the endpoint. @default true */
  readonly outputs?: boolean;
}

/** Properties of `ManagedEndpoint`. */
export interface ManagedEndpointProps extends ManagedEndpointOptions {
  /** The team whose endpoint it is. Throws if the profile is another team's. @default - the team of the profile */
  readonly team?: IEmrTeam;
}
