import { reportPods } from './pod-report';
import type { SparkJob } from './spark-job';
import { executorCount, JOB_LABEL, sparkPod, submitterPod } from './spark-pods';
import { Problem } from '../../inspect/assembly/command-line';
import { ApiError } from '../control-plane/kube-client';
import type { KubeClient, KubeObject } from '../control-plane/kube-client';
import { until } from '../processes/processes';

/** A run of a job. */
export interface JobRun {
  readonly id: string;
  readonly job: SparkJob;
}

/** Kubernetes user that EMR on EKS acts as; the RBAC of the team's namespace names it. */
export const EMR = 'emr-containers';

let runs = 0;

/**
 * Starts a job as EMR does, with EMR's rights: the submitter, the driver when that runs, executors when the driver
 * runs.
 */
export async function submitJob(
  admin: KubeClient, job: SparkJob, onStarted: (run: JobRun) => void = () => {},
): Promise<JobRun> {
  const client = admin.as(EMR);
  const run = await startRun(admin, job, onStarted);
  const pods = `/api/v1/namespaces/${job.namespace}/pods`;
  const driver = await client.create(pods, sparkPod(job, run.id, { component: 'driver', name: `${run.id}-driver` }));
  await untilRunning(admin, run);
  const owner = { name: driver.metadata.name, uid: driver.metadata.uid };
  for (let index = 1; index <= executorCount(job.spark); index++) {
    await client.create(pods, sparkPod(job, run.id, { component: 'executor', name: `${run.id}-exec-${index}`, owner }));
  }
  await untilRunning(admin, run);
  return run;
}

/** Does what EMR does before there is Spark: the service accounts, and a submitter that runs. */
export async function startRun(admin: KubeClient, job: SparkJob, onStarted: (run: JobRun) => void): Promise<JobRun> {
  const client = admin.as(EMR);
  const run = { id: `${job.name}-${++runs}`.slice(-40).replace(/^-+/, ''), job };
  const core = `/api/v1/namespaces/${job.namespace}`;
  await prepareNamespace(client, job);
  await client.create(`${core}/pods`, submitterPod(job, run.id));
  onStarted(run);
  await untilRunning(admin, run);
  return run;
}

export async function podsOf(client: KubeClient, { id, job }: JobRun): Promise<KubeObject[]> {
  return client.list(
    `/api/v1/namespaces/${job.namespace}/pods?labelSelector=${encodeURIComponent(`${JOB_LABEL}=${id}`)}`,
  );
}

/** Ends a run; the pods are gone when it returns. */
export async function cancelJob(client: KubeClient, run: JobRun): Promise<void> {
  for (const { metadata } of await podsOf(client, run)) {
    await client.delete(`/api/v1/namespaces/${run.job.namespace}/pods/${metadata.name}`);
  }
  await until(`the pods of ${run.id} are gone`, 60, async () => (await podsOf(client, run)).length === 0);
}

/** Service accounts and rights that EMR makes at the first run of a role. */
async function prepareNamespace(client: KubeClient, job: SparkJob): Promise<void> {
  for (const name of new Set(Object.values(job.serviceAccounts))) {
    await createOnce(client, `/api/v1/namespaces/${job.namespace}/serviceaccounts`, {
      metadata: { name, namespace: job.namespace },
    });
  }
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${job.namespace}`;
  const { role, binding } = driverRights(job);
  await createOnce(client, `${rbac}/roles`, role);
  await createOnce(client, `${rbac}/rolebindings`, binding);
}

/** Creates an object that may be there already. */
export async function createOnce(client: KubeClient, path: string, object: object): Promise<void> {
  await client.create(path, object).catch((error) => {
    if (!(error instanceof ApiError && error.status === 409)) {
      throw error;
    }
  });
}

/** Waits until every pod of the run so far has a node and runs there. The error tells of those that do not. */
export async function untilRunning(client: KubeClient, run: JobRun, seconds = 120): Promise<void> {
  const allRun = async () => (await podsOf(client, run)).every(({ status }) => status.phase === 'Running');
  await until(`all pods of ${run.id} run`, seconds, allRun).catch(async (error) => {
    throw await explained(
      error, client, run,
    );
  });
}

async function explained(error: Error, client: KubeClient, run: JobRun): Promise<Error> {
  const core = `/api/v1/namespaces/${run.job.namespace}`;
  try {
    const [pods, claims, events] = await Promise.all([
      podsOf(client, run), client.list(`${core}/persistentvolumeclaims`), client.list(`${core}/events`),
    ]);
    return new Problem([error.message, ...reportPods({ pods, claims, events })].join('\n'));
  } catch {
    return error; // the server is gone too
  }
}

const DRIVER_ROLE = 'emr-containers-role-spark-driver';

/**
 * Rights of a Spark driver in its namespace.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/spark-operator-security-rbac.html
 */
const DRIVER_RULES = [{
  apiGroups: [''],
  resources: ['pods', 'services', 'configmaps', 'persistentvolumeclaims'],
  verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete', 'deletecollection'],
}];

/**
 * Role and binding by which EMR lets drivers start executors. The API server lets it give only rights that it has
 * itself.
 */
function driverRights({ namespace, serviceAccounts }: SparkJob): { readonly role: object; readonly binding: object } {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    role: { metadata: { name: DRIVER_ROLE, namespace }, rules: DRIVER_RULES },
    binding: {
      metadata: { name: `${DRIVER_ROLE}-${serviceAccounts.driver}`.slice(0, 253), namespace },
      roleRef: { apiGroup, kind: 'Role', name: DRIVER_ROLE },
      subjects: [{ kind: 'ServiceAccount', name: serviceAccounts.driver, namespace }],
    },
  };
}
