import { RemovalPolicy, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { FsxDeployment, FsxLustreVersion } from './fsx-deployment';
import type { FsxBackups, FsxDataRepository, FsxFileSystemOptions } from './options';
import { refuse, wholeGibibytes } from '../refuse';

/** A file system, with defaults resolved. */
export interface FsxSpec {
  readonly capacityGiB: number;
  readonly deployment: FsxDeployment;
  readonly lustreVersion: FsxLustreVersion;
  readonly subnetIndex: number;
  readonly compression: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly backupDays?: number;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-fsx-filesystem-lustreconfiguration.html (AutomaticBackupRetentionDays) */
const MOST_BACKUP_DAYS = 90;

/** Defaults, and what FSx would refuse minutes into a deployment. */
export function resolveFsx(scope: IConstruct, options: FsxFileSystemOptions): FsxSpec {
  const { deployment = FsxDeployment.SCRATCH_2, lustreVersion = FsxLustreVersion.V2_15 } = options;
  const smallest = deployment._spec.smallest ?? deployment._spec.step;
  const spec = {
    capacityGiB: options.capacity === undefined ? smallest : wholeGibibytes(scope, 'capacity', options.capacity),
    deployment,
    lustreVersion,
    subnetIndex: options.subnetIndex ?? 0,
    compression: options.compression ?? false,
    removalPolicy: options.removalPolicy ?? (deployment.isPersistent ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY),
    backupDays: options.backups && backupDays(scope, options.backups),
  };
  validateCapacity(scope, spec);
  validateVersion(scope, spec);
  validateDurability(scope, deployment, options);
  if (spec.removalPolicy !== RemovalPolicy.DESTROY && spec.removalPolicy !== RemovalPolicy.RETAIN) {
    refuse(scope, 'removal-policy', { prop: 'removalPolicy', must: 'be DESTROY or RETAIN', got: spec.removalPolicy, fix: 'FSx takes no snapshots through CloudFormation: keep the file system, or use `backups`' });
  }
  return spec;
}

function validateCapacity(scope: IConstruct, { deployment, capacityGiB }: FsxSpec): void {
  if (!deployment._allows(capacityGiB)) {
    refuse(scope, 'capacity', { prop: 'capacity', must: `be ${deployment._capacityRule} for ${deployment._title}`, got: `${capacityGiB} GiB`, fix: `take ${deployment._neighbours(capacityGiB)} GiB` });
  }
}

function validateVersion(scope: IConstruct, { deployment, lustreVersion }: FsxSpec): void {
  if (!deployment._spec.versions.includes(lustreVersion)) {
    refuse(scope, 'lustre-version', { prop: 'lustreVersion', must: `be ${deployment._spec.versions.join(' or ')} for ${deployment.deploymentType}`, got: lustreVersion, fix: 'leave it out' });
  }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html (KmsKeyId) */
function validateDurability(scope: IConstruct, deployment: FsxDeployment, { kmsKey, backups }: FsxFileSystemOptions): void {
  const fix = 'leave it out, or choose a persistent deployment';
  if (!deployment.isPersistent && kmsKey !== undefined) {
    refuse(scope, 'scratch-key', { prop: 'kmsKey', must: `be unset for ${deployment.deploymentType}, which FSx encrypts with a key of its own`, got: 'a key', fix });
  }
  if (!deployment.isPersistent && backups !== undefined) {
    refuse(scope, 'scratch-backups', { prop: 'backups', must: `be unset for ${deployment.deploymentType}, of which FSx makes none`, got: 'backups', fix });
  }
}

function backupDays(scope: IConstruct, { retention }: FsxBackups): number {
  if (retention.isUnresolved()) {
    refuse(scope, 'backups-token', { prop: 'backups.retention', must: 'be a literal', got: 'a token', fix: 'pass the duration itself' });
  }
  const days = retention.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1 || days > MOST_BACKUP_DAYS) {
    refuse(scope, 'backups', { prop: 'backups.retention', must: `be whole days from 1 to ${MOST_BACKUP_DAYS}`, got: `${days} days`, fix: 'leave `backups` out to make none' });
  }
  return days;
}

/** A directory of a file system, as users write it: absolute, without "/" at its end. */
export function fileSystemPath(scope: IConstruct, prop: string, path: string): void {
  if (Token.isUnresolved(path)) {
    refuse(scope, 'path-token', { prop, must: 'be a literal', got: 'a token', fix: 'pass the path itself: it is compared with the scratch directory' });
  }
  if (path !== '/' && (!/^(\/[\w.-]+)+$/.test(path) || path.split('/').includes('..'))) {
    refuse(scope, 'file-system-path', { prop, must: 'be an absolute path of letters, digits, "-", "_" and "." without "/" at its end', got: `"${path}"`, fix: 'write it like "/data"' });
  }
}

/** What concerns the link to a bucket. @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateDataRepositoryAssociation.html */
export function validateDataRepository(scope: IConstruct, { lustreVersion }: FsxSpec, repository: FsxDataRepository): void {
  if (lustreVersion === FsxLustreVersion.V2_10) {
    refuse(scope, 'repository-version', { prop: 'dataRepository', must: 'be unset for Lustre 2.10, which has no associations', got: 'a bucket', fix: 'choose `lustreVersion` 2.12 or later' });
  }
  fileSystemPath(scope, 'dataRepository.fileSystemPath', repository.fileSystemPath);
  const { prefix } = repository;
  if (prefix !== undefined && !Token.isUnresolved(prefix) && !/^[^/].*[^/]$|^[^/]$/.test(prefix)) {
    refuse(scope, 'repository-prefix', { prop: 'dataRepository.prefix', must: 'neither begin nor end with "/", and not be empty', got: `"${prefix}"`, fix: 'leave it out for the whole bucket' });
  }
  for (const [prop, events] of [['importEvents', repository.importEvents], ['exportEvents', repository.exportEvents]] as const) {
    const twice = events?.find((event, index) => events.indexOf(event) !== index);
    if (twice !== undefined) {
      refuse(scope, 'repository-events', { prop: `dataRepository.${prop}`, must: 'name each event once', got: `${twice} twice`, fix: 'leave one out' });
    }
  }
}

/** Shuffle files under a path that a bucket backs would be written to the bucket, and deleted from it. */
export function validateScratch(scope: IConstruct, scratch: string, repositories: string[], allowed: boolean): void {
  if (Token.isUnresolved(scratch)) {
    refuse(scope, 'path-token', { prop: 'scratchDirectory', must: 'be a literal', got: 'a token', fix: 'pass the path itself: pod templates are files made at synthesis' });
  }
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(scratch) || scratch.split('/').includes('..')) {
    refuse(scope, 'scratch', { prop: 'scratchDirectory', must: 'be a relative path of letters, digits, "-", "_" and "."', got: `"${scratch}"`, fix: 'write it like "spark-scratch"' });
  }
  const within = repositories.find((path) => overlaps(`/${scratch}/`, path === '/' ? '/' : `${path}/`));
  if (within !== undefined && !allowed) {
    refuse(scope, 'scratch-repository', { prop: 'scratchDirectory', must: `be outside ${within}, which a bucket backs`, got: `"${scratch}"`, fix: 'choose another directory, or set `scratchInDataRepository` if shuffle files are to be exported' });
  }
}

function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
