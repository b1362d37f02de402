import { Token } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import type { FsxProvisioning, ProvisionedFsx } from './fsx-provisioning';
import { validateScratch } from './validation';
import { ownDirectory } from '../manifests/fsx';
import { LOCAL_DIR_VOLUME, MOUNT_PATH } from '../manifests/names';
import { mountPath, refuse, requireSameCluster } from '../refuse';
import { TeamObjects } from '../team-objects';
import { PUBLIC_REGISTRY, SHELL_IMAGE } from './versions';
import { type IEmrEksCluster, OptionalAddon } from '../../contracts/cluster';
import type { IShuffleStorage, PodVolume, ShuffleBindOptions, ShuffleStorageConfig, StorageInitContainer } from '../../contracts/shuffle-storage';
import { Label } from '../../kubernetes/vocabulary';

/** Props of `FsxShuffleStorage`. */
export interface FsxShuffleStorageProps {
  /** The cluster in which jobs run. It gets the FSx CSI driver; an imported one must have it. */
  readonly cluster: IEmrEksCluster;

  /** Where file systems come from. */
  readonly provisioning: FsxProvisioning;

  /**
   * Directory for scratch files, in which each team gets one of its namespace's name. A relative path; a literal.
   *
   * Throws if a bucket backs it, unless `scratchInDataRepository`.
   *
   * @default "spark-scratch"
   */
  readonly scratchDirectory?: string;

  /** Whether scratch files may lie where a bucket backs the file system: with exports on, each is written to the bucket. @default false */
  readonly scratchInDataRepository?: boolean;

  /**
   * Options of the mount.
   *
   * @default ["noatime", "flock"]
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html
   */
  readonly mountOptions?: string[];

  /** Where Spark sees its scratch directory, outside of EMR's own mounts. A literal. @default "/data1" */
  readonly mountPath?: string;

  /**
   * Image of the container that makes the scratch directory: as root, with `sh`, `mkdir`, `chown` and `chmod`, for the pools' architectures.
   *
   * A literal.
   *
   * @default - busybox of Docker's official images, from public.ecr.aws or the cluster's mirror
   */
  readonly initImage?: string;

  /**
   * Whether new nodes of the pools take pods only when the CSI driver runs on them; Spark's pods would otherwise fail to mount at first.
   *
   * @default true
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md#configure-node-startup-taint
   */
  readonly startupTaint?: boolean;
}

/** @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html */
const MOUNT_OPTIONS = ['noatime', 'flock'];
/** @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md#configure-node-startup-taint */
const STARTUP_TAINT = { key: 'fsx.csi.aws.com/agent-not-ready', effect: 'NoExecute' };
/** Where the init container sees the whole file system. */
const WHOLE = '/fsx';
/** What making a directory takes. */
const INIT_REQUEST = { cpuMillis: 50, memoryMiB: 32 };

/**
 * Shuffle files on Amazon FSx for Lustre: as large as a job needs, shared by its executors, and there when an executor is not.
 *
 * Pods run in the file system's zone. Each begins with a container that makes the team's scratch directory and gives it to EMR's user, as root:
 * namespaces under the Pod Security level "restricted" refuse it. Executors that are killed leave files there.
 *
 * A shared file system is five resources, six when it is kept: the file system, its security group with rules, a volume and a claim in each
 * team's stack, and one more with a data repository. File systems per claim are five, or six: security group and rules, StorageClass, a claim
 * in each team's stack. The first storage brings the CSI driver with its role, two more. What is kept on removal keeps its security group and subnet too,
 * so the network can be deleted only after it. Everything is tagged `emr-eks-karpenter:cluster` and `:storage`.
 */
export class FsxShuffleStorage extends Construct implements IShuffleStorage {
  /** Name of the claim in the namespace of every team that uses the storage. */
  public readonly claimName: string;
  /** Name of the zone in which the file systems are. */
  public readonly availabilityZone: string;
  /** Id of the file system. @default - one for each claim */
  public readonly fileSystemId?: string;

  private readonly props: FsxShuffleStorageProps;
  private readonly provisioned: ProvisionedFsx;
  private readonly scratchDirectory: string;
  private readonly mountPath: string;
  private readonly driver: IDependable;
  private readonly claims: TeamObjects;

  constructor(scope: Construct, id: string, props: FsxShuffleStorageProps) {
    super(scope, id);
    this.props = props;
    this.mountPath = props.mountPath ?? MOUNT_PATH;
    this.scratchDirectory = props.scratchDirectory ?? 'spark-scratch';
    const mountOptions = props.mountOptions ?? MOUNT_OPTIONS;
    mountPath(this, this.mountPath);
    this.validateMountOptions(mountOptions);

    this.driver = props.cluster.requireAddon(OptionalAddon.FSX_CSI_DRIVER);
    this.provisioned = props.provisioning._provision(this, { cluster: props.cluster, driver: this.driver, mountOptions });
    validateScratch(this, this.scratchDirectory, this.provisioned.repositories, props.scratchInDataRepository ?? false);
    this.claimName = `fsx-shuffle-${this.provisioned.suffix}`;
    this.availabilityZone = this.provisioned.availabilityZone;
    this.fileSystemId = this.provisioned.fileSystemId;
    this.claims = new TeamObjects(this);
  }

  /** Mounts the team's directory. Called by profiles. */
  public bind(_scope: Construct, { team }: ShuffleBindOptions): ShuffleStorageConfig {
    requireSameCluster(this, this.props.cluster, team);
    const directory = `${this.scratchDirectory}/${team.namespace}`;
    const { suffix, dependables } = this.provisioned;
    const after = [this.driver, ...dependables];
    const objects = this.claims.of(team, { objects: () => this.provisioned.objects(team.namespace, this.claimName), after, suffix });
    return {
      driverVolumes: [this.volume(directory)],
      executorVolumes: [this.volume(directory)],
      driverInitContainers: [this.ownership(directory)],
      executorInitContainers: [this.ownership(directory)],
      nodeSelector: { [Label.ZONE]: this.availabilityZone },
      startupTaints: this.props.startupTaint ?? true ? [STARTUP_TAINT] : [],
      dependables: [...after, objects],
    };
  }

  private volume(subPath: string): PodVolume {
    return { name: LOCAL_DIR_VOLUME, source: { persistentVolumeClaim: { claimName: this.claimName } }, mountPath: this.mountPath, subPath };
  }

  private ownership(directory: string): StorageInitContainer {
    const registry = this.props.cluster.mirrors.imageRegistry ?? PUBLIC_REGISTRY;
    return {
      name: 'own-scratch-directory',
      image: this.props.initImage ?? `${registry}/${SHELL_IMAGE}`,
      command: ownDirectory(`${WHOLE}/${directory}`),
      mounts: { [LOCAL_DIR_VOLUME]: WHOLE },
      ...INIT_REQUEST,
    };
  }

  private validateMountOptions(options: string[]): void {
    const wrong = options.find((option) => !Token.isUnresolved(option) && !/^[\w.:=+-]+$/.test(option));
    if (wrong !== undefined) {
      refuse(this, 'mount-options', { prop: 'mountOptions', must: 'hold one option each, without blanks and ","', got: `"${wrong}"`, fix: 'write them like ["noatime", "flock"]' });
    }
  }
}
