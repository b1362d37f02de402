import { App, Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { QueueAcl, YuniKorn, type YuniKornOptions } from '../../../src/yunikorn';
import { graphOf, isDeletedBefore } from '../../support/graph';
import { chartValuesOf, manifestOf, manifestsOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';
import { errorOf, partitionOf, queueIn, teamOf, type World, world } from '../fixtures';

const BUNDLE = 'Custom::AWSCDK-EKS-KubernetesResource';
const CHART = 'Custom::AWSCDK-EKS-HelmChart';
const AT = '[Test/YuniKorn] ';
const MIRRORS = { chartRepository: 'oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/charts', imageRegistry: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/mirror' };
const template = ({ stack }: World) => Template.fromStack(stack);
const values = (w: World) => chartValuesOf(template(w), 'yunikorn');
const warnings = ({ stack }: World) => Annotations.fromStack(stack).findWarning('/Test/YuniKorn', Match.anyValue()).map(({ entry }) => String(entry.data).replace(/ \[ack: .*$/, ''));

describe('YuniKorn', () => {
  const usual = world();

  test('adds two CloudFormation resources', () => {
    const types = Object.values<any>(template(usual).toJSON().Resources).map(({ Type }) => Type);
    expect(types.sort()).toEqual([CHART, BUNDLE]);
  });

  test('installs chart 1.9.0 into a namespace of its own, and waits for it', () => {
    template(usual).hasResourceProperties(CHART, {
      Chart: 'yunikorn', Repository: 'https://apache.github.io/yunikorn-release', Version: '1.9.0', Namespace: 'yunikorn', Release: 'yunikorn', Wait: true, Timeout: '600s',
    });
    expect(usual.yunikorn.version).toBe('1.9.0');
  });

  test('has namespace, queues and webhooks go after the release, all of it after the core nodes are there', () => {
    const graph = graphOf(template(usual));
    const [release] = Object.keys(template(usual).findResources(CHART));
    const [bundle] = Object.keys(template(usual).findResources(BUNDLE));
    expect(isDeletedBefore(graph, release, bundle)).toBe(true);
    expect(manifestsOf(template(usual)).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Namespace yunikorn', 'ConfigMap yunikorn-configs',
      'MutatingWebhookConfiguration yunikorn-admission-controller-mutations', 'ValidatingWebhookConfiguration yunikorn-admission-controller-validations',
    ]);
  });

  // https://yunikorn.apache.org/docs/user_guide/service_config and the chart's values.yaml; docs of Karpenter's taint for core nodes.
  test('runs on core nodes, with a webhook that touches no namespace by itself', () => {
    const core = { 'emr-eks-karpenter/node-group': 'core' };
    const tolerations = [{ key: 'CriticalAddonsOnly', operator: 'Exists' }];
    expect(values(usual)).toMatchObject({
      image: { repository: 'apache/yunikorn', tag: 'scheduler-1.9.0', pullPolicy: 'IfNotPresent' },
      web: { image: { repository: 'apache/yunikorn', tag: 'web-1.9.0', pullPolicy: 'IfNotPresent' } },
      enableWebService: true, embedAdmissionController: true,
      nodeSelector: core, tolerations, priorityClassName: 'system-cluster-critical',
      resources: { requests: { cpu: '500m', memory: '2048Mi' }, limits: { memory: '2048Mi' } },
      admissionController: {
        image: { repository: 'apache/yunikorn', tag: 'admission-1.9.0', pullPolicy: 'IfNotPresent' },
        hostNetwork: false, replicaCount: 2, nodeSelector: core, tolerations, priorityClassName: 'system-cluster-critical',
      },
      yunikornDefaults: {
        'service.clusterId': 'emr-eks-karpenter', 'service.placeholderImage': 'registry.k8s.io/pause:3.10',
        'admissionController.filtering.processNamespaces': '^$', 'admissionController.filtering.generateUniqueAppId': 'true',
      },
    });
    expect('queues.yaml' in values(usual).yunikornDefaults).toBe(false);
  });

  test('opens the port of its webhook', () => {
    expect(usual.cluster.platform.webhookPorts).toEqual([9089]);
  });

  test('has a tree with a queue for teams, one for submitters, and namespaces that find theirs', () => {
    expect(partitionOf(world())).toEqual({
      name: 'default',
      nodesortpolicy: { type: 'binpacking' },
      preemption: { enabled: false },
      placementrules: [{ name: 'provided' }, { name: 'tag', value: 'namespace', create: true, parent: { name: 'fixed', value: 'root.emr' } }],
      queues: [{
        name: 'root', parent: true, submitacl: '*',
        queues: [
          { name: 'emr', parent: true, properties: { 'application.sort.policy': 'fifo', 'preemption.policy': 'default', 'preemption.delay': '300s' } },
          { name: 'emr-submitters' },
        ],
      }],
    });
  });

  test('takes charts and images from mirrors', () => {
    const mirrored = world({}, { mirrors: MIRRORS });
    template(mirrored).hasResourceProperties(CHART, { Repository: `${MIRRORS.chartRepository}/yunikorn`, Chart: 'yunikorn' });
    expect(values(mirrored)).toMatchObject({
      image: { repository: `${MIRRORS.imageRegistry}/apache/yunikorn` },
      web: { image: { repository: `${MIRRORS.imageRegistry}/apache/yunikorn` } },
      admissionController: { image: { repository: `${MIRRORS.imageRegistry}/apache/yunikorn` } },
      yunikornDefaults: { 'service.placeholderImage': `${MIRRORS.imageRegistry}/pause:3.10` },
    });
  });

  test('has values that win over ours, at every depth', () => {
    const changed = values(world({ values: { resources: { requests: { cpu: '2' } }, admissionController: { goGC: 50 } } }));
    expect(changed).toMatchObject({ resources: { requests: { cpu: '2', memory: '2048Mi' } }, admissionController: { goGC: 50, hostNetwork: false } });
  });

  test.each<[string, YuniKornOptions, object]>([
    ['version', { version: '1.9.1' }, { image: { tag: 'scheduler-1.9.1' }, admissionController: { image: { tag: 'admission-1.9.1' } } }],
    ['resources', { resources: { vcpus: 2, memory: Size.gibibytes(4) } }, { resources: { requests: { cpu: '2', memory: '4096Mi' }, limits: { memory: '4096Mi' } } }],
    ['admissionReplicas', { admissionReplicas: 3 }, { admissionController: { replicaCount: 3 } }],
    ['webInterface', { webInterface: false }, { enableWebService: false }],
    ['placeholderImage', { placeholderImage: 'example.com/pause:1' }, { yunikornDefaults: { 'service.placeholderImage': 'example.com/pause:1' } }],
    ['settings', { settings: { schedulingInterval: Duration.seconds(2), volumeBindTimeout: Duration.minutes(1), apiQueriesPerSecond: 50, apiBurst: 60 } },
      { yunikornDefaults: { 'service.schedulingInterval': '2s', 'service.volumeBindTimeout': '60s', 'kubernetes.qps': '50', 'kubernetes.burst': '60' } }],
  ])('%s reaches the chart', (_, options, expected) => {
    expect(values(world(options))).toMatchObject(expected);
  });

  test('names the command for its page', () => {
    expect(usual.yunikorn.webInterfaceCommand).toBe('kubectl port-forward --namespace yunikorn service/yunikorn-service 9889:9889');
  });
});

describe('queueFor()', () => {
  test('makes one queue per team, which is known in the tree at the end', () => {
    const w = world();
    const team = teamOf(w);
    const queue = w.yunikorn.queueFor(team, { maxResources: { vcpus: 100, memory: Size.gibibytes(400) }, guaranteedResources: { vcpus: 10 } });
    expect(w.yunikorn.queueFor(team)).toBe(queue);
    expect(queue.queuePath).toBe('root.emr.emr-data-team-a');
    expect(queueIn(partitionOf(w), 'root.emr.emr-data-team-a').resources).toEqual({ guaranteed: { vcore: '10' }, max: { vcore: '100', memory: '409600Mi' } });
  });

  test('has YuniKorn schedule the team, and outlive its jobs', () => {
    const w = world();
    const team = teamOf(w);
    w.yunikorn.queueFor(team);
    expect(team.schedulers[0].namespaceAnnotations).toEqual({ 'yunikorn.apache.org/namespace.enableYuniKorn': 'true' });
    expect(team.schedulers[0].ready).toBeDefined();
  });

  test('tells jobs of the limits of the queue and of those above', () => {
    const w = world({ teamsQueue: { maxResources: { vcpus: 200, memory: Size.gibibytes(800), extended: { 'nvidia.com/gpu': 2 } } } });
    const team = teamOf(w);
    const maxResources = { vcpus: 100.5, memory: Size.gibibytes(1), ephemeralStorage: Size.gibibytes(2), pods: 7 };
    const config = w.yunikorn.queueFor(team, { maxResources }).bind(w.stack, { team });
    expect(config).toEqual({
      ceilings: [
        { queuePath: 'root.emr.emr-data-team-a', vcpus: 100.5, memoryMiB: 1024, ephemeralStorageMiB: 2048, pods: 7, extended: {} },
        { queuePath: 'root.emr', vcpus: 200, memoryMiB: 819200, extended: { 'nvidia.com/gpu': 2 } },
      ],
      firstInFirstOut: true,
      submitterQueuePath: 'root.emr-submitters',
    });
  });

  test('warns of a limit without memory or vCPUs', () => {
    const w = world();
    w.yunikorn.queueFor(teamOf(w), { maxResources: { vcpus: 1 } });
    w.yunikorn.addQueue('b', { maxResources: { memory: Size.gibibytes(1) } });
    expect(warnings(w)).toEqual([
      '`maxResources` of queue root.emr.emr-data-team-a has no memory: that resource has no limit, and neither has what Karpenter spends on it',
      '`maxResources` of queue root.b has no vCPUs: that resource has no limit, and neither has what Karpenter spends on it',
    ]);
  });
});

describe('what YuniKorn refuses', () => {
  const number = Token.asNumber({ resolve: () => 1 });
  const text = Lazy.string({ produce: () => 'later' });

  test.each<[string, YuniKornOptions, string]>([
    ['an old release', { version: '1.8.0' }, '`version` must be a release of YuniKorn from 1.9.0 up to 2, written like "1.9.0", got "1.8.0"; leave it out for the default'],
    ['a release with v', { version: 'v1.9.0' }, '`version` must be a release of YuniKorn from 1.9.0 up to 2, written like "1.9.0", got "v1.9.0"; leave it out for the default'],
    ['a token for the release', { version: text }, '`version` must be a release of YuniKorn from 1.9.0 up to 2, written like "1.9.0", got a token; leave it out for the default'],
    ['no admission controller', { admissionReplicas: 0 }, '`admissionReplicas` must be a whole number from 1 to 2147483647, got 0; choose a number in that range'],
    ['a token for replicas', { admissionReplicas: number }, '`admissionReplicas` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
    ['an image with a scheme', { placeholderImage: 'https ://x' }, '`placeholderImage` must be an image reference, got "https ://x"; leave out any scheme such as "https://"'],
    ['no CPU', { resources: { vcpus: 0 } }, '`resources.vcpus` must be a number of at least 0.001 vCPUs, got 0; choose a number in that range'],
    ['too little memory', { resources: { memory: Size.mebibytes(255) } }, '`resources.memory` must be whole MiB, at least 256, got 255 MiB; choose a size in that range'],
    ['a pause of half a second', { settings: { schedulingInterval: Duration.millis(500) } }, '`settings.schedulingInterval` must be whole seconds, at least 1, got 0.5 seconds; choose a duration in that range'],
    ['no requests', { settings: { apiBurst: 0 } }, '`settings.apiBurst` must be a whole number of at least 1, got 0; choose a number in that range'],
    ['queues as values', { values: { yunikornDefaults: { 'queues.yaml': 'partitions: []' } } }, '`values.yunikornDefaults.queues.yaml` must stay as this library sets it, got another value; use `addQueue`, `queueFor` and the props'],
    ['other nodes', { values: { nodeSelector: { 'emr-eks-karpenter/node-group': 'spark' } } }, '`values.nodeSelector.emr-eks-karpenter/node-group` must stay as this library sets it, got another value; leave it out, since placement, identity or permissions follow from it'],
    ['every namespace', { values: { yunikornDefaults: { 'admissionController.filtering.processNamespaces': '' } } }, '`values.yunikornDefaults.admissionController.filtering.processNamespaces` must stay as this library sets it, got another value; leave it out, since placement, identity or permissions follow from it'],
    ['the host\'s network', { values: { admissionController: { hostNetwork: true } } }, '`values.admissionController.hostNetwork` must stay as this library sets it, got another value; leave it out, since placement, identity or permissions follow from it'],
  ])('%s', (_, options, message) => {
    expect(errorOf(() => world(options))).toBe(AT + message);
  });

  test('a Kubernetes that it does not know', () => {
    expect(errorOf(() => world({}, { kubernetesVersion: '1.37' }))).toBe(`${AT}\`version\` must be a release of YuniKorn that runs on Kubernetes 1.37, got "1.9.0"; this one runs on Kubernetes up to 1.36, see https://yunikorn.apache.org/release-announce`);
    expect(warnings(world({}, { kubernetesVersion: '1.36' }))).toEqual(['YuniKorn 1.9.0 supports Kubernetes up to 1.35: on 1.36 it passes upstream\'s tests, without being supported']);
    expect(warnings(world({ version: '1.10.0' }, { kubernetesVersion: '1.37' }))).toEqual([
      '`version` is 1.10.0: queues and values are checked against YuniKorn 1.9.0 only',
      'YuniKorn 1.10.0 on Kubernetes 1.37 is newer than what this library knows: check https://yunikorn.apache.org/release-announce',
    ]);
    expect(warnings(world({}, { kubernetesVersion: '1.35' }))).toEqual([]);
  });

  test('a private VPC without mirrors', () => {
    expect(errorOf(() => world({}, { isolated: true }))).toBe(`${AT}\`mirrors.chartRepository\` must be set in a VPC without a route to the internet, got none; copy YuniKorn to a private registry, since apache.github.io cannot be reached`);
    expect(errorOf(() => world({}, { isolated: true, mirrors: { chartRepository: MIRRORS.chartRepository } }))).toContain('`mirrors.imageRegistry` must be set');
    expect(values(world({}, { isolated: true, mirrors: MIRRORS })).image.tag).toBe('scheduler-1.9.0');
  });

  test('a second one in a cluster, but not in another', () => {
    const w = world();
    expect(errorOf(() => new YuniKorn(w.stack, 'Again', { cluster: w.cluster }))).toBe('[Test/Again] `cluster` must have one YuniKorn, got emr-eks-karpenter, which Test/YuniKorn schedules; use that one');
    const app = new App();
    world({}, {}, app);
    const other = testStack('Other', app);
    expect(new YuniKorn(other, 'YuniKorn', { cluster: new FakeCluster(other, 'Cluster', { clusterName: 'other' }) }).cluster.clusterName).toBe('other');
  });

  test('more queues than fit a bundle of objects', () => {
    const w = world();
    for (let i = 0; i < 300; i++) {
      w.yunikorn.addQueue(`queue-${i}`, { maxResources: { vcpus: 1, memory: Size.gibibytes(1) } });
    }
    expect(errorOf(() => template(w))).toMatch(
      /`addQueue` and `queueFor` must make queues of at most 81920 characters of YAML, got \d+; let `teamsQueue.childTemplate` make queues/,
    );
  });
});

test('who may submit and administrate is written into the tree', () => {
  const w = world({ rootQueue: { submitAcl: QueueAcl.nobody(), adminAcl: QueueAcl.of({ users: ['ann'], groups: ['admins'] }) } });
  w.yunikorn.addQueue('open', { submitAcl: QueueAcl.everyone(), adminAcl: QueueAcl.of({ groups: ['dev', 'ops'] }) });
  const partition = partitionOf(w);
  expect(partition.queues[0]).toMatchObject({ submitacl: ' ', adminacl: 'ann admins' });
  expect(queueIn(partition, 'root.open')).toMatchObject({ submitacl: '*', adminacl: ' dev,ops' });
});

test('the queues are one YAML document for people too', () => {
  const { data } = manifestOf(template(world()), 'ConfigMap', 'yunikorn-configs');
  expect(data['queues.yaml'].split('\n').length).toBeGreaterThan(20);
});
