import type { AddonFacts } from './model';
import { optionalText, text } from './values';
import type { Inventory } from '../../assembly/query';

/** A row of the catalogue, and by which names it is known to EKS and to Helm. */
interface Entry {
  readonly title: string;
  readonly addons?: readonly string[];
  readonly charts?: readonly string[];
}

/** Everything the platform can bring, installed or not: what is off is as interesting as what is on. */
const CATALOGUE: readonly Entry[] = [
  { title: 'Amazon VPC CNI', addons: ['vpc-cni'] },
  { title: 'CoreDNS', addons: ['coredns'] },
  { title: 'kube-proxy', addons: ['kube-proxy'] },
  { title: 'EKS Pod Identity agent', addons: ['eks-pod-identity-agent'] },
  { title: 'Amazon EBS CSI driver', addons: ['aws-ebs-csi-driver'], charts: ['aws-ebs-csi-driver'] },
  { title: 'Metrics Server', addons: ['metrics-server'], charts: ['metrics-server'] },
  { title: 'Karpenter CRDs', charts: ['karpenter-crd'] },
  { title: 'Karpenter', charts: ['karpenter'] },
  { title: 'Cluster Autoscaler', charts: ['cluster-autoscaler'] },
  { title: 'Cluster Proportional Autoscaler', charts: ['cluster-proportional-autoscaler'] },
  { title: 'Prometheus', charts: ['prometheus', 'kube-prometheus-stack'] },
  { title: 'Kubecost', charts: ['cost-analyzer', 'kubecost'] },
  { title: 'OpenCost', charts: ['opencost'] },
  {
    title: 'CloudWatch observability', addons: ['amazon-cloudwatch-observability'], charts: ['aws-cloudwatch-metrics'],
  },
  { title: 'AWS for Fluent Bit', charts: ['aws-for-fluent-bit'] },
  { title: 'FSx for Lustre CSI driver', addons: ['aws-fsx-csi-driver'], charts: ['aws-fsx-csi-driver'] },
  { title: 'Apache YuniKorn', charts: ['yunikorn'] },
  { title: 'AWS Load Balancer Controller', charts: ['aws-load-balancer-controller'] },
];

/** Add-ons and charts of the stacks: the catalogue first, then whatever else is installed. */
export function addonFacts(inventory: Inventory): readonly AddonFacts[] {
  const installed = [...eksAddons(inventory), ...charts(inventory)];
  const isOf = (entry: Entry, addon: AddonFacts): boolean =>
    (addon.how === 'Helm' ? entry.charts : entry.addons)?.includes(addon.name)
    ?? false;
  const listed = CATALOGUE.flatMap((entry) => {
    const found = installed.filter((addon) => isOf(entry, addon)).map((addon) => ({ ...addon, name: entry.title }));
    return found.length > 0 ? found : [{ name: entry.title, installed: false, how: '' as const }];
  });
  const others = installed.filter((addon) => !CATALOGUE.some((entry) => isOf(entry, addon)));
  return [...listed, ...others];
}

function eksAddons(inventory: Inventory): readonly AddonFacts[] {
  return inventory.ofType('AWS::EKS::Addon').map(({ properties }) => ({
    name: text(properties.AddonName),
    installed: true,
    how: 'EKS add-on' as const,
    version: optionalText(properties.AddonVersion) ?? 'default of EKS',
    namespace: optionalText(properties.NamespaceConfig?.Namespace) ?? 'kube-system',
  }));
}

function charts(inventory: Inventory): readonly AddonFacts[] {
  return inventory.platform.charts.map((chart) => ({
    name: chart.chart.split('/').pop()!,
    installed: true,
    how: 'Helm' as const,
    version: chart.version ?? 'newest',
    namespace: chart.namespace,
  }));
}
