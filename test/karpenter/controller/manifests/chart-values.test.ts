import { karpenterCrdValues, karpenterValues, type KarpenterValuesSpec } from '../../../../src/karpenter/controller/manifests/chart-values';
import { deepMerge } from '../../../../src/private/maps';

const spec: KarpenterValuesSpec = {
  clusterName: 'platform',
  interruptionQueueName: 'queue',
  serviceAccountName: 'karpenter',
  region: 'eu-west-1',
  isolatedVpc: false,
  replicas: 2,
  cpu: '1',
  memory: '1024Mi',
  dnsPolicy: 'Default',
  logLevel: 'info',
  featureGates: {},
  settings: {},
  environment: {},
};

function rendered(given: Partial<KarpenterValuesSpec> = {}): any {
  const { owned, defaults } = karpenterValues({ ...spec, ...given });
  return deepMerge(defaults, owned);
}

// Keys and forms: https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/charts/karpenter/values.yaml
describe('karpenterValues()', () => {
  test('renders the least', () => {
    expect(rendered()).toEqual({
      settings: { clusterName: 'platform', interruptionQueue: 'queue', isolatedVPC: false, featureGates: {} },
      serviceAccount: { create: true, name: 'karpenter' },
      nodeSelector: { 'emr-eks-karpenter/node-group': 'core' },
      tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
      controller: {
        env: [{ name: 'AWS_REGION', value: 'eu-west-1' }],
        resources: { requests: { cpu: '1', memory: '1024Mi' }, limits: { cpu: '1', memory: '1024Mi' } },
      },
      replicas: 2,
      dnsPolicy: 'Default',
      logLevel: 'info',
    });
  });

  test('renders every setting in the form that the chart takes', () => {
    const { settings } = rendered({
      featureGates: { nodeRepair: true },
      settings: {
        batchMaxSeconds: 30,
        batchIdleSeconds: 3,
        preferencePolicy: 'Ignore',
        minValuesPolicy: 'BestEffort',
        vmMemoryOverheadPercent: 0.05,
        reservedEnis: 1,
        ignoreDraRequests: true,
        disableDryRun: true,
        amiRefreshSeconds: 60,
        subnetRefreshSeconds: 90,
      },
    });

    expect(settings).toEqual({
      clusterName: 'platform',
      interruptionQueue: 'queue',
      isolatedVPC: false,
      batchMaxDuration: '30s',
      batchIdleDuration: '3s',
      preferencePolicy: 'Ignore',
      minValuesPolicy: 'BestEffort',
      vmMemoryOverheadPercent: 0.05,
      reservedENIs: '1',
      ignoreDRARequests: true,
      disableDryRun: true,
      amiRefreshInterval: '60s',
      subnetRefreshInterval: '90s',
      featureGates: { nodeRepair: true },
    });
  });

  test('switches DRA requests on through the environment too, since the chart drops the value', () => {
    const values = rendered({ settings: { ignoreDraRequests: false } });

    expect(values.settings).toMatchObject({ ignoreDRARequests: false });
    expect(values.controller).toMatchObject({
      env: [{ name: 'AWS_REGION', value: 'eu-west-1' }, { name: 'IGNORE_DRA_REQUESTS', value: 'false' }],
    });
  });

  test('re-points the image', () => {
    expect(rendered({ imageRepository: 'registry.example/karpenter/controller' }).controller)
      .toMatchObject({ image: { repository: 'registry.example/karpenter/controller' } });
  });

  test('sorts the environment', () => {
    expect(rendered({ environment: { Z: '1', A: '2' } }).controller)
      .toMatchObject({ env: [{ name: 'A', value: '2' }, { name: 'AWS_REGION', value: 'eu-west-1' }, { name: 'Z', value: '1' }] });
  });

  test('owns what permissions, identity, placement and queue fit', () => {
    expect(Object.keys(karpenterValues(spec).owned)).toEqual(['settings', 'serviceAccount', 'nodeSelector', 'controller']);
  });

  test('gives a fresh object each time', () => {
    expect(karpenterValues(spec)).not.toBe(karpenterValues(spec));
  });
});

describe('karpenterCrdValues()', () => {
  test('keeps the definitions when the release goes', () => {
    expect(karpenterCrdValues()).toEqual({ additionalAnnotations: { 'helm.sh/resource-policy': 'keep' } });
  });
});
