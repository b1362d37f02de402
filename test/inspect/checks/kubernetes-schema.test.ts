import { checkKubernetesSchema } from '../../../inspect/checks/kubernetes-schema';
import { platformWith, platformWithPod, said } from '../platforms';

const pod = { containers: [{ name: 'main', image: 'public.ecr.aws/x:1', resources: { requests: { cpu: '500m', memory: '1Gi' } } }] };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', labels: { 'app.kubernetes.io/name': 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
    template: { metadata: { labels: { app: 'web' } }, spec: pod },
  },
};
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'system:reader', namespace: 'a' },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
};
const quota = {
  apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'a' }, spec: { hard: { 'pods': 10, 'requests.cpu': '100' } },
};
const configMap = (more: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, ...more });
const withContainer = (container: object) =>
  ({ ...deployment, spec: { ...deployment.spec, template: { spec: { containers: [container] } } } });

describe('checkKubernetesSchema()', () => {
  test('accepts right objects', () => {
    expect(checkKubernetesSchema(platformWith(deployment, role, quota, configMap({ data: { a: 'b' } })))).toEqual({
      name: 'kubernetes-schema', checked: 4, findings: [],
    });
  });

  test('names the place, the object, the path and the rule', () => {
    const { findings } = checkKubernetesSchema(platformWith({ ...role, rule: [] }));
    expect(findings).toEqual([
      { where: 'One/Bundle', object: 'Role/a/system:reader', path: 'rule', rule: 'unknown field; did you mean rules?' },
    ]);
  });

  test.each<[string, object, string]>([
    ['a misspelt field', { ...deployment, spec: { ...deployment.spec, replica: 2 } }, 'spec.replica: unknown field; did you mean replicas?'],
    [
      'a misspelt field deep inside',
      withContainer({ name: 'a', image: 'b', volumeMount: [] }),
      'spec.template.spec.containers[0].volumeMount: unknown field; did you mean volumeMounts?',
    ],
    ['a wrong type', { ...deployment, spec: { ...deployment.spec, replicas: '2' } }, 'spec.replicas: must be of type integer, got "2"'],
    ['a number as a label', configMap({ data: { a: 1 } }), 'data.a: must be of type string, got 1'],
    ['a missing field', { ...role, rules: [{ resources: ['pods'] }] }, 'rules[0].verbs: is required'],
    [
      'a wrong quantity',
      withContainer({ name: 'a', image: 'b', resources: { limits: { memory: '4GB' } } }),
      'spec.template.spec.containers[0].resources.limits.memory: must be a quantity, such as 500m or 4Gi, got "4GB"',
    ],
    [
      'a fraction where an integer or text is due',
      { ...deployment, spec: { ...deployment.spec, strategy: { rollingUpdate: { maxSurge: 0.5 } } } },
      'spec.strategy.rollingUpdate.maxSurge: must be an integer or a string, got 0.5',
    ],
    ['a container without an image', withContainer({ name: 'a' }), 'spec.template.spec.containers[0].image: is required'],
    ['no name', configMap({ metadata: {} }), 'metadata.name: is required'],
    [
      'a bad name',
      configMap({ metadata: { name: 'a/b' } }),
      'metadata.name: must have at most 253 characters and neither / nor %, got "a/b"',
    ],
    [
      'a bad label value',
      configMap({ metadata: { name: 'c', labels: { a: 'b c' } } }),
      'metadata.labels["a"]: must be at most 63 letters, digits, -, _ and ., got "b c"',
    ],
    [
      'a bad annotation key',
      configMap({ metadata: { name: 'c', annotations: { 'a/b/c': '' } } }),
      'metadata.annotations["a/b/c"]: must have a key of the form [prefix/]name, with a name of at most 63 letters, digits, -, _ and .',
    ],
    ['text where a list is due', { ...role, rules: 'all' }, 'rules: must be of type array, got "all"'],
    [
      'binary data that is no base64',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { key: 'not base64' } },
      'data.key: must be of format byte, got "not base64"',
    ],
    [
      'an integer too large',
      { ...deployment, spec: { ...deployment.spec, replicas: 2 ** 40 } },
      'spec.replicas: must be of format int32, got 1099511627776',
    ],
    [
      'an unknown kind',
      { apiVersion: 'v1', kind: 'Deployment', metadata: { name: 'web' } },
      'kind: v1 Deployment is no kind of Kubernetes 1.35, nor of a known CustomResourceDefinition',
    ],
    [
      'a version that is no longer served',
      { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'b' } },
      'kind: policy/v1beta1 PodDisruptionBudget is no kind of Kubernetes 1.35, nor of a known CustomResourceDefinition',
    ],
  ])('finds %s', (_, object, finding) => {
    expect(said(checkKubernetesSchema(platformWith(object)))).toEqual([finding]);
  });

  test('leaves custom kinds to their own schema, also those the app defines', () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'toys.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Toy', plural: 'toys' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    expect(said(checkKubernetesSchema(platformWith(definition, { apiVersion: 'example.com/v1', kind: 'Toy', metadata: { name: 't' } }))))
      .toEqual([]);
  });
});

describe('checkKubernetesSchema() on pod templates', () => {
  test('accepts what Spark completes: no name, no image, no container', () => {
    expect(said(checkKubernetesSchema(platformWithPod('apiVersion: v1\nkind: Pod\nspec:\n  nodeSelector: {a: b}\n')))).toEqual([]);
    expect(
      said(
        checkKubernetesSchema(platformWithPod('{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"spark-kubernetes-driver"}]}}')),
      ),
    ).toEqual([]);
  });

  test.each([
    ['a misspelt field', 'apiVersion: v1\nkind: Pod\nspec: {toleration: []}\n', 'spec.toleration: unknown field; did you mean tolerations?'],
    ['a container without a name', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{}]}\n', 'spec.containers[0].name: is required'],
    [
      'a label that is no text',
      'apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: true}}\n',
      'metadata.labels.a: must be of type string, got true',
    ],
    ['another version', 'apiVersion: v2\nkind: Pod\n', 'apiVersion: must be v1, got v2'],
    ['broken YAML', 'kind: Pod\nspec: {a', ': must be YAML or JSON: unexpected end of the stream within a flow collection (3:1)'],
  ])('finds %s', (_, text, finding) => {
    expect(said(checkKubernetesSchema(platformWithPod(text)))).toContain(finding);
  });
});
