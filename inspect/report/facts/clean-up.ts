import type { ClusterFacts, CommandFacts } from './model';
import { list } from './values';
import type { Inventory } from '../../assembly/query';
import { CustomType } from '../../assembly/vocabulary';

/** Commands for a part that the clean-up retains: while the cluster runs, and once it is gone. */
interface ByHand {
  readonly title: string;
  readonly before?: (cluster: string) => string;
  readonly after?: (cluster: string) => string;
}

const perId = (ids: string, command: string) => `${ids} | tr '\\t' '\\n' | xargs -r -n 1 ${command}`;
const owned = (cluster: string) => `'Name=tag:kubernetes.io/cluster/${cluster},Values=owned'`;
const byKarpenter = (cluster: string) => `${owned(cluster)} 'Name=tag:eks:eks-cluster-name,Values=${cluster}'`;
const ec2 = (what: string, filters: string, query: string) =>
  `aws ec2 describe-${what} --filters ${filters} --query '${query}' --output text`;

/** Parts in the words of the clean-up's custom resources, in the order in which they go. */
const PARTS: Readonly<Record<string, ByHand>> = {
  jobs: {
    title: 'End jobs',
    before: (cluster) => [
      `for vc in $(aws emr-containers list-virtual-clusters --container-provider-id ${cluster} `
        + '--container-provider-type EKS --states RUNNING --query \'virtualClusters[].id\' --output text); do',
      `  ${perId(
        'aws emr-containers list-job-runs --virtual-cluster-id $vc --states PENDING SUBMITTED RUNNING --query '
          + "'jobRuns[].id' --output text",
        'aws emr-containers cancel-job-run --virtual-cluster-id $vc --id',
      )}`,
      'done',
    ].join('\n'),
  },
  loadBalancers: {
    title: 'Delete load balancers',
    before: () => [
      'kubectl delete ingress --all --all-namespaces',
      'kubectl get services --all-namespaces -o json | jq \'.items |= map(select(.spec.type == "LoadBalancer"))\' | '
        + 'kubectl delete --ignore-not-found -f -',
    ].join('\n'),
  },
  volumes: {
    title: 'Delete claims and their volumes',
    before: () => 'kubectl delete persistentvolumeclaims --all --all-namespaces --wait=false',
    after: (cluster) => perId(
      ec2('volumes', `${owned(cluster)} Name=status,Values=available`, 'Volumes[].VolumeId'),
      'aws ec2 delete-volume --volume-id',
    ),
  },
  fileSystems: {
    title: 'Delete file systems of claims',
    after: (cluster) => perId(
      'aws fsx describe-file-systems --query '
        + `"FileSystems[?Tags[?Key=='emr-eks-karpenter:cluster'&&Value=='${cluster}']&&Tags[?Key=='emr-eks-karpenter:on-removal'&&Value=='delete']].FileSystemId" --output text`,
      'aws fsx delete-file-system --file-system-id',
    ),
  },
  nodes: {
    title: 'Delete pools and nodes',
    before: () =>
      'kubectl delete nodepools --all\nkubectl wait --for=delete nodeclaims --all --timeout=60m\nkubectl delete '
        + 'ec2nodeclasses --all',
    after: (cluster) => [
      perId(
        ec2('instances', byKarpenter(cluster), 'Reservations[].Instances[].InstanceId'),
        'aws ec2 terminate-instances --instance-ids',
      ),
      perId(
        ec2('launch-templates', byKarpenter(cluster), 'LaunchTemplates[].LaunchTemplateId'),
        'aws ec2 delete-launch-template --launch-template-id',
      ),
    ].join('\n'),
  },
  networkInterfaces: {
    title: 'Delete network interfaces',
    after: (cluster) => perId(
      ec2(
        'network-interfaces',
        `'Name=tag:cluster.k8s.amazonaws.com/name,Values=${cluster}' Name=status,Values=available`,
        'NetworkInterfaces[].NetworkInterfaceId',
      ),
      'aws ec2 delete-network-interface --network-interface-id',
    ),
  },
  securityGroups: {
    title: 'Delete security groups',
    after: (cluster) => perId(
      ec2('security-groups', `'Name=tag:elbv2.k8s.aws/cluster,Values=${cluster}'`, 'SecurityGroups[].GroupId'),
      'aws ec2 delete-security-group --group-id',
    ),
  },
};

/** Commands before and after `cdk destroy` for what the clean-up does not do. */
export interface ManualCleanUp {
  readonly before: readonly CommandFacts[];
  readonly after: readonly CommandFacts[];
}

export function manualCleanUp(inventory: Inventory, { name }: ClusterFacts): ManualCleanUp {
  const kept = new Set(inventory.ofType(CustomType.SWEEP).flatMap(({ properties }) => list(properties.Keep)));
  const hasFsx = inventory.ofType('AWS::EKS::Addon')
    .some(({ properties }) => properties.AddonName === 'aws-fsx-csi-driver');
  const parts = Object.entries(PARTS).filter(([part]) => kept.has(part) && (part !== 'fileSystems' || hasFsx))
    .map(([, byHand]) => byHand);
  const commands = (when: 'before' | 'after', why: string): CommandFacts[] => parts
    .flatMap(({ title, [when]: lines }) => (
      lines === undefined ? [] : [{ title: `${title}, ${when} destroying`, why, lines: lines(name) }]));
  return {
    before: commands('before', 'Switched off in `cleanUp`: while its controllers run, in this order.'),
    after: commands(
      'after',
      'Switched off in `cleanUp`: what is left once the cluster is gone. Look at what the filters find first; then '
        + 'destroy again.',
    ),
  };
}

/** Asks the function of the clean-up by hand. */
export function dryRun(inventory: Inventory, { name, region }: ClusterFacts): readonly CommandFacts[] {
  return inventory.ofType(CustomType.DRAIN).slice(0, 1).map(() => ({
    title: 'See what destroying takes along',
    why: 'A dry run of the clean-up: jobs, nodes and left-overs that carry the cluster\'s tags.',
    lines: [
      `aws lambda invoke --function-name ${functionName(inventory, name)}${region ? ` --region ${region}` : ''} `
        + '--cli-read-timeout 900',
      '--cli-binary-format raw-in-base64-out --payload \'{"dryRun": true}\' /dev/stdout',
    ].join(' \\\n  '),
  }));
}

/** Of the function that knows the cluster by its name. */
function functionName(inventory: Inventory, cluster: string): string {
  const names = inventory.ofType('AWS::Lambda::Function')
    .filter(({ properties }) => properties.Environment?.Variables?.CLUSTER_NAME === cluster)
    .map(({ properties }) => properties.FunctionName);
  return names[0] ?? `${cluster}-clean-up`;
}
