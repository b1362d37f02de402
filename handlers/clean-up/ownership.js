'use strict';

/**
 * Tags by which a resource belongs to one cluster and to nothing else. All must hold: one tag alone may be a typing error, or shared.
 *
 * @typedef {object} Mark
 * @property {Record<string, string>} tags
 * @property {string[]} [anyKey] beginnings of tag keys of which one more must be there
 */

/** @typedef {{ Key?: string, Value?: string }[]} TagList */

/** On volumes and file systems whose PersistentVolume is to be retained. The drain sets it, the sweep heeds it. */
const RETAIN_TAG = 'emr-eks-karpenter/retain';

/** What CloudFormation made, CloudFormation deletes. */
const STACK_TAG = 'aws:cloudformation:stack-id';

/** @param {string} cluster */
const owned = (cluster) => ({ [`kubernetes.io/cluster/${cluster}`]: 'owned' });

/**
 * Karpenter 1.14: instances, volumes, network interfaces, launch templates, instance profiles.
 * https://karpenter.sh/v1.14/reference/cloudformation/#allowscopedec2instanceactionswithtags
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byKarpenter = (cluster) => ({ tags: { ...owned(cluster), 'eks:eks-cluster-name': cluster } });

/**
 * IAM knows no regions: a cluster of the same name elsewhere has profiles, too.
 *
 * @param {Mark} mark
 * @param {string} region
 * @returns {Mark}
 */
const inRegion = (mark, region) => ({ ...mark, tags: { ...mark.tags, 'topology.kubernetes.io/region': region } });

/**
 * The EBS CSI driver, told the cluster's name: volumes of claims.
 * https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byEbsCsi = (cluster) => ({ tags: { ...owned(cluster), KubernetesCluster: cluster } });

/**
 * The FSx CSI driver: file systems of claims, by the tags that their StorageClass gives it. The second is there where the user chose to delete.
 * https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/examples/kubernetes/dynamic_provisioning/README.md (`extraTags`)
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byFsxCsi = (cluster) => ({
  tags: { 'emr-eks-karpenter:cluster': cluster, 'emr-eks-karpenter:on-removal': 'delete' },
  anyKey: ['CSIVolumeName'],
});

/**
 * The VPC CNI: network interfaces of pods. https://github.com/aws/amazon-vpc-cni-k8s#cluster_name
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byVpcCni = (cluster) => ({ tags: { 'cluster.k8s.amazonaws.com/name': cluster }, anyKey: ['node.k8s.amazonaws.com/'] });

/**
 * The AWS Load Balancer Controller: load balancers, target groups, security groups.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byLoadBalancerController = (cluster) => ({
  tags: { 'elbv2.k8s.aws/cluster': cluster },
  anyKey: ['ingress.k8s.aws/', 'service.k8s.aws/', 'gateway.k8s.aws', 'elbv2.k8s.aws/resource'],
});

/**
 * The service controller of EKS itself, for Services without a load balancer class: load balancers.
 * https://github.com/kubernetes/cloud-provider-aws/blob/master/pkg/providers/v1/tags.go
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byServiceController = (cluster) => ({ tags: owned(cluster), anyKey: ['kubernetes.io/service-name', 'KubernetesCluster'] });

/**
 * EKS: the security group that it makes for each cluster, which stays where a network interface still used it.
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 *
 * @param {string} cluster
 * @returns {Mark}
 */
const byEks = (cluster) => ({ tags: { ...owned(cluster), 'aws:eks:cluster-name': cluster } });

/**
 * Whether the tags are those of the mark. What a CloudFormation stack made is nobody else's.
 *
 * @param {Mark} mark
 * @param {TagList | undefined} list
 */
function carries(mark, list = []) {
  const tags = new Map(list.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const more = mark.anyKey ?? [];
  return !tags.has(STACK_TAG)
    && Object.entries(mark.tags).every(([key, value]) => tags.get(key) === value)
    && (more.length === 0 || [...tags.keys()].some((key) => more.some((beginning) => key.startsWith(beginning))));
}

/**
 * The same for EC2, as far as it can filter.
 *
 * @param {Mark} mark
 */
function filtersOf(mark) {
  return Object.entries(mark.tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

/**
 * @param {TagList | undefined} list
 * @param {string} key
 */
function hasTag(list, key) {
  return (list ?? []).some(({ Key }) => Key === key);
}

module.exports = { RETAIN_TAG, byKarpenter, inRegion, byEbsCsi, byFsxCsi, byVpcCni, byLoadBalancerController, byServiceController, byEks, carries, filtersOf, hasTag };
