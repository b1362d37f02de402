import type { ManualCleanUp } from './clean-up';
import type { ClusterFacts, CommandFacts, ParameterFacts, QueueFacts, TeamFacts, WorkloadFacts } from './model';
import type { StackTemplate } from '../../assembly/model';

/** Parts of a platform that commands deploy and run. */
interface Deployable {
  readonly folder: string;
  readonly cluster: ClusterFacts;
  readonly stacks: readonly StackTemplate[];
  readonly teams: readonly TeamFacts[];
  readonly workloads: readonly WorkloadFacts[];
  readonly queues: readonly QueueFacts[];
  /** A look at what would be deleted. */
  readonly dryRun: readonly CommandFacts[];
  readonly byHand: ManualCleanUp;
}

/** Commands that can be pasted as they are: ids are read from the deployed stacks. */
export function commandFacts(
  { folder, cluster, stacks, teams, workloads, queues, dryRun, byHand }: Deployable,
): readonly CommandFacts[] {
  if (stacks.length === 0) return [];
  return [
    ...deployment(folder, cluster),
    ...(queues.length > 0 ? [QUEUE_PAGE] : []),
    ...workloads.flatMap((workload) => jobCommand(cluster, workload, teams)),
    ...teams.flatMap((team) => endpointCommand(cluster, team, workloads)),
    ...dryRun,
    ...byHand.before,
    destruction(folder, stacks),
    ...byHand.after,
  ];
}

/** YuniKorn's chart names the service and its ports. */
const QUEUE_PAGE: CommandFacts = {
  title: 'See queues and applications',
  why: 'YuniKorn\'s own page, then at port 9889 of your machine.',
  lines: 'kubectl port-forward --namespace yunikorn service/yunikorn-service 9889:9889',
};

function deployment(folder: string, cluster: ClusterFacts): readonly CommandFacts[] {
  const environment = cluster.account && cluster.region ? ` aws://${cluster.account}/${cluster.region}` : '';
  return [
    { title: 'Prepare the account', why: 'Once per account and region.', lines: `npx cdk bootstrap${environment}` },
    {
      title: 'Deploy',
      why: 'What this page shows, exactly: the assembly that was synthesised for it.',
      lines: `npx cdk deploy --all --app ${quoted(folder)}`,
    },
    {
      title: 'Configure kubectl',
      why: reachable(cluster),
      lines: `aws eks update-kubeconfig --name ${quoted(cluster.name)}${regionOf(cluster)}`,
    },
    {
      title: 'Watch nodes come and go',
      why: 'Pools, capacity types and zones of all nodes.',
      lines: 'kubectl get nodes -L karpenter.sh/nodepool,karpenter.sh/capacity-type,topology.kubernetes.io/zone --watch',
    },
  ];
}

function jobCommand(
  cluster: ClusterFacts, workload: WorkloadFacts, teams: readonly TeamFacts[],
): readonly CommandFacts[] {
  const virtualCluster = teams.find((team) => team.namespace === workload.namespace)?.virtualCluster;
  if (!workload.template || !virtualCluster) return [];
  const { parameters } = workload.template;
  const lines = [
    'aws emr-containers start-job-run',
    `--name ${quoted(workload.name)}`,
    `--virtual-cluster-id "${idOf(cluster, virtualCluster)}"`,
    `--job-template-id "${idOf(cluster, workload.template)}"`,
    ...(parameters.length > 0
      ? [`--job-template-parameters ${parameters.map((parameter) => assignment(cluster, parameter)).join(',')}`]
      : []),
    ...(cluster.region ? [`--region ${cluster.region}`] : []),
  ];
  return [
    {
      title: `Run ${workload.title}`,
      why: `As team ${workload.namespace}, from its job template.`,
      lines: lines.join(' \\\n  '),
    },
  ];
}

/** State of a team's endpoints, and the pods and load balancers behind them. */
function endpointCommand(
  cluster: ClusterFacts, team: TeamFacts, workloads: readonly WorkloadFacts[],
): readonly CommandFacts[] {
  const { namespace, virtualCluster } = team;
  const hasEndpoint = workloads.some((workload) => workload.kind === 'endpoint' && workload.namespace === namespace);
  if (!virtualCluster || !hasEndpoint) return [];
  const of = `--virtual-cluster-id "${idOf(cluster, virtualCluster)}"${regionOf(cluster)}`;
  const lines = [
    `aws emr-containers list-managed-endpoints ${of} --query 'endpoints[].[name,type,state,serverUrl]'`,
    `kubectl --namespace ${namespace} get pods,ingress,services --output wide`,
  ];
  return [
    {
      title: `Look at endpoints of ${namespace}`,
      why: 'ACTIVE when the gateway answers; its load balancer is an Ingress.',
      lines: lines.join('\n'),
    },
  ];
}

/** A parameter with its value; account and region are asked for where the app leaves them open. */
function assignment(cluster: ClusterFacts, { name, value }: ParameterFacts): string {
  if (value === undefined) return `${name}=…`;
  const filled = value
    .replace(/\$\{AWS::AccountId\}/g, cluster.account ?? '$(aws sts get-caller-identity --query Account --output text)')
    .replace(/\$\{AWS::Region\}/g, cluster.region ?? '$(aws configure get region)');
  return filled.includes('$(') ? `"${name}=${filled}"` : quoted(`${name}=${filled}`);
}

/** The id that CloudFormation knows: no output has to be copied by hand. */
function idOf(cluster: ClusterFacts, resource: { readonly stack: string; readonly logicalId: string }): string {
  return `$(aws cloudformation describe-stack-resource --stack-name ${quoted(resource.stack)} --logical-resource-id `
    + `${quoted(resource.logicalId)}${regionOf(cluster)} --query StackResourceDetail.PhysicalResourceId --output text)`;
}

function reachable({ settings }: ClusterFacts): string {
  const isPrivate = settings.some(({ name, value }) => name === 'API endpoint' && value === 'private');
  return `For people and roles with an access entry${isPrivate
    ? ', from inside the VPC: the API endpoint is private'
    : ''}.`;
}

function regionOf(cluster: ClusterFacts): string {
  return cluster.region ? ` --region ${cluster.region}` : '';
}

function destruction(folder: string, stacks: readonly StackTemplate[]): CommandFacts {
  return {
    title: 'Destroy',
    why: stacks.length === 1
      ? 'In the order of the last section.'
      : `All ${stacks.length} stacks, those that use others first.`,
    lines: `npx cdk destroy --all --app ${quoted(folder)}`,
  };
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
