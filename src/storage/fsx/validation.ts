import { RemovalPolicy, Token } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { FsxLustreVersion } from './fsx-deployment';
import { type FsxDataRepository, FsxFileEvent, type FsxFileSystemOptions } from './options';
import type { ExistingFsxSpec, FsxMountSpec, FsxSpec } from './spec';
import { absolutePath, flag, image, list, oneOf, requireMethod, shown, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { overlaps, validateMountPath } from '../scratch-mount';

/** Refuses file systems that FSx would refuse minutes into a deployment. */
export function validateFsx(scope: IConstruct, spec: FsxSpec, options: FsxFileSystemOptions): void {
  validateCapacity(scope, spec);
  validateVersion(scope, spec);
  validateDurability(scope, spec, options);
  flag(scope, 'compression', spec.compression);
  if (spec.copyTags !== undefined) {
    flag(scope, 'backups.copyTags', spec.copyTags);
  }
  if (spec.removalPolicy !== RemovalPolicy.DESTROY && spec.removalPolicy !== RemovalPolicy.RETAIN) {
    refuse(scope, 'storage:removal-policy', {
      prop: 'removalPolicy',
      must: 'be DESTROY or RETAIN',
      got: shown(spec.removalPolicy),
      fix: 'FSx takes no snapshots through CloudFormation: keep the file system, or use `backups`',
    });
  }
}

function validateCapacity(scope: IConstruct, { deployment, storageCapacityGiB }: FsxSpec): void {
  if (!deployment._allows(storageCapacityGiB)) {
    refuse(scope, 'storage:capacity', {
      prop: 'storageCapacity',
      must: `be ${deployment._capacityRule} for ${deployment._title}`,
      got: `${storageCapacityGiB} GiB`,
      fix: `choose ${deployment._neighbours(storageCapacityGiB)} GiB`,
    });
  }
}

function validateVersion(scope: IConstruct, { deployment, lustreVersion }: FsxSpec): void {
  const { versions } = deployment._spec;
  if (!versions.includes(lustreVersion)) {
    refuse(scope, 'storage:lustre-version', {
      prop: 'lustreVersion',
      must: `be ${versions.join(' or ')} for ${deployment.deploymentType}`,
      got: shown(lustreVersion),
      fix: 'leave it out',
    });
  }
}

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html
 *   (KmsKeyId)
 */
function validateDurability(scope: IConstruct, { deployment }: FsxSpec, options: FsxFileSystemOptions): void {
  const { kmsKey, backups } = options;
  if (deployment.isPersistent) {
    return;
  }
  const unset = `be unset for ${deployment.deploymentType}`;
  const fix = 'leave it out, or choose a persistent deployment';
  if (kmsKey !== undefined) {
    const must = `${unset}, which FSx encrypts with a key of its own`;
    refuse(scope, 'storage:scratch-key', { prop: 'kmsKey', must, got: 'a key', fix });
  }
  if (backups !== undefined) {
    refuse(scope, 'storage:scratch-backups', {
      prop: 'backups', must: `${unset}, of which FSx makes none`, got: 'backups', fix,
    });
  }
}

/** Beginning of keys in a bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const PREFIX = {
  form: /^[^/].*[^/]$|^[^/]$/,
  max: 1024,
  must: 'neither begin nor end with "/", and be 1 to 1024 characters',
  fix: 'leave it out for the whole bucket',
};

/**
 * Refuses a link to a bucket that FSx would refuse.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html
 */
export function validateDataRepository(scope: IConstruct, spec: FsxSpec, repository: FsxDataRepository): void {
  if (spec.lustreVersion === FsxLustreVersion.V2_10) {
    refuse(scope, 'storage:repository-version', {
      prop: 'dataRepository',
      must: 'be unset for Lustre 2.10, which has no associations',
      got: 'a bucket',
      fix: 'choose `lustreVersion` 2.12 or later',
    });
  }
  const { bucket, prefix, fileSystemPath, importEvents = [], exportEvents = [], importMetadata = true } = repository;
  requireMethod(scope, 'dataRepository.bucket', bucket, {
    type: 'IBucket', method: 's3UrlForObject', fix: 'pass a bucket',
  });
  validateDirectory(scope, 'dataRepository.fileSystemPath', fileSystemPath);
  if (prefix !== undefined) {
    text(scope, 'dataRepository.prefix', prefix, PREFIX);
  }
  flag(scope, 'dataRepository.importMetadata', importMetadata);
  validateEvents(scope, 'dataRepository.importEvents', importEvents);
  validateEvents(scope, 'dataRepository.exportEvents', exportEvents);
}

function validateEvents(scope: IConstruct, prop: string, events: FsxFileEvent[]): void {
  list(scope, prop, events, { fix: 'use the members of its enum' });
  events.forEach((event, index) => oneOf(scope, `${prop}[${index}]`, event, Object.values(FsxFileEvent)));
  const twice = events.find((event, index) => events.indexOf(event) !== index);
  if (twice !== undefined) {
    refuse(scope, 'storage:repository-events', {
      prop, must: 'name each event once', got: `${twice} twice`, fix: 'leave one out',
    });
  }
}

/**
 * Refuses facts of a file system by which no pod could mount it.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html
 */
export function validateExistingFsx(scope: IConstruct, spec: ExistingFsxSpec, dataPlaneSubnets: ISubnet[]): void {
  text(scope, 'fileSystemId', spec.fileSystemId, {
    form: /^fs-[0-9a-f]{8,}$/,
    must: 'be of the form "fs-0123456789abcdef0"',
    fix: 'list file systems with `aws fsx describe-file-systems`',
  });
  text(scope, 'mountName', spec.mountName, {
    form: /^[\w-]{1,8}$/,
    must: 'be 1 to 8 letters, digits, "-" or "_"',
    fix: 'take `LustreConfiguration.MountName` of `aws fsx describe-file-systems`',
  });
  text(scope, 'dnsName', spec.dnsName, {
    form: /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/,
    max: 253,
    must: 'be a DNS name of letters, digits, "-" and "."',
    fix: 'leave it out for the name that FSx gives',
  });
  validateZone(scope, spec.availabilityZone, dataPlaneSubnets);
  list(scope, 'dataRepositoryPaths', spec.dataRepositoryPaths, { fix: 'write them like ["/data"]' });
  spec.dataRepositoryPaths.forEach((path, index) => validateDirectory(scope, `dataRepositoryPaths[${index}]`, path));
}

/** Pods of the storage run in its zone, where the cluster must have a subnet for them. */
function validateZone(scope: IConstruct, zone: string, dataPlaneSubnets: ISubnet[]): void {
  text(scope, 'availabilityZone', zone, {
    form: /^[a-z]+(-[a-z0-9]+)+$/,
    max: 63,
    must: 'be the name of an availability zone, such as "eu-west-1a"',
    fix: 'take that of the subnet in `SubnetIds` of `aws fsx describe-file-systems`',
  });
  const zones = [...new Set(dataPlaneSubnets.map(({ availabilityZone }) => availabilityZone))];
  if (![zone, ...zones].some((name) => Token.isUnresolved(name)) && !zones.includes(zone)) {
    refuse(scope, 'storage:zone', {
      prop: 'availabilityZone',
      must: `be a zone with a data-plane subnet: ${zones.join(', ')}`,
      got: `"${zone}"`,
      fix: 'use a file system there, or give the cluster a subnet in its zone',
    });
  }
}

/** A directory of a file system, as users write it. */
function validateDirectory(scope: IConstruct, prop: string, path: string): void {
  if (path !== '/') {
    absolutePath(scope, prop, path);
  }
}

/** Refuses mounts that pods could not make. */
export function validateMount(scope: IConstruct, spec: FsxMountSpec): void {
  validateMountPath(scope, spec.mountPath);
  const option = {
    form: /^[\w.:=+-]+$/,
    must: 'be one option, without blanks and ","',
    fix: 'write them like ["noatime", "flock"]',
  };
  list(scope, 'mountOptions', spec.mountOptions, option)
    .forEach((value, index) => text(scope, `mountOptions[${index}]`, value, option));
  text(scope, 'scratchDirectory', spec.scratchDirectory, {
    form: /^(?!\.\.?(\/|$))[\w.-]+(\/(?!\.\.?(\/|$))[\w.-]+)*$/,
    must: 'be a relative path of letters, digits, "-", "_" and "."',
    fix: 'write it like "spark-scratch"',
    literal: true,
  });
  if (spec.initImage !== undefined) {
    image(scope, 'initImage', spec.initImage, { literal: true });
  }
  flag(scope, 'startupTaint', spec.startupTaint);
  flag(scope, 'scratchInDataRepository', spec.scratchInDataRepository);
}

/**
 * Refuses shuffle files in a directory that a bucket backs: they would be written to the bucket, and deleted from it.
 *
 * `repositories` are such directories.
 */
export function validateScratch(scope: IConstruct, spec: FsxMountSpec, repositories: string[]): void {
  const { scratchDirectory, scratchInDataRepository } = spec;
  const backed = repositories.find((path) => overlaps(`/${scratchDirectory}`, path));
  if (backed !== undefined && !scratchInDataRepository) {
    refuse(scope, 'storage:scratch-repository', {
      prop: 'scratchDirectory',
      must: `be outside ${backed}, which a bucket backs`,
      got: `"${scratchDirectory}"`,
      fix: 'choose another directory, or set `scratchInDataRepository` if shuffle files are to be exported',
    });
  }
}
