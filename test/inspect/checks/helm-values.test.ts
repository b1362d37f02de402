import { FREE_FORM } from '../../../inspect/checks/helm-free-form';
import { checkHelmValues } from '../../../inspect/checks/helm-values';
import { chart, platformOf, said } from '../platforms';

const karpenter = {
  settings: { clusterName: 'spark', interruptionQueue: 'spark', featureGates: { spotToSpotConsolidation: true } },
  replicas: 2,
  controller: { resources: { requests: { cpu: 1, memory: '1Gi' } }, env: [{ name: 'AWS_REGION', value: 'eu-west-1' }] },
  nodeSelector: { role: 'core' },
  tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
  serviceAccount: { name: 'karpenter', annotations: { 'example.com/a': 'b' } },
  terminationGracePeriodSeconds: 30,
};

const check = (values: object, name = 'karpenter', version = '1.14.1') => checkHelmValues(platformOf({
  One: { Resources: { Chart: chart(name, version, values) } },
}));

describe('checkHelmValues()', () => {
  test('accepts values that the charts know', () => {
    expect(check(karpenter)).toEqual({ name: 'helm-values', checked: 1, findings: [] });
    expect(said(check({ additionalAnnotations: { 'helm.sh/resource-policy': 'keep' } }, 'karpenter-crd'))).toEqual([]);
  });

  test('names the place, the release, the key and the rule', () => {
    expect(check({ settings: { interuptionQueue: 'spark' } }).findings).toEqual([{
      where: 'One/Chart',
      object: 'HelmChart/karpenter',
      path: 'settings.interuptionQueue',
      rule: 'unknown key: the chart has no such value; did you mean interruptionQueue?',
    }]);
  });

  test.each<[string, object, string]>([
    ['an unknown key at the top', { setting: {} }, 'setting: unknown key: the chart has no such value; did you mean settings?'],
    ['text where a number is due', { replicas: '2' }, 'replicas: must be a number like the chart\'s default 2, got "2"'],
    ['a map where a list is due', { imagePullSecrets: { name: 'a' } }, 'imagePullSecrets: must be of type array, got {"name":"a"}'],
    ['a boolean as text', { hostNetwork: 'true' }, 'hostNetwork: must be a boolean like the chart\'s default false, got "true"'],
    ['text where a map is due', { service: 'a' }, 'service: must be a map like the chart\'s default {"annotations":{}}, got "a"'],
    [
      'a misspelt field in what goes into the pod',
      { tolerations: [{ key: 'a', operater: 'Exists' }] },
      'tolerations[0].operater: unknown field; did you mean operator?',
    ],
    ['a wrong quantity in what goes into the pod', { controller: { resources: { limits: { memory: '1GB' } } } },
      'controller.resources.limits.memory: must be a quantity, such as 500m or 4Gi, got "1GB"'],
    ['a number as a node label', { nodeSelector: { role: 1 } }, 'nodeSelector.role: must be of type string, got 1'],
    [
      'a free-form name where the chart has none',
      { settings: { resources: { limits: {} } } },
      'settings.resources: unknown key: the chart has no such value',
    ],
  ])('finds %s', (_, values, finding) => {
    expect(said(check(values))).toEqual([finding]);
  });

  test('finds a chart whose values nobody knows', () => {
    expect(said(check({}, 'airflow', '1.0.0'))).toEqual([
      'version: must be a chart whose values are known, got airflow 1.0.0; add it to inspect/schema/data/chart-values',
    ]);
  });

  test('finds a version whose values nobody knows', () => {
    expect(said(check({}, 'karpenter', '1.13.0'))).toEqual([
      'version: chart karpenter must have a version whose values are known (1.14.1), got 1.13.0; add it to inspect/schema/data/chart-values',
    ]);
  });
});

describe('the allow-list of free-form values', () => {
  test('gives a reason for every entry', () => {
    expect(FREE_FORM.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});
