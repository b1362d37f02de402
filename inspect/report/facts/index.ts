import { addonFacts } from './addons';
import { dryRun, manualCleanUp } from './clean-up';
import { clusterFacts, coreNodes } from './cluster';
import { commandFacts } from './commands';
import { deletionSteps, retainedResources } from './deletion';
import type { Facts, Place, ResourceCount, Setting, WorkloadFacts } from './model';
import { networkFacts } from './network';
import { poolFacts } from './pools';
import { queueFacts } from './queues';
import { admits } from './scheduling';
import { teamFacts } from './teams';
import { shortText, text } from './values';
import { workloadFacts } from './workloads';
import type { Platform } from '../../assembly/model';
import { Inventory } from '../../assembly/query';
import { isCustom } from '../../assembly/vocabulary';

/** Everything the page shows, read from templates, objects and pod templates; nothing here knows how it is drawn. */
export function factsOf(platform: Platform): Facts {
  const inventory = new Inventory(platform);
  const cluster = clusterFacts(inventory);
  const core = coreNodes(inventory);
  const pools = poolFacts(inventory);
  const teams = teamFacts(inventory);
  const workloads = workloadFacts(inventory).map((workload) => placed(workload, [...pools, ...core]));
  const queues = queueFacts(inventory);
  return {
    cluster,
    network: networkFacts(inventory),
    core,
    pools,
    teams,
    workloads,
    queues,
    addons: addonFacts(inventory),
    services: serviceFacts(inventory),
    resources: resourceCounts(inventory),
    deletion: deletionSteps(inventory),
    retained: retainedResources(inventory),
    commands: commandFacts({
      folder: platform.folder, cluster, stacks: platform.stacks, teams, workloads, queues,
      dryRun: dryRun(inventory, cluster), byHand: manualCleanUp(inventory, cluster),
    }),
    outputs: outputs(platform),
    totals: totals(platform, inventory),
  };
}

function placed(workload: WorkloadFacts, places: readonly Place[]): WorkloadFacts {
  return {
    ...workload,
    pods: workload.pods.map((pod) => ({
      ...pod, places: places.filter((place) => admits(place, pod)).map((place) => place.name),
    })),
  };
}

/** Services beside the cluster, where the stacks make something in them. */
function serviceFacts(inventory: Inventory): readonly Setting[] {
  const count = (type: string, one: string, many: string): string => {
    const found = inventory.ofType(type).length;
    return found === 0 ? '' : `${found} ${found === 1 ? one : many}`;
  };
  return [
    {
      name: 'Interruptions',
      value: [count('AWS::SQS::Queue', 'SQS queue', 'SQS queues'), count('AWS::Events::Rule', 'rule', 'rules')].filter(
        (part) => part !== '',
      ).join(', '),
    },
    { name: 'CloudWatch Logs', value: count('AWS::Logs::LogGroup', 'log group', 'log groups') },
    { name: 'KMS', value: count('AWS::KMS::Key', 'key', 'keys') },
    { name: 'Systems Manager', value: count('AWS::SSM::Parameter', 'parameter', 'parameters') },
    { name: 'Prometheus', value: count('AWS::APS::Workspace', 'workspace', 'workspaces') },
    { name: 'FSx for Lustre', value: count('AWS::FSx::FileSystem', 'file system', 'file systems') },
  ].filter((service) => service.value !== '');
}

function resourceCounts(inventory: Inventory): readonly ResourceCount[] {
  const counts = new Map<string, number>();
  inventory.resources.forEach(({ type }) => counts.set(type, (counts.get(type) ?? 0) + 1));
  return [...counts]
    .map(([type, count]) => ({ type, count, custom: isCustom(type) }))
    .sort((a, b) => b.count - a.count || a.type.localeCompare(b.type));
}

function totals(platform: Platform, inventory: Inventory): Facts['totals'] {
  return {
    resources: inventory.resources.length,
    objects: platform.objects.length,
    stacks: platform.stacks.length,
    templateBytes: platform.stacks.reduce((sum, stack) => sum + stack.bytes, 0),
    customResources: inventory.resources.filter(({ type }) => isCustom(type)).length,
    lambdas: inventory.ofType('AWS::Lambda::Function').length,
  };
}

function outputs(platform: Platform): Facts['outputs'] {
  return platform.stacks.flatMap((stack) => Object.entries(stack.template.Outputs ?? {})
    .filter(([, output]) => output?.Export === undefined)
    .map(([name, output]) => ({
      stack: stack.name, name, description: text(output?.Description), value: shortText(output?.Value),
    })));
}
