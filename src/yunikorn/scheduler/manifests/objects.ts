import type { KubernetesObject } from '../../../kubernetes/object';

/**
 * Names that the admission controller gives its webhooks.
 *
 * @see https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/admission/webhook_manager.go
 */
const WEBHOOKS = {
  MutatingWebhookConfiguration: 'yunikorn-admission-controller-mutations',
  ValidatingWebhookConfiguration: 'yunikorn-admission-controller-validations',
};
const LABELS = { app: 'yunikorn' };

/** The namespace of the scheduler. Its deletion deletes the ConfigMap that the chart does not. */
export function namespaceManifest(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...LABELS, 'pod-security.kubernetes.io/enforce': 'baseline' } },
  };
}

/** The queues, which take precedence over those of the chart; the scheduler reads them again at every change. */
export function queueConfigManifest(namespace: string, queues: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'yunikorn-configs', namespace, labels: { ...LABELS } },
    data: { 'queues.yaml': queues },
  };
}

/**
 * The webhooks as empty shells: the admission controller fills them (rules, certificate, failure policy "Ignore"), and
 * since they are ours they are deleted with YuniKorn. Its own would stay, and every new pod of the cluster would first
 * be sent to nobody.
 */
export function webhookManifests(): KubernetesObject[] {
  return Object.entries(WEBHOOKS).map(([kind, name]) => ({
    apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name, labels: { ...LABELS } },
  }));
}
