import { Size, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import { validateEbs } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { IShuffleStorage, PodVolume, ShuffleBindOptions, ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import type { IEmrTeam } from '../../contracts/team';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { digest } from '../../private/names';
import { volumeClaim } from '../manifests/claim';
import { claimOwnership, onDemandClaim } from '../manifests/claim-settings';
import { LOCAL_DIR_VOLUME, MOUNT_PATH } from '../manifests/names';
import { ebsParameters, storageClass } from '../manifests/storage-class';
import { refuse, requireSameCluster, wholeGibibytes } from '../refuse';
import { StorageKeyAccess } from '../storage-key-access';
import { storageTags, TEAM_TAG } from '../storage-tags';
import { TeamObjects } from '../team-objects';

/** File system of a volume. */
export enum EbsFileSystem {
  /** XFS: large files, many writers. */
  XFS = 'xfs',
  /** ext4. */
  EXT4 = 'ext4',
}

/** Where the volumes of drivers come from. */
export enum EbsDriverVolume {
  /** Spark makes one for each driver, and it goes with the driver. */
  ON_DEMAND = 'ON_DEMAND',
  /**
   * One for each team, which stays between jobs: no driver waits for its volume, but drivers of the team run one at a time, all in the
   * zone of the first, and the volume costs while nothing runs.
   */
  PER_TEAM = 'PER_TEAM',
}

/** Props of `EbsShuffleStorage`. */
export interface EbsShuffleStorageProps {
  /** The cluster in which jobs run. */
  readonly cluster: IEmrEksCluster;

  /**
   * Size of each executor's volume. Whole GiB, 1 GiB to 64 TiB; a literal.
   *
   * @default Size.gibibytes(50)
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type
   */
  readonly size?: Size;

  /** Size of each driver's volume, as `size`. @default - `size` */
  readonly driverSize?: Size;

  /** Where the volumes of drivers come from. @default EbsDriverVolume.ON_DEMAND */
  readonly driverVolume?: EbsDriverVolume;

  /**
   * I/O operations a second of each volume, 3000 to 80000; a literal.
   *
   * Throws above 500 a GiB of `size` or `driverSize`.
   *
   * @default - 3000, which cost nothing extra
   */
  readonly iops?: number;

  /**
   * Throughput of each volume in MiB/s, 125 to 2000; a literal.
   *
   * Throws above a quarter of `iops`.
   *
   * @default - 125, which cost nothing extra
   */
  readonly throughputMiBps?: number;

  /** File system of the volumes. @default EbsFileSystem.XFS */
  readonly fileSystem?: EbsFileSystem;

  /**
   * Key that encrypts the volumes, which are encrypted in any case.
   *
   * The EBS CSI driver's role is allowed to use it: one more resource. The key's policy must leave access to IAM, as CDK's keys do.
   *
   * @default - the account's key for EBS
   */
  readonly kmsKey?: kms.IKey;

  /**
   * Whether a new executor takes over the volume of a lost one, with the shuffle files on it.
   *
   * Volumes then belong to the driver; otherwise each goes with its executor. Throws if `true` and the release cannot: it must be emr-6.12 or later.
   *
   * @default - if the release can
   * @see https://aws.github.io/aws-emr-containers-best-practices/cost-optimization/docs/pvc-reuse
   */
  readonly reuseVolumes?: boolean;

  /**
   * Tags of the volumes, besides those of cluster, storage and team. At most 40.
   *
   * Keys are literals, values may be tokens, or hold `{{ .PVCNamespace }}`, `{{ .PVCName }}` and `{{ .PVName }}`.
   *
   * @default - none
   * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
   */
  readonly tags?: { [key: string]: string };

  /** Where Spark sees the volume, outside of EMR's own mounts. A literal. @default "/data1" */
  readonly mountPath?: string;

  /**
   * Whether new nodes of the pools take pods only when the CSI driver runs on them; Spark's pods would otherwise fail to mount at first.
   *
   * @default true
   * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#configure-node-startup-taint
   */
  readonly startupTaint?: boolean;
}

/** The pattern's size. */
const DEFAULT_SIZE = Size.gibibytes(50);

/** @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#configure-node-startup-taint */
const STARTUP_TAINT = { key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' };

/**
 * A gp3 volume for each executor and driver, made when the pod starts in its zone, and deleted with the job.
 *
 * Creates one resource, the StorageClass; with `kmsKey` a policy, and with `EbsDriverVolume.PER_TEAM` one claim in each team's stack. A
 * StorageClass cannot change: other props make a new one under a new name, which the jobs then name. Volumes bear the tags
 * `emr-eks-karpenter:cluster`, `:storage` and `:team`; they hold scratch data and are always deleted with their claims.
 */
export class EbsShuffleStorage extends Construct implements IShuffleStorage {
  /** Name of the StorageClass, which ends in a digest of its parameters. */
  public readonly storageClassName: string;

  private readonly props: EbsShuffleStorageProps;
  private readonly suffix: string;
  private readonly sizeGiB: number;
  private readonly driverSizeGiB: number;
  private readonly mountPath: string;
  private readonly driverClaims: TeamObjects;
  private readonly dependables: IDependable[];

  constructor(scope: Construct, id: string, props: EbsShuffleStorageProps) {
    super(scope, id);
    this.props = props;
    this.sizeGiB = wholeGibibytes(this, 'size', props.size ?? DEFAULT_SIZE);
    this.driverSizeGiB = props.driverSize === undefined ? this.sizeGiB : wholeGibibytes(this, 'driverSize', props.driverSize);
    this.mountPath = props.mountPath ?? MOUNT_PATH;
    validateEbs(this, { ...props, mountPath: this.mountPath, sizeGiB: this.sizeGiB, driverSizeGiB: this.driverSizeGiB });

    const parameters = this.parameters();
    this.suffix = digest(8, this.node.path, JSON.stringify(Stack.of(this).resolve(parameters)));
    this.storageClassName = `ebs-shuffle-${this.suffix}`;
    this.driverClaims = new TeamObjects(this);
    this.dependables = [this.createClass(parameters), ...this.allowKey()];
  }

  /** Gives pods a volume each. Called by profiles. */
  public bind(_scope: Construct, { team, reusableClaims = true }: ShuffleBindOptions): ShuffleStorageConfig {
    requireSameCluster(this, this.props.cluster, team);
    const { reuseVolumes = reusableClaims, driverVolume = EbsDriverVolume.ON_DEMAND, startupTaint = true } = this.props;
    if (reuseVolumes && !reusableClaims) {
      refuse(this, 'reuse', { prop: 'reuseVolumes', must: 'be false or unset for releases before emr-6.12', got: 'true', fix: 'choose a later release, or leave it out' });
    }
    const perTeam = driverVolume === EbsDriverVolume.PER_TEAM;
    return {
      driverVolumes: perTeam ? [this.driverVolume()] : [],
      sparkConf: {
        ...(perTeam ? {} : this.onDemand('driver', this.driverSizeGiB)),
        ...this.onDemand('executor', this.sizeGiB),
        ...claimOwnership(reuseVolumes),
      },
      startupTaints: startupTaint ? [STARTUP_TAINT] : [],
      dependables: [...this.dependables, ...(perTeam ? [this.driverClaim(team)] : [])],
    };
  }

  private parameters(): { [name: string]: string } {
    const { fileSystem = EbsFileSystem.XFS, iops, throughputMiBps, kmsKey, tags = {}, cluster } = this.props;
    return ebsParameters({
      fileSystem,
      iops,
      throughputMiBps,
      kmsKeyArn: kmsKey?.keyArn,
      tags: { ...tags, ...storageTags(this, cluster), [TEAM_TAG]: '{{ .PVCNamespace }}' },
    });
  }

  /** The digest is in the construct's id too: nothing but a new resource lets CloudFormation delete the class that it replaces. */
  private createClass(parameters: { [name: string]: string }): IDependable {
    const { cluster } = this.props;
    const bundle = new ManifestBundle(this, `Class${this.suffix}`, {
      target: cluster,
      objects: [storageClass({
        name: this.storageClassName,
        provisioner: 'ebs.csi.aws.com',
        parameters,
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer',
      })],
    });
    bundle.node.addDependency(cluster.coreCapacity);
    return bundle;
  }

  private allowKey(): IDependable[] {
    const { kmsKey, cluster } = this.props;
    return kmsKey === undefined ? [] : [new StorageKeyAccess(this, 'KeyAccess', {
      role: cluster.ebsCsiRole,
      key: kmsKey,
      service: 'ec2',
      storageClassName: this.storageClassName,
      attribute: 'ebsCsiRoleArn',
    })];
  }

  private onDemand(role: 'driver' | 'executor', sizeGiB: number): { [key: string]: string } {
    return onDemandClaim({ role, sizeGiB, storageClassName: this.storageClassName, mountPath: this.mountPath });
  }

  private get claimName(): string {
    return `spark-driver-${this.storageClassName}`;
  }

  private driverVolume(): PodVolume {
    return { name: LOCAL_DIR_VOLUME, source: { persistentVolumeClaim: { claimName: this.claimName } }, mountPath: this.mountPath };
  }

  private driverClaim(team: IEmrTeam): IDependable {
    const claim = () => volumeClaim({
      name: this.claimName,
      namespace: team.namespace,
      accessMode: 'ReadWriteOnce',
      sizeGiB: this.driverSizeGiB,
      storageClassName: this.storageClassName,
    });
    return this.driverClaims.of(team, { objects: () => [claim()], after: this.dependables, suffix: this.suffix });
  }
}
