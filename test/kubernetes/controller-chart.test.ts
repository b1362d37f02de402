import { App, Size, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  chartSource, type ControllerChart, ControllerRelease, type ControllerReleaseProps, resolveRequests,
} from '../../src/kubernetes/controller-chart';
import { imageName, mirroredImageName } from '../../src/kubernetes/image';
import type { ControllerValues } from '../../src/kubernetes/object';
import { PodIdentity, PodIdentityRole } from '../../src/kubernetes/pod-identity';
import { cpuQuantity, memoryQuantity } from '../../src/kubernetes/quantity';
import { graphOf, idsOf, isDeletedBefore } from '../support/graph';
import { chartValuesOf } from '../support/manifests';
import { FakeCluster, type FakeClusterOptions, testStack } from '../support/stacks';

const RELEASE = 'Custom::AWSCDK-EKS-HelmChart';
const MIRRORS = { chartRepository: 'oci://registry.example/charts', imageRegistry: 'registry.example/images' };

const CHART: ControllerChart = {
  title: 'Gauge',
  room: 'gauges',
  name: 'gauge',
  repository: 'https://gauge.example/charts',
  version: '2.3.4',
  namespace: 'gauges',
  serviceAccount: 'gauge',
  images: { gauge: { registry: 'quay.example', path: 'gauge/gauge' } },
  requests: { gauge: { replicas: 1, milliCpu: 250, memoryMiB: 300 } },
  webhookPort: 8443,
};

const VALUES: ControllerValues = {
  owned: { cluster: 'emr-eks-karpenter', server: { port: 8443 } },
  defaults: { server: { logLevel: 'info', zones: ['a', 'b'] }, replicas: 1 },
  reserved: [['server', 'rules.yaml']],
  remedies: { 'server.rules.yaml': 'use `addRule`' },
};

function release(given: Partial<ControllerReleaseProps> = {}, clusterOptions: FakeClusterOptions = {}) {
  const stack = testStack('Test', new App());
  const cluster = new FakeCluster(stack, 'Cluster', clusterOptions);
  const construct = new ControllerRelease(stack, 'Release', { host: cluster, chart: CHART, options: {}, values: VALUES, ...given });
  return { stack, cluster, construct };
}

function propertiesOf(given?: Partial<ControllerReleaseProps>, clusterOptions?: FakeClusterOptions): any {
  return Object.values(Template.fromStack(release(given, clusterOptions).stack).findResources(RELEASE))[0].Properties;
}

function valuesOf(given?: Partial<ControllerReleaseProps>): any {
  return chartValuesOf(Template.fromStack(release(given).stack), 'gauge');
}

describe('ControllerRelease', () => {
  test('installs the chart by its facts, and waits for its pods', () => {
    expect(propertiesOf()).toMatchObject({
      Chart: 'gauge', Release: 'gauge', Repository: 'https://gauge.example/charts', Version: '2.3.4',
      Namespace: 'gauges', Wait: true, Timeout: '600s',
    });
  });

  test('adds one resource and opens the port of its webhooks', () => {
    const { stack, cluster } = release();
    Template.fromStack(stack).resourceCountIs(RELEASE, 1);
    expect(cluster.platform.webhookPorts).toEqual([8443]);
    expect(release({ chart: { ...CHART, webhookPort: undefined } }).cluster.platform.webhookPorts).toEqual([]);
  });

  test('installs the version of the user', () => {
    expect(propertiesOf({ options: { version: '2.4.0' } }).Version).toBe('2.4.0');
  });

  test('merges values of the user over the defaults, at every depth', () => {
    expect(valuesOf({ options: { values: { server: { logLevel: 'debug', zones: ['c'] }, extra: { a: 1 } } } })).toEqual({
      cluster: 'emr-eks-karpenter', server: { port: 8443, logLevel: 'debug', zones: ['c'] }, replicas: 1, extra: { a: 1 },
    });
  });

  test('is created after identity, role and whatever else it is told, and deleted before them', () => {
    const { stack, cluster } = release();
    const statement = new iam.PolicyStatement({ actions: ['ec2:DescribeSubnets'], resources: ['*'] });
    const policy = new iam.PolicyDocument({ statements: [statement] });
    const role = new PodIdentityRole(stack, 'Role', { description: 'Gauge', policy });
    const identity = new PodIdentity(stack, 'Identity', {
      clusterName: 'c', namespace: 'gauges', serviceAccount: 'gauge', role, after: cluster.platform.order.coreCapacity,
    });
    new ControllerRelease(stack, 'Second', {
      host: cluster, chart: { ...CHART, name: 'second' }, options: {}, values: VALUES, identity, after: [new sns.Topic(stack, 'Topic')],
    });
    const template = Template.fromStack(stack);
    const [id] = Object.keys(template.findResources(RELEASE, { Properties: { Chart: 'second' } }));
    for (const type of ['AWS::IAM::Role', 'AWS::EKS::PodIdentityAssociation', 'AWS::SNS::Topic']) {
      expect(isDeletedBefore(graphOf(template), id, idsOf(template, type)[0])).toBe(true);
    }
  });

  test.each<[string, Partial<ControllerReleaseProps>, FakeClusterOptions, string]>([
    ['another value', { options: { values: { server: { port: 1 } } } }, {},
      '`gauge.values.server.port` must stay as this library sets it, got another value; leave it out, since placement, identity or '
        + 'permissions follow from it'],
    ['a reserved value', { options: { values: { server: { 'rules.yaml': '' } } } }, {},
      '`gauge.values.server.rules.yaml` must stay as this library sets it, got another value; use `addRule`'],
    [
      'values that are no map',
      { options: { values: 'x' as any } },
      {},
      '`gauge.values` must be a map, got "x"; write it as `{ key: value }`',
    ],
    ['a malformed version', { options: { version: '2.3' } }, {},
      '`gauge.version` must be a release of Gauge, written like "2.3.4", got "2.3"; leave it out for the default'],
    ['an isolated VPC without charts', {}, { isolated: true, mirrors: { imageRegistry: 'registry.example' } },
      '`mirrors.chartRepository` must be set in a VPC without a route to the internet, got none; copy Gauge to a private registry, since '
        + 'gauge.example cannot be reached'],
    ['an isolated VPC without images', {}, { isolated: true, mirrors: { chartRepository: 'oci://registry.example' } },
      '`mirrors.imageRegistry` must be set in a VPC without a route to the internet, got none; copy Gauge to a private registry, since '
        + 'quay.example cannot be reached'],
  ])('fails for %s', (_, given, clusterOptions, message) => {
    expect(() => release({ prop: 'gauge.', ...given }, clusterOptions)).toThrow(new Error(`[Test] ${message}`));
  });

  test('accepts values that repeat ours, a token for the version and mirrors', () => {
    const options = { version: Token.asString({ Ref: 'V' }), values: { server: { port: 8443 } } };
    expect(() => release({ options }, { isolated: true, mirrors: MIRRORS })).not.toThrow();
  });
});

describe('chartSource()', () => {
  const source = (repository: string, chartRepository?: string) => {
    const { cluster } = release({}, { mirrors: { chartRepository } });
    return chartSource(cluster, { name: 'gauge', repository }).repository;
  };

  test.each([
    ['oci://a.example/charts', undefined, 'oci://a.example/charts/gauge'],
    ['https://a.example/charts', undefined, 'https://a.example/charts'],
    ['https://a.example/charts', 'oci://mirror.example', 'oci://mirror.example/gauge'],
    ['oci://a.example/charts', 'https://mirror.example', 'https://mirror.example'],
  ])('of %s with the mirror %s is %s', (repository, mirror, expected) => {
    expect(source(repository, mirror)).toBe(expected);
  });
});

describe('resolveRequests()', () => {
  const { stack } = release();
  const usual = CHART.requests.gauge;
  const resolve = (given?: object) => resolveRequests(stack, 'resources', usual, given);

  test('takes what is given, and the usual for the rest', () => {
    expect(resolve()).toEqual({ milliCpu: 250, memoryMiB: 300 });
    expect(resolve({ vcpus: 0.5 })).toEqual({ milliCpu: 500, memoryMiB: 300 });
    expect(resolve({ memory: Size.gibibytes(1) })).toEqual({ milliCpu: 250, memoryMiB: 1024 });
  });

  test.each<[object, string]>([
    [{ vcpus: '1' }, '`resources.vcpus` must be a number of at least 0.001 vCPUs, got "1"; choose a number in that range'],
    [{ memory: '4g' }, '`resources.memory` must be a `Size`, got "4g"; use `Size.mebibytes()` or `Size.gibibytes()`'],
    [{ memory: Size.mebibytes(255) }, '`resources.memory` must be whole MiB, at least 256, got 255 MiB; choose a size in that range'],
    ['4g' as any, '`resources` must be a map, got "4g"; write it as `{ key: value }`'],
  ])('refuses %j', (given, message) => {
    expect(() => resolve(given)).toThrow(new Error(`[Test] ${message}`));
  });

  test.each([[1000, '1'], [500, '500m'], [2500, '2500m'], [1, '1m']])('writes %s thousandths as %s', (milliCpu, text) => {
    expect(cpuQuantity(milliCpu)).toBe(text);
    expect(memoryQuantity(300)).toBe('300Mi');
  });
});

describe('imageName()', () => {
  test.each([
    [{ registry: 'docker.io', path: 'apache/yunikorn' }, undefined, 'apache/yunikorn'],
    [{ registry: 'registry.k8s.io', path: 'pause:3.10' }, undefined, 'registry.k8s.io/pause:3.10'],
    [{ registry: 'registry.k8s.io', path: 'pause:3.10' }, 'mirror.example/a', 'mirror.example/a/pause:3.10'],
  ])('of %j with the mirror %s is %s', (image, mirror, expected) => {
    expect(imageName(image, mirror)).toBe(expected);
    expect(mirroredImageName(image, mirror)).toBe(mirror === undefined ? undefined : expected);
  });
});
