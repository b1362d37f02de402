import type { ClusterFacts, CoreNodes, Setting, TaintFacts } from './model';
import { entriesOf, list, optionalText, text } from './values';
import type { Resource } from '../../assembly/graph';
import type { Inventory } from '../../assembly/query';
import { CustomType } from '../../assembly/vocabulary';

/** The cluster that the stacks create, else the one that they refer to. */
export function clusterFacts(inventory: Inventory): ClusterFacts {
  const [created] = inventory.ofType('AWS::EKS::Cluster', 'Custom::AWSCDK-EKS-Cluster');
  const properties = created?.properties.Config ? lowerToUpper(created.properties.Config) : created?.properties ?? {};
  const home = created?.stack
    ?? inventory.ofType(CustomType.MANIFEST, CustomType.CHART, 'AWS::EMRContainers::VirtualCluster')[0]?.stack;
  const chart = inventory.platform.charts.find((candidate) => candidate.chart === 'karpenter'
    || candidate.release === 'karpenter');
  return {
    name: optionalText(properties.Name) ?? referredName(inventory) ?? created?.logicalId ?? 'No cluster',
    created: created !== undefined,
    stack: home,
    ...environmentOf(inventory, home),
    kubernetesVersion: optionalText(properties.Version),
    karpenterVersion: optionalText(chart?.version),
    settings: created ? controlPlane(properties) : [],
  };
}

/** The properties of a cluster made by `aws-eks`, whose custom resource writes them in lower camel case. */
function lowerToUpper(config: any): any {
  if (Array.isArray(config)) return config.map(lowerToUpper);
  if (typeof config !== 'object' || config === null) return config;
  return Object.fromEntries(entriesOf(config).map(([name, value]) => [
    name.charAt(0).toUpperCase() + name.slice(1), lowerToUpper(value),
  ]));
}

function referredName(inventory: Inventory): string | undefined {
  const byHandler = inventory.ofType(CustomType.MANIFEST, CustomType.CHART)
    .map((resource) => resource.properties.ClusterName);
  const byEmr = inventory.ofType('AWS::EMRContainers::VirtualCluster')
    .map((resource) => resource.properties.ContainerProvider?.Id);
  return [...byHandler, ...byEmr].map(optionalText).find((name) => name !== undefined);
}

/** `aws://111122223333/eu-west-1` in its two parts; what the app leaves open is left out. */
function environmentOf(inventory: Inventory, stackName: string | undefined): Pick<ClusterFacts, 'account' | 'region'> {
  const environment = (inventory.platform.stacks.find((stack) => stack.name === stackName)
    ?? inventory.platform.stacks[0])?.environment
    ?? '';
  return {
    account: /(?:^|\D)(\d{12})(?:\D|$)/.exec(environment)?.[1],
    region: /[a-z]{2}(?:-[a-z]+)+-\d/.exec(environment)?.[0],
  };
}

function controlPlane(properties: Readonly<Record<string, any>>): readonly Setting[] {
  const vpc = properties.ResourcesVpcConfig ?? {};
  return settings({
    'API endpoint': endpointAccess(vpc),
    'Authentication': properties.AccessConfig?.AuthenticationMode,
    'Secrets encryption': list(properties.EncryptionConfig).length > 0 ? 'own KMS key' : 'key of AWS',
    'Control-plane logs': list(properties.Logging?.ClusterLogging?.EnabledTypes).map((type) => text(type.Type)).join(
      ', ',
    )
      || 'off',
    'Deletion protection': properties.DeletionProtection === true ? 'on' : 'off',
    'Support': properties.UpgradePolicy?.SupportType,
  });
}

function endpointAccess(vpc: Readonly<Record<string, any>>): string {
  const cidrs = text(vpc.PublicAccessCidrs);
  const open = vpc.EndpointPublicAccess === false
    ? ''
    : `public (${cidrs === '' || cidrs === '0.0.0.0/0' ? 'any address' : cidrs})`;
  return [open, vpc.EndpointPrivateAccess === true ? 'private' : ''].filter((part) => part !== '').join(' and ');
}

/** Settings from a map, without those that have no value. */
export function settings(values: Readonly<Record<string, unknown>>): readonly Setting[] {
  return Object.entries(values)
    .map(([name, value]) => ({ name, value: text(value) }))
    .filter((setting) => setting.value !== '');
}

const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule', PREFER_NO_SCHEDULE: 'PreferNoSchedule', NO_EXECUTE: 'NoExecute',
};

/** Node groups that EKS manages: where controllers run. */
export function coreNodes(inventory: Inventory): readonly CoreNodes[] {
  const groups = inventory.ofType('AWS::EKS::Nodegroup');
  return groups.map((group) => coreNodeGroup(group, groups.length === 1
    ? 'core nodes'
    : optionalText(group.properties.NodegroupName) ?? group.logicalId));
}

function coreNodeGroup({ properties }: Resource, name: string): CoreNodes {
  return {
    name,
    labels: Object.fromEntries(entriesOf(properties.Labels).map(([label, value]) => [label, text(value)])),
    requirements: [],
    taints: list(properties.Taints).map(taint),
    instanceTypes: list(properties.InstanceTypes).map(text),
    capacityType: text(properties.CapacityType) === 'SPOT' ? 'spot' : 'on-demand',
    amiType: text(properties.AmiType),
    size: sizeInWords(properties.ScalingConfig ?? {}),
  };
}

function taint(rendered: Readonly<Record<string, any>>): TaintFacts {
  const effect = text(rendered.Effect);
  return { key: text(rendered.Key), value: text(rendered.Value), effect: EFFECTS[effect] ?? effect };
}

function sizeInWords(scaling: Readonly<Record<string, any>>): string {
  const { MinSize: min, MaxSize: max, DesiredSize: desired } = scaling;
  if (min === undefined || max === undefined) {
    return desired === undefined
      ? 'any number of nodes'
      : `${text(desired)} nodes`;
  }
  if (min === max) return `${text(min)} nodes`;
  return `${text(min)} to ${text(max)} nodes${desired === undefined ? '' : `, ${text(desired)} at first`}`;
}
