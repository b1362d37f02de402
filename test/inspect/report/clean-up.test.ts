import { factsOf } from '../../../inspect/report/facts';
import { platformOf } from '../platforms';

const cluster = { Type: 'AWS::EKS::Cluster', Properties: { Name: 'spark' }, DependsOn: 'Sweep' };
const phase = (name: string, Keep?: string[], DependsOn?: string) => ({
  Type: `Custom::EmrEksKarpenter${name}`, Properties: { ClusterName: 'spark', Keep }, DependsOn,
});

function facts(keep?: string[]) {
  return factsOf(platformOf({
    One: {
      Resources: {
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: { FunctionName: 'spark-clean-up', Environment: { Variables: { CLUSTER_NAME: 'spark' } } },
        },
        Sweep: phase('Sweep', keep), Cluster: cluster, Drain: phase('Drain', keep, 'Cluster'),
      },
    },
  }));
}

const titles = (keep?: string[]) => facts(keep).commands.map(({ title }) => title);

test('says nothing by hand when everything is cleaned up', () => {
  expect(titles().filter((title) => title.includes('destroying,') || title.endsWith(' destroying'))).toEqual([]);
});

test('puts what is switched off before and after the destruction, in order', () => {
  const all = ['jobs', 'nodes', 'instanceProfiles', 'volumes', 'loadBalancers', 'networkInterfaces', 'securityGroups'];
  const shown = titles(all);
  expect(shown.slice(shown.indexOf('See what destroying takes along'))).toEqual([
    'See what destroying takes along',
    'End jobs, before destroying', 'Delete load balancers, before destroying', 'Delete claims and their volumes, before destroying',
    'Delete pools and nodes, before destroying',
    'Destroy',
    'Delete claims and their volumes, after destroying', 'Delete pools and nodes, after destroying',
    'Delete network interfaces, after destroying',
    'Delete security groups, after destroying',
  ]);
});

test('names the cluster in what it shows, and only what is switched off', () => {
  const { commands } = facts(['networkInterfaces']);
  expect(commands.filter(({ title }) => title.endsWith(' destroying')).map(({ lines }) => lines)).toEqual([
    "aws ec2 describe-network-interfaces --filters 'Name=tag:cluster.k8s.amazonaws.com/name,Values=spark' Name=status,Values=available "
    + "--query 'NetworkInterfaces[].NetworkInterfaceId' --output text | tr '\\t' '\\n' | xargs -r -n 1 aws ec2 delete-network-interface "
      + '--network-interface-id',
  ]);
});

test('tells of file systems of claims where there is a driver that makes them', () => {
  const withDriver = factsOf(platformOf({
    One: {
      Resources: {
        Sweep: phase('Sweep', ['fileSystems']),
        Cluster: cluster,
        Fsx: { Type: 'AWS::EKS::Addon', Properties: { AddonName: 'aws-fsx-csi-driver', ClusterName: 'spark' }, DependsOn: 'Cluster' },
      },
    },
  }));
  const lines = (found: ReturnType<typeof facts>) =>
    found.commands.filter(({ title }) => title === 'Delete file systems of claims, after destroying').map(({ lines: text }) => text);
  expect(lines(facts(['fileSystems']))).toEqual([]);
  expect(lines(withDriver)).toEqual([
    'aws fsx describe-file-systems --query '
      + "\"FileSystems[?Tags[?Key=='emr-eks-karpenter:cluster'&&Value=='spark']&&Tags[?Key=='emr-eks-karpenter:on-removal'&&Value=='delete']].FileSystemId\" "
    + "--output text | tr '\\t' '\\n' | xargs -r -n 1 aws fsx delete-file-system --file-system-id",
  ]);
});

test('shows how to see what would go', () => {
  expect(facts().commands.find(({ title }) => title === 'See what destroying takes along')!.lines).toBe([
    'aws lambda invoke --function-name spark-clean-up --region eu-west-1 --cli-read-timeout 900',
    '--cli-binary-format raw-in-base64-out --payload \'{"dryRun": true}\' /dev/stdout',
  ].join(' \\\n  '));
});

test('shows the drain first and the sweep after the cluster', () => {
  const order = facts().deletion.map(({ title }) => title);
  expect(order.filter((title) => title.startsWith('Clean-up') || title === 'EKS cluster')).toEqual([
    'Clean-up: drain', 'EKS cluster', 'Clean-up: sweep',
  ]);
});

test('says nothing of a clean-up where there is none', () => {
  const { commands } = factsOf(platformOf({ One: { Resources: { Cluster: { ...cluster, DependsOn: undefined } } } }));
  expect(commands.map(({ title }) => title)).not.toContain('See what destroying takes along');
});
