import type { StorageFacts } from './model';
import { withPrefix, type Conf } from './spark-conf';
import { list, text } from './values';
import type { Inventory } from '../../assembly/query';

type Json = Readonly<Record<string, any>>;

/** A job, as far as its storage goes. */
export interface StoringJob {
  readonly conf: Conf;
  readonly namespace?: string;
  readonly templates: { readonly driver: Json; readonly executor: Json };
}

/**
 * Performance that the price of gp3 storage includes.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type
 */
const GP3_INCLUDES = { iops: 3000, throughput: 125 };

/** Storage of shuffle files: its kind, what stays of it after the job, and its cost. */
export function storageFacts(inventory: Inventory, job: StoringJob): readonly StorageFacts[] {
  const [driver, executor] = (['driver', 'executor'] as const).map((role) =>
    new LocalDirectory(inventory, job, role).facts());
  const same = (['where', 'cost', 'left', 'kept'] as const).every((fact) => driver[fact] === executor[fact]);
  return same ? [{ ...executor, pods: 'driver and executors' }] : [driver, executor];
}

/** Spark's local directory in the pods of a role: the volumes whose names begin as Spark wants it. */
class LocalDirectory {
  private readonly pods: string;

  public constructor(
    private readonly inventory: Inventory,
    private readonly job: StoringJob,
    private readonly role: 'driver' | 'executor',
  ) {
    this.pods = role === 'driver' ? 'driver' : 'executors';
  }

  public facts(): StorageFacts {
    const volume = list<Json>(this.job.templates[this.role].spec?.volumes).find(({ name }) => text(name).startsWith(
      'spark-local-dir-',
    ));
    const claimed = text(volume?.persistentVolumeClaim?.claimName);
    if (claimed !== '') return this.standing(claimed);
    const settings = withPrefix(this.job.conf, `spark.kubernetes.${this.role}.volumes.persistentVolumeClaim.`);
    const [, prefix] = Object.keys(settings).map((key) => /^(spark-local-dir-[^.]+)\.options\.claimName$/.exec(key))
      .find((match) => match !== null)
      ?? [];
    return prefix === undefined
      ? this.onNode()
      : this.made(withPrefix(new Map(Object.entries(settings)), `${prefix}.options.`));
  }

  private onNode(): StorageFacts {
    return {
      pods: this.pods,
      where: 'disk of the node',
      size: 'shared by the pods of the node',
      left: 'nothing',
      kept: 'nothing',
      cost: 'in the price of the node',
    };
  }

  /** A claim that Spark makes for each pod. */
  private made({ storageClass, sizeLimit }: Readonly<Record<string, string>>): StorageFacts {
    const owner = this.job.conf.get('spark.kubernetes.driver.ownPersistentVolumeClaim') === 'true'
      ? 'driver'
      : 'executor';
    return {
      pods: this.pods,
      where: `EBS volume for each, StorageClass ${storageClass}`,
      size: sizeLimit,
      left: this.role === 'driver' ? 'nothing: its claim goes with it' : `nothing: claims go with their ${owner}`,
      kept: this.keptVolumes(storageClass),
      cost: `${this.role === 'driver' ? '' : `${this.executors()} × `}${this.ebsCost(storageClass, sizeLimit)}, `
        + 'while the job runs',
    };
  }

  private executors(): string {
    const { conf } = this.job;
    return conf.get('spark.dynamicAllocation.enabled') === 'true'
      ? `up to ${conf.get('spark.dynamicAllocation.maxExecutors') ?? 'all executors'}`
      : conf.get('spark.executor.instances') ?? 'executors';
  }

  /** A claim that stands in the namespace. */
  private standing(name: string): StorageFacts {
    const claim = this.object('PersistentVolumeClaim', name);
    const size = text(claim?.spec?.resources?.requests?.storage);
    const volume = this.object('PersistentVolume', text(claim?.spec?.volumeName));
    const storageClass = this.object('StorageClass', text(claim?.spec?.storageClassName));
    const common = { pods: this.pods, size, left: 'the claim, and files of executors that were killed' };
    switch (text(volume?.spec?.csi?.driver) || text(storageClass?.provisioner)) {
      case 'fsx.csi.aws.com':
        return volume === undefined
          ? {
            ...common,
            where: `FSx for Lustre of the team, claim ${name}`,
            kept: keptBy(storageClass!),
            cost: `${fsxCost(size, storageClass!.parameters)}, as long as the ${isKept(storageClass!)
              ? 'file system'
              : 'claim'} is there`,
          }
          : { ...common, where: `FSx for Lustre, shared, claim ${name}`, ...this.shared(size, volume) };
      case 'ebs.csi.aws.com':
        return {
          ...common,
          where: `EBS volume of the team, claim ${name}`,
          left: 'the claim and its volume',
          kept: this.keptVolumes(storageClass!.metadata.name),
          cost: `${this.ebsCost(storageClass!.metadata.name, size)}, from the first run on`,
        };
      default:
        return {
          ...common,
          where: `claim ${name}`,
          kept: 'not known: the claim is made elsewhere',
          cost: 'not known: the claim is made elsewhere',
        };
    }
  }

  private shared(size: string, volume: Json): Pick<StorageFacts, 'kept' | 'cost'> {
    const { stack = '', logicalId = '' } = this.inventory.ofKind('PersistentVolume')
      .find(({ object }) => object === volume)
      ?? {};
    const found = this.inventory.mentioned(stack, this.inventory.find(stack, logicalId)?.properties)
      .find(({ type }) => type === 'AWS::FSx::FileSystem');
    if (found === undefined) {
      return {
        kept: 'the file system, which is made elsewhere', cost: 'that of a file system made elsewhere',
      };
    }
    const { LustreConfiguration: { DeploymentType, PerUnitStorageThroughput }, StorageType } = found.properties;
    const cost = fsxCost(size, {
      deploymentType: DeploymentType, storageType: StorageType, perUnitStorageThroughput: PerUnitStorageThroughput,
    });
    return found.isRetained
      ? { kept: 'the file system, by its deletion policy', cost: `${cost}, from deployment until you delete it` }
      : { kept: 'nothing', cost: `${cost}, from deployment to removal` };
  }

  private keptVolumes(storageClass: string): string {
    const found = this.object('StorageClass', storageClass);
    return found === undefined ? 'not known: the StorageClass is made elsewhere' : keptBy(found);
  }

  private ebsCost(storageClass: string, size: string): string {
    const { iops, throughput } = this.object('StorageClass', storageClass)?.parameters ?? {};
    const extra = (given: unknown, included: number) => Math.max(0, Number(given ?? included) - included);
    const terms = [
      `${gibibytes(size)} GiB-months of gp3`,
      ...[extra(iops, GP3_INCLUDES.iops)].filter((more) => more > 0).map((more) => `${more} IOPS-months`),
      ...[extra(throughput, GP3_INCLUDES.throughput)].filter((more) => more > 0).map((more) => `${more} MiB/s-months`),
    ];
    return terms.length === 1 || this.role === 'driver' ? terms.join(' + ') : `(${terms.join(' + ')})`;
  }

  private object(kind: string, name: string): Json | undefined {
    const namespaced = kind === 'PersistentVolumeClaim';
    const isHere = ({ namespace }: any) => !namespaced
      || this.job.namespace === undefined
      || namespace === this.job.namespace;
    return this.inventory.ofKind(kind).map(({ object }) => object).find(({ metadata }) => metadata.name === name
      && isHere(metadata));
  }
}

/** Fate of the volumes of a class when the stacks go. */
function keptBy(storageClass: Json): string {
  const what = storageClass.provisioner === 'fsx.csi.aws.com' ? 'the file system' : 'the volume';
  return isKept(storageClass) ? `${what}, by the reclaim policy of its class` : 'nothing';
}

function isKept({ reclaimPolicy }: Json): boolean {
  return reclaimPolicy === 'Retain';
}

function fsxCost(size: string, { deploymentType, storageType, perUnitStorageThroughput: throughput }: Json): string {
  const at = throughput === undefined ? '' : ` at ${text(throughput)} MB/s a TiB`;
  return `${gibibytes(size)} GiB-months of ${text(deploymentType)} ${text(storageType)}${at}`;
}

function gibibytes(size: string): string {
  return size.replace(/Gi$/, '');
}
