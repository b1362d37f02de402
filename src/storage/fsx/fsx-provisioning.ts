import { Stack, Tags } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import { FsxClaims } from './fsx-claims';
import { FsxFileSystem } from './fsx-file-system';
import { openTo } from './fsx-security-group';
import { fsxVolume } from './manifests/volume';
import type { ExistingFsxOptions, FsxPerClaimOptions, SharedFsxOptions } from './options';
import { type FsxContext, resolveExistingFsx } from './spec';
import { validateExistingFsx } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { KubernetesObject } from '../../kubernetes/object';
import { digest } from '../../private/names';
import { volumeClaim } from '../manifests/claim';
import { storageTags } from '../storage-tags';

/** File systems as pods reach them, however they are provisioned. */
export interface ProvisionedFsx {
  /** Changes whenever claims must, since a claim cannot. */
  readonly suffix: string;
  readonly availabilityZone: string;
  readonly fileSystemId?: string;
  /** Directories that a bucket backs. */
  readonly repositories: string[];
  readonly dependables: IDependable[];
  /** Objects by which a team reaches its volume. */
  objects(namespace: string, claimName: string): KubernetesObject[];
}

/** Origin of the file systems of `FsxShuffleStorage`. */
export abstract class FsxProvisioning {
  /**
   * One file system for all teams, which CloudFormation creates and deletes: "static" in Data on EKS.
   *
   * It costs from deployment to removal, whether jobs run or not. Teams that share it share its throughput, and trust
   * each other: a pod of one can read what another wrote.
   *
   * @param options the file system
   */
  public static sharedFileSystem(options: SharedFsxOptions = {}): FsxProvisioning {
    return new SharedFileSystem(options);
  }

  /**
   * A file system that exists. Nothing of it is changed, and it is never deleted.
   *
   * @param options the file system
   */
  public static existingFileSystem(options: ExistingFsxOptions): FsxProvisioning {
    return new ExistingFileSystem(options);
  }

  /**
   * One file system for each team, which the CSI driver makes when the team's first profile is deployed: "dynamic" in
   * Data on EKS.
   *
   * It is there 5 to 10 minutes later; jobs wait for it. It costs until the team, or its last profile with this
   * storage, is removed.
   *
   * @param options each file system
   */
  public static perClaim(options: FsxPerClaimOptions = {}): FsxProvisioning {
    return new PerClaim(options);
  }

  /** @internal */
  public abstract _provision(scope: Construct, context: FsxContext): ProvisionedFsx;
}

class SharedFileSystem extends FsxProvisioning {
  constructor(private readonly options: SharedFsxOptions) {
    super();
  }

  public _provision(scope: Construct, { cluster, mountOptions }: FsxContext): ProvisionedFsx {
    const made = new FsxFileSystem(scope, 'FileSystem', { cluster, options: this.options });
    Object.entries(storageTags(scope, cluster)).forEach(([key, value]) => Tags.of(made).add(key, value));
    return {
      suffix: digest(8, scope.node.path, made.identity),
      availabilityZone: made.availabilityZone,
      fileSystemId: made.fileSystemId,
      repositories: made.repositories,
      objects: (namespace, claimName) => volumeAndClaim({ ...made, mountOptions, namespace, claimName }),
      dependables: [made],
    };
  }
}

class ExistingFileSystem extends FsxProvisioning {
  constructor(private readonly options: ExistingFsxOptions) {
    super();
  }

  public _provision(scope: Construct, { cluster, mountOptions }: FsxContext): ProvisionedFsx {
    const spec = resolveExistingFsx(scope, this.options);
    validateExistingFsx(scope, spec, cluster.network.dataPlaneSubnets);
    if (this.options.securityGroup !== undefined) {
      openToEachOther(scope, cluster, this.options.securityGroup);
    }
    const { storageCapacityGiB: sizeGiB, fileSystemId, mountName, dnsName } = spec;
    const volume = { sizeGiB, fileSystemId, mountName, dnsName };
    return {
      suffix: digest(8, scope.node.path, JSON.stringify(Stack.of(scope).resolve(volume))),
      availabilityZone: spec.availabilityZone,
      fileSystemId,
      repositories: spec.dataRepositoryPaths,
      objects: (namespace, claimName) => volumeAndClaim({ ...volume, mountOptions, namespace, claimName }),
      dependables: [],
    };
  }
}

class PerClaim extends FsxProvisioning {
  constructor(private readonly options: FsxPerClaimOptions) {
    super();
  }

  public _provision(scope: Construct, context: FsxContext): ProvisionedFsx {
    const claims = new FsxClaims(scope, 'Claims', { ...context, options: this.options });
    return {
      suffix: claims.suffix,
      availabilityZone: claims.availabilityZone,
      repositories: [],
      objects: (namespace, name) => [volumeClaim({
        name,
        namespace,
        accessMode: 'ReadWriteMany',
        sizeGiB: claims.sizeGiB,
        storageClassName: claims.storageClassName,
      })],
      dependables: [claims],
    };
  }
}

/** Lets nodes and an existing file system reach each other. */
function openToEachOther(scope: Construct, { network }: IEmrEksCluster, fileSystem: ISecurityGroup): void {
  const nodes = network.nodeSecurityGroup;
  openTo(scope, 'Clients', { groupId: fileSystem.securityGroupId, source: nodes.securityGroupId });
  openTo(scope, 'Nodes', { groupId: nodes.securityGroupId, source: fileSystem.securityGroupId });
}

interface VolumeAndClaim {
  readonly namespace: string;
  readonly claimName: string;
  readonly sizeGiB: number;
  readonly fileSystemId: string;
  readonly dnsName: string;
  readonly mountName: string;
  readonly mountOptions: string[];
}

/** A volume of the team's own, since a volume is bound to one claim. */
function volumeAndClaim({ claimName, ...spec }: VolumeAndClaim): KubernetesObject[] {
  const { namespace, sizeGiB } = spec;
  const volumeName = `${claimName}-${namespace}`;
  return [
    fsxVolume({ ...spec, name: volumeName, claimName }),
    volumeClaim({ name: claimName, namespace, accessMode: 'ReadWriteMany', sizeGiB, storageClassName: '', volumeName }),
  ];
}
