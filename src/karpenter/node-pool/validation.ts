import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { requirementLabels, type NodePoolSpec, type TaintSpec } from './manifests/node-pool';
import { TaintEffect } from './node-pool-taint';
import { annotations, isQualifiedName, labels, objectName, qualifiedName } from '../../kubernetes/label-syntax';
import { KARPENTER_AWS_DOMAIN, KARPENTER_DOMAIN, Label } from '../../kubernetes/vocabulary';
import { oneOf, optional, shown, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** Labels hold at most 63 characters, and Karpenter labels nodes with the name of their pool. */
const MAX_NAME_LENGTH = 63;

/** Labels and requirements together, as the controller counts them. */
const MAX_LABELS = 100;

/** Labels below `karpenter.k8s.aws/` that the CRD lets a pool set. */
const AWS_LABELS = new Set([
  'capacity-reservation-id', 'capacity-reservation-interruptible', 'capacity-reservation-type', 'ec2nodeclass', 'instance-accelerator-count',
  'instance-accelerator-manufacturer', 'instance-accelerator-name', 'instance-capability-flex', 'instance-category', 'instance-cpu',
  'instance-cpu-manufacturer', 'instance-cpu-sustained-clock-speed-mhz', 'instance-ebs-bandwidth', 'instance-encryption-in-transit-supported',
  'instance-family', 'instance-generation', 'instance-gpu-count', 'instance-gpu-manufacturer', 'instance-gpu-memory', 'instance-gpu-name',
  'instance-hypervisor', 'instance-local-nvme', 'instance-memory', 'instance-network-bandwidth', 'instance-size', 'instance-tenancy',
  'placement-group-id', 'placement-group-partition',
].map((name) => `${KARPENTER_AWS_DOMAIN}/${name}`));

/** Checks what the CRD and the controller would refuse, but for instances and disruption. */
export function validateNodePool(scope: IConstruct, spec: NodePoolSpec): void {
  objectName(scope, 'nodePoolName', spec.name, { max: MAX_NAME_LENGTH });
  objectName(scope, 'nodeClass.nodeClassName', spec.nodeClassName);
  wholeNumber(scope, 'weight', spec.weight, { max: 100, allowToken: true });
  wholeNumber(scope, 'limits.vcpus', spec.limits.vcpus, { allowToken: true });
  optional(spec.limits.nodes, (count) => wholeNumber(scope, 'limits.nodes', count, { allowToken: true }));
  validateLabels(scope, spec);
  optional(spec.annotations, (given) => annotations(scope, 'annotations', given));
  spec.taints.forEach((taint) => validateTaint(scope, 'taint', taint));
  spec.startupTaints.forEach((taint, index) => validateTaint(scope, `startupTaints[${index}]`, taint));
  distinctTaints(scope, [...spec.taints, ...spec.startupTaints]);
}

function validateLabels(scope: IConstruct, spec: NodePoolSpec): void {
  const own = requirementLabels(spec);
  labels(scope, 'labels', spec.labels);
  Object.keys(spec.labels).forEach((key) => freeLabel(scope, key, own));
  const count = Object.keys(spec.labels).length + own.length;
  if (count > MAX_LABELS) {
    const must = `come to at most ${MAX_LABELS} with the ${own.length} that other props set`;
    refuse(scope, 'karpenter:labels', { prop: 'labels', must, got: count, fix: 'leave some out' });
  }
}

/** The CRD's rules, and one of our own: a label that a requirement speaks of would overrule the prop. */
function freeLabel(scope: IConstruct, key: string, own: string[]): void {
  const domain = key.split('/')[0];
  const ofKarpenter = domain.endsWith(KARPENTER_DOMAIN)
    || (domain.endsWith(KARPENTER_AWS_DOMAIN) && !AWS_LABELS.has(key));
  if (ofKarpenter || key === Label.HOSTNAME) {
    refuse(scope, 'karpenter:labels', {
      prop: 'labels',
      must: 'leave the labels that Karpenter keeps for itself',
      got: shown(key),
      fix: 'use a domain of your own',
    });
  }
  if (own.includes(key)) {
    refuse(scope, 'karpenter:labels', {
      prop: 'labels',
      must: 'leave what other props set',
      got: shown(key),
      fix: 'use `instances`, `zones` or `capacityTypes`',
    });
  }
}

function validateTaint(scope: IConstruct, prop: string, { key, value, effect }: TaintSpec): void {
  qualifiedName(scope, prop, key);
  oneOf(scope, `${prop}.effect`, effect as TaintEffect, Object.values(TaintEffect));
  if (value !== undefined && !Token.isUnresolved(value) && !(typeof value === 'string' && isQualifiedName(value))) {
    const must = `be at most ${MAX_NAME_LENGTH} letters, digits, "-", "_" and "."`;
    refuse(scope, 'karpenter:taints', { prop: `${prop}.value`, must, got: shown(value), fix: 'leave it out for none' });
  }
}

function distinctTaints(scope: IConstruct, all: TaintSpec[]): void {
  const pairs = all.map((taint) => `${taint.key}:${taint.effect}`);
  const twice = pairs.find((pair, index) => pairs.indexOf(pair) !== index);
  if (twice !== undefined) {
    refuse(scope, 'karpenter:taints', {
      prop: 'startupTaints',
      must: 'differ from each other and from `taint` in key or effect',
      got: `${shown(twice)} twice`,
      fix: 'leave one out',
    });
  }
}
