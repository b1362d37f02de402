import { Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import { claimOwnership, onDemandClaim } from './manifests/claim-settings';
import { ebsParameters } from './manifests/class-parameters';
import { EbsDriverVolume, type EbsShuffleStorageProps } from './options';
import { type EbsSpec, resolveEbs } from './spec';
import { validateEbs, validateReuse } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type {
  IShuffleStorage, PodVolume, ShuffleBindOptions, ShuffleStorageConfig,
} from '../../contracts/shuffle-storage';
import type { IEmrTeam } from '../../contracts/team';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { AddonName } from '../../kubernetes/vocabulary';
import { digest } from '../../private/names';
import { volumeClaim } from '../manifests/claim';
import { storageClass } from '../manifests/storage-class';
import { LOCAL_DIR_VOLUME } from '../scratch-mount';
import { StorageKeyAccess } from '../storage-key-access';
import { sortedTags, storageTags, TEAM_TAG } from '../storage-tags';
import { requireCluster, TeamObjects, validateSameCluster } from '../team-objects';

/** @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#configure-node-startup-taint */
const STARTUP_TAINT = { key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' };

/**
 * A gp3 volume for each executor and driver, made when the pod starts in its zone, and deleted with the job.
 *
 * Creates one resource, the StorageClass; with `kmsKey` a policy, and with `EbsDriverVolume.PER_TEAM` one claim in each
 * team's stack. A StorageClass cannot change: other props make a new one under a new name, which the jobs then name.
 * Volumes have the tags `emr-eks-karpenter:cluster`, `:storage` and `:team`; they hold scratch data and are always
 * deleted with their claims.
 */
export class EbsShuffleStorage extends Construct implements IShuffleStorage {
  /** Name of the StorageClass, which ends in a digest of its parameters. */
  public readonly storageClassName: string;

  private readonly cluster: IEmrEksCluster;
  private readonly spec: EbsSpec;
  private readonly suffix: string;
  private readonly driverClaims: TeamObjects;
  private readonly dependables: IDependable[];

  constructor(scope: Construct, id: string, props: EbsShuffleStorageProps) {
    super(scope, id);
    this.cluster = requireCluster(this, props.cluster);
    this.spec = resolveEbs(this, props);
    validateEbs(this, this.spec);

    const parameters = this.parameters();
    this.suffix = digest(8, this.node.path, JSON.stringify(Stack.of(this).resolve(parameters)));
    this.storageClassName = `ebs-shuffle-${this.suffix}`;
    this.driverClaims = new TeamObjects(this);
    this.dependables = [this.createClass(parameters), ...this.allowKey(props.kmsKey)];
  }

  /**
   * Gives each pod a volume. Called by profiles.
   *
   * @param scope the profile
   * @param options the team of the profile, and the abilities of its release
   */
  public bind(scope: Construct, options: ShuffleBindOptions): ShuffleStorageConfig {
    const { team, reusableClaims = true } = options;
    validateSameCluster(scope, this.cluster, team);
    validateReuse(this, this.spec, reusableClaims);
    const { reuseVolumes = reusableClaims, driverVolume, driverSizeGiB, sizeGiB, startupTaint } = this.spec;
    const perTeam = driverVolume === EbsDriverVolume.PER_TEAM;
    return {
      driverVolumes: perTeam ? [this.driverVolume()] : [],
      sparkConf: {
        ...(perTeam ? {} : this.onDemand('driver', driverSizeGiB)),
        ...this.onDemand('executor', sizeGiB),
        ...claimOwnership(reuseVolumes),
      },
      startupTaints: startupTaint ? [STARTUP_TAINT] : [],
      dependables: [...this.dependables, ...(perTeam ? [this.driverClaim(team)] : [])],
    };
  }

  private parameters(): { [name: string]: string } {
    const tags = { ...this.spec.tags, ...storageTags(this, this.cluster), [TEAM_TAG]: '{{ .PVCNamespace }}' };
    return ebsParameters({ ...this.spec, tags: sortedTags(tags) });
  }

  /**
   * The digest is in the construct's id too: nothing but a new resource lets CloudFormation delete the class that it
   * replaces.
   */
  private createClass(parameters: { [name: string]: string }): IDependable {
    const bundle = new ManifestBundle(this, `Class${this.suffix}`, {
      target: this.cluster,
      objects: [storageClass({
        name: this.storageClassName,
        provisioner: 'ebs.csi.aws.com',
        parameters,
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer',
      })],
    });
    bundle.node.addDependency(this.cluster.platform.order.coreCapacity);
    return bundle;
  }

  private allowKey(key?: kms.IKey): IDependable[] {
    return key === undefined ? [] : [new StorageKeyAccess(this, 'KeyAccess', {
      role: this.cluster.platform.tryFindAddon(AddonName.EBS_CSI_DRIVER)?.role,
      key,
      service: 'ec2',
      storageClassName: this.storageClassName,
      addonName: AddonName.EBS_CSI_DRIVER,
    })];
  }

  private onDemand(role: 'driver' | 'executor', sizeGiB: number): { [key: string]: string } {
    const { storageClassName, spec: { mountPath } } = this;
    return onDemandClaim({ role, volume: LOCAL_DIR_VOLUME, sizeGiB, storageClassName, mountPath });
  }

  private get claimName(): string {
    return `spark-driver-${this.storageClassName}`;
  }

  private driverVolume(): PodVolume {
    return {
      name: LOCAL_DIR_VOLUME,
      source: { persistentVolumeClaim: { claimName: this.claimName } },
      mountPath: this.spec.mountPath,
    };
  }

  private driverClaim(team: IEmrTeam): IDependable {
    const claim = () => volumeClaim({
      name: this.claimName,
      namespace: team.namespace,
      accessMode: 'ReadWriteOnce',
      sizeGiB: this.spec.driverSizeGiB,
      storageClassName: this.storageClassName,
    });
    return this.driverClaims.of(team, { objects: () => [claim()], after: this.dependables, suffix: this.suffix });
  }
}
