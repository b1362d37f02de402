import { load } from 'js-yaml';
import { namespacesOf } from './iam';
import type { PodFacts, PodRole, WorkloadFacts } from './model';
import { requiredParameters } from './parameters';
import { podFacts } from './pods';
import { gangFacts } from './queues';
import { sparkConf, type Conf } from './spark-conf';
import { storageFacts } from './storage';
import { list, optionalText, shortText, text } from './values';
import type { Resource } from '../../assembly/graph';
import type { RenderedFile } from '../../assembly/model';
import type { Inventory } from '../../assembly/query';

type PodTemplate = Readonly<Record<string, any>>;

/**
 * Jobs of the stacks, managed endpoints, then pod templates that none of them uses: profiles for people who submit from
 * elsewhere.
 */
export function workloadFacts(inventory: Inventory): readonly WorkloadFacts[] {
  const jobs = [
    ...inventory.ofType('AWS::EMRContainers::JobTemplate').map((template) => new Job(inventory, template)),
    ...inventory.ofType('AWS::EMRContainers::Endpoint').map((endpoint) => new Endpoint(inventory, endpoint)),
  ];
  const used = new Set(jobs.flatMap((job) => job.files));
  return [...jobs.map((job) => job.facts()), ...profiles(inventory, used)];
}

/** A job template with the pod templates that its settings name. */
class Job {
  public readonly files: readonly RenderedFile[];
  protected readonly data: Readonly<Record<string, any>>;
  private readonly conf: Conf;

  public constructor(protected readonly inventory: Inventory, protected readonly template: Resource) {
    this.data = this.dataOf(template);
    this.conf = sparkConf(this.data);
    this.files = (['driver', 'executor'] as const).map((role) => this.file(role)).filter((file) => file !== undefined);
  }

  public facts(): WorkloadFacts {
    const name = optionalText(this.template.properties.Name) ?? this.template.logicalId;
    const namespace = this.namespace();
    return {
      kind: 'job',
      name,
      title: titleOf(name, namespace),
      namespace,
      release: optionalText(this.data.ReleaseLabel),
      entryPoint: this.entryPoint(),
      image: this.conf.get('spark.kubernetes.container.image'),
      pods: (['driver', 'executor', 'submitter'] as const).map((role) => this.pod(role)),
      ...gangFacts(this.conf, parsed(this.file('driver'))),
      storage: storageFacts(this.inventory, {
        conf: this.conf,
        namespace,
        templates: { driver: parsed(this.file('driver')), executor: parsed(this.file('executor')) },
      }),
      template: {
        stack: this.template.stack,
        logicalId: this.template.logicalId,
        parameters: requiredParameters(this.inventory, this.template),
      },
    };
  }

  protected dataOf({ properties }: Resource): Readonly<Record<string, any>> {
    return properties.JobTemplateData ?? {};
  }

  protected entryPoint(): string | undefined {
    const { SparkSubmitJobDriver: submit, SparkSqlJobDriver: sql } = this.data.JobDriver ?? {};
    const written = text((submit ?? sql)?.EntryPoint);
    const parameter = requiredParameters(this.inventory, this.template).find(({ name }) => written === `\${${name}}`);
    const address = parameter
      ? shortText(parameter.value) || `parameter ${parameter.name} of each run`
      : shortText(written);
    return address.replace(/^s3:\/\/[^/]*\$\{[^/]*\//, 's3://…/') || undefined;
  }

  private namespace(): string | undefined {
    const [role] = this.inventory.mentioned(this.template.stack, this.data.ExecutionRoleArn);
    return role && namespacesOf(this.inventory, role)[0];
  }

  protected pod(role: PodRole): PodFacts {
    if (role === 'gateway') return podFacts(role, new Map(), {});
    const file = role === 'submitter' ? undefined : this.file(role);
    return podFacts(role, this.conf, parsed(file));
  }

  private file(role: 'driver' | 'executor'): RenderedFile | undefined {
    const address = this.conf.get(`spark.kubernetes.${role}.podTemplateFile`) ?? '';
    return this.inventory.platform.podTemplates.find((file) => names(address, file));
  }
}

const CLIENTS: Readonly<Record<string, string>> = {
  JUPYTER_ENTERPRISE_GATEWAY: 'notebooks of EMR Studio; its gateway and load balancer cost while it exists',
  SPARK_CONNECT: 'Spark Connect clients; its server and load balancer cost while it exists',
};

/**
 * A managed endpoint: settings as a job has them, and a gateway for which EMR sets neither selector nor tolerations.
 */
class Endpoint extends Job {
  public override facts(): WorkloadFacts {
    const { template, ...facts } = super.facts();
    return {
      ...facts, kind: 'endpoint', pods: (['gateway', 'driver', 'executor'] as const).map((role) => this.pod(role)),
    };
  }

  protected override dataOf({ properties }: Resource): Readonly<Record<string, any>> {
    return properties;
  }

  protected override entryPoint(): string | undefined {
    return CLIENTS[text(this.data.Type)];
  }
}

function titleOf(name: string, namespace: string | undefined): string {
  const own = namespace && name.startsWith(`${namespace}-`) ? name.slice(namespace.length + 1) : name;
  return own.replace(/(.)-[0-9a-f]{8}$/, '$1');
}

/** Says whether the address ends in the file, or holds the same content hash. */
function names(address: string, file: RenderedFile): boolean {
  const hash = /[0-9a-f]{64}/.exec(file.path)?.[0];
  const base = file.path.split('/').pop()!;
  return address !== '' && (hash ? address.includes(hash) : address.endsWith(base));
}

function profiles(inventory: Inventory, used: ReadonlySet<RenderedFile>): readonly WorkloadFacts[] {
  return inventory.platform.podTemplates.filter((file) => !used.has(file)).flatMap((file) => {
    const template = parsed(file);
    const role = roleOf(template);
    if (role === undefined) return [];
    const name = shortText(file.path.split('/').pop());
    return [
      {
        kind: 'profile' as const,
        name,
        title: name,
        namespace: readerOf(inventory, file),
        pods: [podFacts(role, new Map(), template)],
      },
    ];
  });
}

/** The namespace whose role may read the file, by the hash in its policy. */
function readerOf(inventory: Inventory, file: RenderedFile): string | undefined {
  const hash = /[0-9a-f]{64}/.exec(file.path)?.[0];
  const policy = hash
    && inventory.ofType('AWS::IAM::Policy', 'AWS::IAM::Role')
      .find((candidate) => JSON.stringify(candidate.properties).includes(hash));
  if (!policy) return undefined;
  const holders = policy.type === 'AWS::IAM::Role'
    ? [policy]
    : inventory.mentioned(policy.stack, policy.properties.Roles);
  return holders.flatMap((role) => namespacesOf(inventory, role))[0];
}

function roleOf(template: PodTemplate): 'driver' | 'executor' | undefined {
  const containers = list(template.spec?.containers).map((container) => text(container.name));
  if (containers.includes('spark-kubernetes-driver')) return 'driver';
  return containers.includes('spark-kubernetes-executor') ? 'executor' : undefined;
}

/** A pod template as an object; what is no YAML map says nothing. */
function parsed(file: RenderedFile | undefined): PodTemplate {
  try {
    const template = load(file?.text ?? '');
    return typeof template === 'object' && template !== null ? template : {};
  } catch {
    return {};
  }
}
