import { Size, Stack, Tags, Token } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { FsxClaims } from './fsx-claims';
import { FsxFileSystem } from './fsx-file-system';
import { openTo } from './fsx-security-group';
import type { ExistingFsxOptions, FsxPerClaimOptions, SharedFsxOptions } from './options';
import { fileSystemPath } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { KubernetesObject } from '../../kubernetes/object';
import { digest } from '../../private/names';
import { volumeClaim } from '../manifests/claim';
import { fsxVolume } from '../manifests/fsx';
import { refuse, wholeGibibytes, wholeNumber } from '../refuse';
import { storageTags } from '../storage-tags';

/** What every way of provisioning is given. */
export interface FsxContext {
  readonly cluster: IEmrEksCluster;
  /** The CSI driver: what needs it is deleted before it. */
  readonly driver: IDependable;
  readonly mountOptions: string[];
}

/** What every way of provisioning gives. */
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

/** Where the file systems of `FsxShuffleStorage` come from. */
export abstract class FsxProvisioning {
  /**
   * One file system for all teams, which CloudFormation creates and deletes: the pattern's "static".
   *
   * It costs from deployment to removal, whether jobs run or not. Teams that share it share its throughput, and trust each other: a pod of one
   * can read what another wrote.
   */
  public static sharedFileSystem(options: SharedFsxOptions = {}): FsxProvisioning {
    return new SharedFileSystem(options);
  }

  /** A file system that exists. Nothing of it is changed, and it is never deleted. */
  public static existingFileSystem(options: ExistingFsxOptions): FsxProvisioning {
    return new ExistingFileSystem(options);
  }

  /**
   * One file system for each team, which the CSI driver makes when the team's first profile is deployed: the pattern's "dynamic".
   *
   * It is there 5 to 10 minutes later; jobs wait for it. It costs until the team, or its last profile with this storage, is removed.
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
    const { fileSystemId, mountName, availabilityZone, securityGroup, dataRepositoryPaths = [] } = this.options;
    const sizeGiB = wholeGibibytes(scope, 'capacity', this.options.capacity ?? Size.gibibytes(1200));
    this.validate(scope, sizeGiB);
    if (securityGroup !== undefined) {
      openTo(scope, 'Clients', { groupId: securityGroup.securityGroupId, source: cluster.nodeSecurityGroup.securityGroupId });
      openTo(scope, 'Nodes', { groupId: cluster.nodeSecurityGroup.securityGroupId, source: securityGroup.securityGroupId });
    }
    const { region, urlSuffix } = Stack.of(scope);
    const dnsName = this.options.dnsName ?? `${fileSystemId}.fsx.${region}.${urlSuffix}`;
    const volume = { sizeGiB, fileSystemId, mountName, dnsName };
    return {
      suffix: digest(8, scope.node.path, JSON.stringify(Stack.of(scope).resolve(volume))),
      availabilityZone,
      fileSystemId,
      repositories: dataRepositoryPaths,
      objects: (namespace, claimName) => volumeAndClaim({ ...volume, mountOptions, namespace, claimName }),
      dependables: [],
    };
  }

  private validate(scope: Construct, sizeGiB: number): void {
    const { fileSystemId, mountName, dataRepositoryPaths = [] } = this.options;
    wholeNumber(scope, { prop: 'capacity', value: sizeGiB, min: 1, max: 2_147_483_647, unit: 'GiB' });
    // https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html (FileSystemId, LustreFileSystemConfiguration.MountName)
    if (!Token.isUnresolved(fileSystemId) && !/^fs-[0-9a-f]{8,}$/.test(fileSystemId)) {
      refuse(scope, 'file-system-id', { prop: 'fileSystemId', must: 'be of the form "fs-0123456789abcdef0"', got: `"${fileSystemId}"`, fix: 'list file systems with `aws fsx describe-file-systems`' });
    }
    if (!Token.isUnresolved(mountName) && !/^[\w-]{1,8}$/.test(mountName)) {
      refuse(scope, 'mount-name', { prop: 'mountName', must: 'be 1 to 8 letters, digits, "-" or "_"', got: `"${mountName}"`, fix: 'take `LustreConfiguration.MountName` of `aws fsx describe-file-systems`' });
    }
    dataRepositoryPaths.forEach((path, index) => fileSystemPath(scope, `dataRepositoryPaths[${index}]`, path));
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
function volumeAndClaim({ namespace, claimName, sizeGiB, fileSystemId, dnsName, mountName, mountOptions }: VolumeAndClaim): KubernetesObject[] {
  const name = `${claimName}-${namespace}`;
  return [
    fsxVolume({ name, namespace, claimName, sizeGiB, fileSystemId, dnsName, mountName, mountOptions }),
    volumeClaim({ name: claimName, namespace, accessMode: 'ReadWriteMany', sizeGiB, storageClassName: '', volumeName: name }),
  ];
}
