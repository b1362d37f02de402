import { Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import type { KarpenterOptions } from '../../../src/karpenter/controller/options';
import { type FakeClusterOptions } from '../../support/stacks';
import { karpenter, refusal, warningsOf } from '../support';

const MATRIX = 'https://karpenter.sh/docs/upgrading/compatibility/';

const bad: Array<[string, KarpenterOptions, string]> = [
  ['replicas 0', { replicas: 0 }, '`replicas` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['replicas 1.5', { replicas: 1.5 }, '`replicas` must be a whole number of at least 1, got 1.5; choose a number in that range'],
  [
    'no vCPUs',
    { resources: { vcpus: 0 } },
    '`resources.vcpus` must be a number of at least 0.001 vCPUs, got 0; choose a number in that range',
  ],
  [
    'vCPUs not a number',
    { resources: { vcpus: NaN } },
    '`resources.vcpus` must be a number of at least 0.001 vCPUs, got NaN; choose a number in that range',
  ],
  [
    'little memory',
    { resources: { memory: Size.mebibytes(255) } },
    '`resources.memory` must be whole MiB, at least 256, got 255 MiB; choose a size in that range',
  ],
  [
    'an overhead of 1',
    { settings: { vmMemoryOverheadPercent: 1 } },
    '`settings.vmMemoryOverheadPercent` must be a share from 0 to less than 1, got 1; write 0.075 for 7.5 %',
  ],
  [
    'a negative overhead',
    { settings: { vmMemoryOverheadPercent: -0.1 } },
    '`settings.vmMemoryOverheadPercent` must be a share from 0 to less than 1, got -0.1; write 0.075 for 7.5 %',
  ],
  [
    'a token for vCPUs',
    { resources: { vcpus: Lazy.number({ produce: () => 1 }) } },
    '`resources.vcpus` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
  ],
  [
    'a token for ENIs',
    { settings: { reservedEnis: Lazy.number({ produce: () => 1 }) } },
    '`settings.reservedEnis` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
  ],
  [
    'negative ENIs',
    { settings: { reservedEnis: -1 } },
    '`settings.reservedEnis` must be a whole number of at least 0, got -1; choose a number in that range',
  ],
  [
    'a fraction of a second',
    { settings: { batchIdleDuration: Duration.millis(500) } },
    '`settings.batchIdleDuration` must be whole seconds, at least 1, got 0.5 seconds; choose a duration in that range',
  ],
  [
    'a pause above the maximum',
    { settings: { batchIdleDuration: Duration.seconds(11) } },
    '`settings.batchIdleDuration` must be at most `settings.batchMaxDuration`, got 11 s with a maximum of 10 s; raise the maximum or '
      + 'shorten the pause',
  ],
  [
    'AMIs looked up too often',
    { settings: { amiRefreshInterval: Duration.seconds(59) } },
    '`settings.amiRefreshInterval` must be whole seconds, at least 60, got 59 seconds; choose a duration in that range',
  ],
  [
    'subnets looked up too often',
    { settings: { subnetRefreshInterval: Duration.seconds(59) } },
    '`settings.subnetRefreshInterval` must be whole seconds, at least 60, got 59 seconds; choose a duration in that range',
  ],
  [
    'a region of its own',
    { environment: { AWS_REGION: 'eu-west-2' } },
    '`environment` must leave `AWS_REGION` to the construct, got "eu-west-2"; leave it out: it is the region of the stack',
  ],
  [
    'seconds as text',
    { settings: { batchIdleDuration: '1s' as any } },
    '`settings.batchIdleDuration` must be a `Duration`, got "1s"; use `Duration.seconds()` or `Duration.minutes()`',
  ],
  ['a number for a variable', { environment: { A: 1 as any } }, '`environment["A"]` must be text, got 1; write it in quotes'],
  [
    'text for a feature gate',
    { featureGates: { nodeRepair: 'yes' as any } },
    '`featureGates.nodeRepair` must be true or false, got "yes"; leave it out for the default',
  ],
  [
    'an unknown level',
    { logLevel: 'warn' as any },
    '`logLevel` must be one of "debug", "info", "error", got "warn"; use the members of its enum',
  ],
  [
    'another cluster name',
    { values: { settings: { clusterName: 'other' } } },
    '`values.settings.clusterName` must stay as this library sets it, got another value; leave it out, since placement, identity or '
      + 'permissions follow from it',
  ],
  [
    'another queue',
    { values: { settings: { interruptionQueue: 'q' } } },
    '`values.settings.interruptionQueue` must stay as this library sets it, got another value; leave it out, since placement, identity or '
      + 'permissions follow from it',
  ],
  [
    'another service account',
    { values: { serviceAccount: { name: 'x' } } },
    '`values.serviceAccount.name` must stay as this library sets it, got another value; leave it out, since placement, identity or '
      + 'permissions follow from it',
  ],
  [
    'an environment in the values',
    { values: { controller: { env: [] } } },
    '`values.controller.env` must stay as this library sets it, got another value; add variables with `environment`',
  ],
  [
    'other nodes',
    { values: { nodeSelector: { 'emr-eks-karpenter/node-group': 'other' } } },
    '`values.nodeSelector.emr-eks-karpenter/node-group` must stay as this library sets it, got another value; leave it out, since '
      + 'placement, identity or permissions follow from it',
  ],
  [
    'a version with v',
    { version: 'v1.14.1' },
    '`version` must be a release of Karpenter from 1.9.0 up to 2, written like "1.14.1", got "v1.14.1"; leave it out for the default',
  ],
  [
    'an old version',
    { version: '1.8.9' },
    '`version` must be a release of Karpenter from 1.9.0 up to 2, written like "1.14.1", got "1.8.9"; leave it out for the default',
  ],
  [
    'a token for version',
    { version: Lazy.string({ produce: () => '1.14.1' }) },
    '`version` must be a release of Karpenter from 1.9.0 up to 2, written like "1.14.1", got a token; leave it out for the default',
  ],
];

const mismatched: Array<[string, string, string]> = [
  [
    '1.14.1',
    '1.37',
    '`version` must be a release of Karpenter that runs on Kubernetes 1.37, got "1.14.1"; this one runs on Kubernetes 1.30 to 1.36, '
      + `see ${MATRIX}`,
  ],
  [
    '1.14.1',
    '1.29',
    '`version` must be a release of Karpenter that runs on Kubernetes 1.29, got "1.14.1"; this one runs on Kubernetes 1.30 to 1.36, '
      + `see ${MATRIX}`,
  ],
  ['1.12.2', '1.36', `\`version\` must be 1.13.0 or newer on Kubernetes 1.36, got "1.12.2"; leave it out for the default, see ${MATRIX}`],
];

const isolated: Array<[string, FakeClusterOptions['mirrors'], string]> = [
  [
    'chart',
    { imageRegistry: 'registry.example' },
    '`mirrors.chartRepository` must be set in a VPC without a route to the internet, got none; copy Karpenter to a private registry, '
      + 'since public.ecr.aws cannot be reached',
  ],
  [
    'image',
    { chartRepository: 'oci://registry.example' },
    '`mirrors.imageRegistry` must be set in a VPC without a route to the internet, got none; copy Karpenter to a private registry, since '
      + 'public.ecr.aws cannot be reached',
  ],
];

describe('Karpenter', () => {
  test.each(bad)('fails on %s', (_, options, message) => {
    expect(() => karpenter(options)).toThrow(refusal('Test/Karpenter', message));
  });

  test.each(mismatched)('fails for Karpenter %s on Kubernetes %s', (version, kubernetesVersion, message) => {
    expect(() => karpenter({ version }, { kubernetesVersion })).toThrow(refusal('Test/Karpenter', message));
  });

  test.each(isolated)('fails in an isolated VPC without a mirror of the %s', (_, mirrors, message) => {
    expect(() => karpenter({}, { isolated: true, mirrors })).toThrow(refusal('Test/Karpenter', message));
  });

  test.each(['1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'])('accepts Kubernetes %s', (kubernetesVersion) => {
    expect(warningsOf(karpenter({}, { kubernetesVersion }).stack)).toEqual([]);
  });

  test('warns about a release that it does not know', () => {
    expect(warningsOf(karpenter({ version: '1.13.0' }).stack)).toEqual([
      expect.stringContaining('`version` is 1.13.0: node pools and permissions are checked against Karpenter 1.14.1 only'),
    ]);
  });

  test('warns about a pair beyond the matrix', () => {
    expect(warningsOf(karpenter({ version: '1.16.0' }, { kubernetesVersion: '1.38' }).stack)).toEqual(expect.arrayContaining([
      expect.stringContaining(`Karpenter 1.16.0 on Kubernetes 1.38 is newer than what this library knows: check ${MATRIX}`),
    ]));
  });

  test('accepts a token for the version of Kubernetes', () => {
    expect(() => karpenter({}, { kubernetesVersion: Token.asString({ Ref: 'Version' }) })).not.toThrow();
  });

  test.each<[string, KarpenterOptions]>([
    ['the oldest release', { version: '1.9.0' }],
    ['one replica', { replicas: 1 }],
    ['a thousandth of a vCPU', { resources: { vcpus: 0.001, memory: Size.mebibytes(256) } }],
    ['vCPUs that binary fractions miss', { resources: { vcpus: 1.001 } }],
    ['no overhead', { settings: { vmMemoryOverheadPercent: 0, reservedEnis: 0 } }],
    ['a pause as long as the maximum', { settings: { batchIdleDuration: Duration.seconds(10), batchMaxDuration: Duration.seconds(10) } }],
    ['intervals of a minute', { settings: { amiRefreshInterval: Duration.seconds(60), subnetRefreshInterval: Duration.seconds(60) } }],
    ['values that repeat ours', { values: { settings: { clusterName: 'emr-eks-karpenter' } } }],
    ['tokens', { replicas: Token.asNumber({ Ref: 'Replicas' }), settings: { vmMemoryOverheadPercent: Token.asNumber({ Ref: 'Share' }) } }],
  ])('accepts %s', (_, options) => {
    expect(() => karpenter(options)).not.toThrow();
  });
});
