import { Construct, type IDependable } from 'constructs';
import type { FsxProvisioning, ProvisionedFsx } from './fsx-provisioning';
import { ownDirectory } from './manifests/volume';
import type { FsxMountSpec } from './spec';
import { validateMount, validateScratch } from './validation';
import { SHELL_IMAGE } from './versions';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type {
  IShuffleStorage, PodVolume, ShuffleBindOptions, ShuffleStorageConfig, StorageInitContainer,
} from '../../contracts/shuffle-storage';
import { imageName } from '../../kubernetes/image';
import { AddonName, Label } from '../../kubernetes/vocabulary';
import { requireMethod } from '../../private/checks';
import { LOCAL_DIR_VOLUME, MOUNT_PATH } from '../scratch-mount';
import { requireCluster, TeamObjects, validateSameCluster } from '../team-objects';

/** Props of `FsxShuffleStorage`. */
export interface FsxShuffleStorageProps {
  /** The cluster in which jobs run. It gets the FSx CSI driver; an imported one must have it. */
  readonly cluster: IEmrEksCluster;

  /** Origin of the file systems. */
  readonly provisioning: FsxProvisioning;

  /**
   * Directory for scratch files, in which each team gets one of its namespace's name. A relative path; a literal.
   *
   * Throws if a bucket backs it, unless `scratchInDataRepository`.
   *
   * @default "spark-scratch"
   */
  readonly scratchDirectory?: string;

  /**
   * Lets scratch files lie in a directory that a bucket backs: with exports on, each is written to the bucket.
   *
   * @default false
   */
  readonly scratchInDataRepository?: boolean;

  /**
   * Options of the mount, one each, without blanks and ",".
   *
   * @default ["noatime", "flock"]
   * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/mounting-ec2-instance.html
   */
  readonly mountOptions?: string[];

  /** Path of the scratch directory in Spark's containers, outside of EMR's own mounts. A literal. @default "/data1" */
  readonly mountPath?: string;

  /**
   * Image of the container that makes the scratch directory, `[registry/]repository[:tag][@digest]`. A literal.
   *
   * It runs as root, and needs `sh`, `mkdir`, `chown` and `chmod`, for the pools' architectures.
   *
   * @default - busybox of Docker's official images, from public.ecr.aws or the cluster's mirror
   */
  readonly initImage?: string;

  /**
   * Keeps pods from new nodes of the pools until the CSI driver runs on them: Spark's pods would fail to mount at
   * first.
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

/** Path of the whole file system in the init container. */
const WHOLE = '/fsx';

/** Requests of a container that makes one directory. */
const INIT_REQUEST = { cpuMillis: 50, memoryMiB: 32 };

/**
 * Shuffle files on Amazon FSx for Lustre: as large as a job needs, shared by its executors, and there when an executor
 * is not.
 *
 * Pods run in the file system's zone. Each begins with a container that makes the team's scratch directory and gives it
 * to EMR's user, as root: namespaces under the Pod Security level "restricted" refuse it. Executors that are killed
 * leave files there.
 *
 * A shared file system is five resources, six when it is retained: the file system, its security group with rules, a
 * volume and a claim in each team's stack, and one more with a data repository. File systems per claim are five, or
 * six: security group and rules, StorageClass, a claim in each team's stack. The first storage brings the CSI driver
 * with its role, two more. A file system that is retained on removal retains its security group and subnet too, so the
 * network can be deleted only after it. Everything is tagged `emr-eks-karpenter:cluster` and `:storage`.
 */
export class FsxShuffleStorage extends Construct implements IShuffleStorage {
  /** Name of the claim in the namespace of every team that uses the storage. */
  public readonly claimName: string;
  /** Name of the zone in which the file systems are. */
  public readonly availabilityZone: string;
  /** Id of the file system. @default - one for each claim */
  public readonly fileSystemId?: string;

  private readonly cluster: IEmrEksCluster;
  private readonly mount: FsxMountSpec;
  private readonly provisioned: ProvisionedFsx;
  private readonly driver: IDependable;
  private readonly claims: TeamObjects;

  constructor(scope: Construct, id: string, props: FsxShuffleStorageProps) {
    super(scope, id);
    const { provisioning } = props;
    const fix = 'use a method of `FsxProvisioning`';
    requireMethod(this, 'provisioning', provisioning, { type: 'FsxProvisioning', method: '_provision', fix });
    this.cluster = requireCluster(this, props.cluster);
    this.mount = resolveMount(props);
    validateMount(this, this.mount);

    this.driver = this.cluster.platform.requireAddon(AddonName.FSX_CSI_DRIVER).ready;
    const { cluster, driver, mount: { mountOptions } } = this;
    this.provisioned = provisioning._provision(this, { cluster, driver, mountOptions });
    validateScratch(this, this.mount, this.provisioned.repositories);
    this.claimName = `fsx-shuffle-${this.provisioned.suffix}`;
    this.availabilityZone = this.provisioned.availabilityZone;
    this.fileSystemId = this.provisioned.fileSystemId;
    this.claims = new TeamObjects(this);
  }

  /**
   * Mounts the team's directory. Called by profiles.
   *
   * @param scope the profile
   * @param options the team of the profile
   */
  public bind(scope: Construct, options: ShuffleBindOptions): ShuffleStorageConfig {
    const { team } = options;
    validateSameCluster(scope, this.cluster, team);
    const directory = `${this.mount.scratchDirectory}/${team.namespace}`;
    const { suffix, dependables } = this.provisioned;
    const after = [this.driver, ...dependables];
    const claim = this.claims.of(team, {
      objects: () => this.provisioned.objects(team.namespace, this.claimName), after, suffix,
    });
    return {
      driverVolumes: [this.volume(directory)],
      executorVolumes: [this.volume(directory)],
      driverInitContainers: [this.ownership(directory)],
      executorInitContainers: [this.ownership(directory)],
      nodeSelector: { [Label.ZONE]: this.availabilityZone },
      startupTaints: this.mount.startupTaint ? [STARTUP_TAINT] : [],
      dependables: [...after, claim],
    };
  }

  private volume(subPath: string): PodVolume {
    return {
      name: LOCAL_DIR_VOLUME,
      source: { persistentVolumeClaim: { claimName: this.claimName } },
      mountPath: this.mount.mountPath,
      subPath,
    };
  }

  private ownership(directory: string): StorageInitContainer {
    return {
      name: 'own-scratch-directory',
      image: this.mount.initImage ?? imageName(SHELL_IMAGE, this.cluster.mirrors.imageRegistry),
      command: ownDirectory(`${WHOLE}/${directory}`),
      mounts: { [LOCAL_DIR_VOLUME]: WHOLE },
      ...INIT_REQUEST,
    };
  }
}

function resolveMount(props: FsxShuffleStorageProps): FsxMountSpec {
  return {
    mountPath: props.mountPath ?? MOUNT_PATH,
    mountOptions: props.mountOptions ?? MOUNT_OPTIONS,
    scratchDirectory: props.scratchDirectory ?? 'spark-scratch',
    scratchInDataRepository: props.scratchInDataRepository ?? false,
    initImage: props.initImage,
    startupTaint: props.startupTaint ?? true,
  };
}
