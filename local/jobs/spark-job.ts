import * as fs from 'fs';
import * as path from 'path';
import { load } from 'js-yaml';
import { programOf, type Program } from './program';
import type { Settings } from './spark-memory';
import { Problem } from '../../inspect/assembly/command-line';
import type { DeployedResource } from '../deploy/model';

/** A job template with what a run of it needs. */
export interface SparkJob {
  /** Logical id of the job template, short enough for a pod. */
  readonly name: string;
  readonly namespace: string;
  /** Service accounts of the three kinds of pods, as Pod Identity associations name them. */
  readonly serviceAccounts: Readonly<Record<Component, string>>;
  readonly program: Program;
  /** Properties of `spark-defaults`, under those of the program. */
  readonly spark: Settings;
  /** Properties of `emr-job-submitter` and `emr-containers-defaults`. */
  readonly emr: Settings;
  readonly templates: Readonly<Record<'driver' | 'executor', any>>;
}

export type Component = 'client' | 'driver' | 'executor';

const JOB_TEMPLATE = 'AWS::EMRContainers::JobTemplate';
const ASSOCIATION = 'AWS::EKS::PodIdentityAssociation';

/** Jobs that the deployed job templates describe. */
export function jobsOf(resources: ReadonlyMap<string, DeployedResource>, assembly: string): SparkJob[] {
  const all = [...resources.values()];
  return all.filter(({ type }) => type === JOB_TEMPLATE).map((resource) => {
    const { ExecutionRoleArn, ConfigurationOverrides, JobDriver } = withDefaults(resource.properties.JobTemplateData);
    const { namespace, serviceAccounts } = identityOf(ExecutionRoleArn, all, resource.key);
    const program = programOf(JobDriver);
    const spark = { ...propertiesOf(ConfigurationOverrides, 'spark-defaults'), ...program.settings };
    return {
      name: resource.logicalId.replace(/[0-9A-F]{8}$/, '').toLowerCase(),
      namespace,
      serviceAccounts,
      program,
      spark,
      emr: {
        ...propertiesOf(ConfigurationOverrides, 'emr-job-submitter'),
        ...propertiesOf(ConfigurationOverrides, 'emr-containers-defaults'),
      },
      templates: {
        driver: podTemplate(spark['spark.kubernetes.driver.podTemplateFile'], assembly),
        executor: podTemplate(spark['spark.kubernetes.executor.podTemplateFile'], assembly),
      },
    };
  });
}

/** The template with the default values of its parameters; those without one stay as they are. */
function withDefaults(data: any): any {
  const values: Record<string, any> = data.ParameterConfiguration ?? {};
  return JSON.parse(JSON.stringify(data), (_, value) => (typeof value === 'string'
    ? value.replace(/\$\{([^}]+)\}/g, (text, name) => values[name]?.DefaultValue ?? text)
    : value));
}

function identityOf(role: string, resources: readonly DeployedResource[], job: string): Pick<SparkJob,
  | 'namespace'
  | 'serviceAccounts'> {
  const associations = resources.filter(({ type, properties }) => type === ASSOCIATION && properties.RoleArn === role);
  const accountOf = (component: Component) => associations.find(({ properties }) => properties.ServiceAccount.includes(
    `-${component}-`,
  ))?.properties.ServiceAccount;
  if (associations.length === 0) {
    throw new Problem(`${job}: no Pod Identity association has the role ${role}, so the namespace of the job is unknown`);
  }
  const fallback = `emr-containers-sa-spark-${role.split('/').pop()}`.toLowerCase();
  return {
    namespace: associations[0].properties.Namespace,
    serviceAccounts: {
      client: accountOf('client') ?? fallback,
      driver: accountOf('driver') ?? fallback,
      executor: accountOf('executor') ?? fallback,
    },
  };
}

function propertiesOf({ ApplicationConfiguration = [] }: any, classification: string): Settings {
  return ApplicationConfiguration.find((candidate: any) => candidate.Classification === classification)?.Properties
    ?? {};
}

/** The pod template that the app uploads; EMR reads it from the bucket of the assets. */
function podTemplate(uri: string | undefined, assembly: string): any {
  if (uri === undefined) {
    return {};
  }
  const file = path.join(assembly, `asset.${path.basename(uri)}`);
  if (!fs.existsSync(file)) {
    throw new Problem(`the pod template ${uri} is not an asset of ${assembly}; only uploaded ones can be read here`);
  }
  return load(fs.readFileSync(file, 'utf8'));
}
