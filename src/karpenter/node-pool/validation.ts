import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { requirementLabels, type NodePoolSpec, type TaintSpec } from './manifests/node-pool';
import { KARPENTER_AWS_DOMAIN, KARPENTER_DOMAIN, Label } from '../../kubernetes/vocabulary';
import { requireLiteral } from '../../private/tokens';
import { objectName } from '../node-class/validation';
import { quote, refuse, wholeNumber } from '../refuse';

/** An optional DNS prefix and a name; of the CRD, and of Kubernetes. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const QUALIFIED_NAME = /^(?:(?<prefix>[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)\/)?(?<name>([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;
const MAX_PREFIX_LENGTH = 253;
const MAX_NAME_LENGTH = 63;

/** Of the CRD, `template.metadata.labels`. */
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

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
  objectName(scope, 'nodePoolName', spec.name);
  wholeNumber(scope, 'weight', spec.weight, 1, 100);
  wholeNumber(scope, 'limits.vcpus', spec.limits.vcpus, 1);
  wholeNumber(scope, 'limits.nodes', spec.limits.nodes, 1);
  labels(scope, spec);
  Object.keys(spec.annotations ?? {}).forEach((key) => qualifiedName(scope, 'annotations', key));
  spec.taints.forEach((taint) => taintSyntax(scope, 'taint', taint));
  spec.startupTaints.forEach((taint, index) => taintSyntax(scope, `startupTaints[${index}]`, taint));
  distinctTaints(scope, [...spec.taints, ...spec.startupTaints]);
}

function labels(scope: IConstruct, spec: NodePoolSpec): void {
  const own = requirementLabels(spec);
  for (const [key, value] of Object.entries(spec.labels)) {
    qualifiedName(scope, 'labels', key);
    freeLabel(scope, key, own);
    labelValue(scope, key, value);
  }
  const count = Object.keys(spec.labels).length + own.length;
  if (count > MAX_LABELS) {
    refuse(scope, 'labels', { prop: 'labels', must: `come to at most ${MAX_LABELS} with the ${own.length} that other props set`, got: count, fix: 'leave some out' });
  }
}

function qualifiedName(scope: IConstruct, prop: string, key: string): void {
  requireLiteral(scope, 'karpenter:key', `${prop} (a key)`, key);
  const parts = QUALIFIED_NAME.exec(key)?.groups;
  if (parts === undefined || parts.name.length > MAX_NAME_LENGTH || (parts.prefix ?? '').length > MAX_PREFIX_LENGTH) {
    refuse(scope, 'qualified-name', {
      prop,
      must: `have keys made of an optional DNS prefix with "/" and a name of at most ${MAX_NAME_LENGTH} letters, digits, "-", "_" and "."`,
      got: quote(key),
      fix: 'rename it',
    });
  }
}

/** The CRD's rules, and one of our own: a label that a requirement speaks of would overrule the prop. */
function freeLabel(scope: IConstruct, key: string, own: string[]): void {
  const domain = key.split('/')[0];
  const ofKarpenter = domain.endsWith(KARPENTER_DOMAIN) || (domain.endsWith(KARPENTER_AWS_DOMAIN) && !AWS_LABELS.has(key));
  if (ofKarpenter || key === Label.HOSTNAME) {
    refuse(scope, 'labels', { prop: 'labels', must: 'leave the labels that Karpenter keeps for itself', got: quote(key), fix: 'use a domain of your own' });
  }
  if (own.includes(key)) {
    refuse(scope, 'labels', { prop: 'labels', must: 'leave what other props set', got: quote(key), fix: 'use `instances`, `zones` or `capacityTypes`' });
  }
}

function labelValue(scope: IConstruct, key: string, value: string): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (!LABEL_VALUE.test(value) || value.length > MAX_NAME_LENGTH) {
    refuse(scope, 'labels', {
      prop: `labels["${key}"]`,
      must: `be at most ${MAX_NAME_LENGTH} letters, digits, "-", "_" and ".", starting and ending with a letter or digit`,
      got: quote(value),
      fix: 'use an annotation for longer text',
    });
  }
}

function taintSyntax(scope: IConstruct, prop: string, taint: TaintSpec): void {
  qualifiedName(scope, prop, taint.key);
  if (taint.value === undefined || Token.isUnresolved(taint.value)) {
    return;
  }
  const parts = QUALIFIED_NAME.exec(taint.value)?.groups;
  if (parts === undefined || parts.name.length > MAX_NAME_LENGTH || (parts.prefix ?? '').length > MAX_PREFIX_LENGTH) {
    refuse(scope, 'taints', { prop: `${prop}.value`, must: `be at most ${MAX_NAME_LENGTH} letters, digits, "-", "_" and "."`, got: quote(taint.value), fix: 'leave it out for none' });
  }
}

function distinctTaints(scope: IConstruct, all: TaintSpec[]): void {
  const pairs = all.map((taint) => `${taint.key}:${taint.effect}`);
  const twice = pairs.find((pair, index) => pairs.indexOf(pair) !== index);
  if (twice !== undefined) {
    refuse(scope, 'taints', { prop: 'startupTaints', must: 'differ from each other and from `taint` in key or effect', got: `${quote(twice)} twice`, fix: 'leave one out' });
  }
}
