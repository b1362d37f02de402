import { App, Size, type Stack } from 'aws-cdk-lib';
import { version } from 'aws-cdk-lib/package.json';
import type { IConstruct } from 'constructs';
import { CLUSTER, expected, JOB_EXECUTION_ROLE, KARPENTER, NETWORK, STORIES, STUDIO, TEAM, type Acknowledgement } from './acknowledged';
import { findings } from './findings';
import { apps } from '../../integ/apps';
import { devDependencies } from '../../package.json';
import { EmrEksNetwork } from '../../src/cluster/network';
import { ManagedEndpoint } from '../../src/emr/endpoint/managed-endpoint';
import { ClusterOidcProvider } from '../../src/emr/role/cluster-oidc-provider';
import { JobExecutionRole } from '../../src/emr/role/job-execution-role';
import { EmrStudio } from '../../src/emr/studio/emr-studio';
import { EmrTeam } from '../../src/emr/team/emr-team';
import { ExecutorAllocation } from '../../src/jobs/executor-allocation';
import { SparkJob } from '../../src/jobs/job/spark-job';
import { SparkProfile } from '../../src/jobs/profile/spark-profile';
import { SparkEntryPoint } from '../../src/jobs/spark-entry-point';
import { Karpenter } from '../../src/karpenter/controller/karpenter';
import { SparkNodeClass } from '../../src/karpenter/node-class/spark-node-class';
import { SparkNodePool } from '../../src/karpenter/node-pool/spark-node-pool';
import { EbsShuffleStorage } from '../../src/storage/ebs/ebs-shuffle-storage';
import { FsxProvisioning } from '../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage } from '../../src/storage/fsx/fsx-shuffle-storage';
import { YuniKorn } from '../../src/yunikorn/scheduler/yunikorn';
import { exportedTypes } from '../support/assembly';
import { testPlatform } from '../support/platforms';
import { FakeCluster, testStack } from '../support/stacks';

function team(stack: Stack): EmrTeam {
  return new EmrTeam(stack, 'Team', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a' });
}

function profile(stack: Stack): SparkProfile {
  const owner = team(stack);
  return new SparkProfile(stack, 'Profile', { team: owner, executorPool: new SparkNodePool(stack, 'Pool', { cluster: owner.cluster }) });
}

function job(stack: Stack): SparkJob {
  return new SparkJob(stack, 'Job', {
    profile: profile(stack),
    entryPoint: SparkEntryPoint.pythonUri('s3://bucket/pi.py'),
    executor: { memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
  });
}

/** Every construct with nothing but what a user must say, and what is acknowledged of it. */
const CONSTRUCTS: { readonly [name: string]: { readonly make: (stack: Stack) => IConstruct; readonly acknowledged: Acknowledgement[] } } = {
  ClusterOidcProvider: {
    make: (stack) => new ClusterOidcProvider(stack, 'Oidc', {
      issuerUrl: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123',
    }), acknowledged: [],
  },
  EbsShuffleStorage: { make: (stack) => new EbsShuffleStorage(stack, 'Ebs', { cluster: new FakeCluster(stack) }), acknowledged: [] },
  EmrEksKarpenterCluster: { make: (stack) => testPlatform(stack), acknowledged: CLUSTER },
  EmrEksNetwork: { make: (stack) => new EmrEksNetwork(stack, 'Network'), acknowledged: NETWORK },
  EmrStudio: { make: (stack) => new EmrStudio(stack, 'Studio', { cluster: new FakeCluster(stack) }), acknowledged: STUDIO },
  EmrTeam: { make: team, acknowledged: TEAM },
  FsxShuffleStorage: {
    make: (stack) => new FsxShuffleStorage(
      stack, 'Fsx', { cluster: new FakeCluster(stack), provisioning: FsxProvisioning.sharedFileSystem() },
    ),
    acknowledged: [],
  },
  JobExecutionRole: { make: (stack) => new JobExecutionRole(stack, 'Role', { team: team(stack) }), acknowledged: JOB_EXECUTION_ROLE },
  Karpenter: { make: (stack) => new Karpenter(stack, 'Karpenter', { cluster: new FakeCluster(stack) }), acknowledged: KARPENTER },
  ManagedEndpoint: { make: (stack) => new ManagedEndpoint(stack, 'Endpoint', { profile: profile(stack) }), acknowledged: [] },
  SparkJob: { make: job, acknowledged: [] },
  SparkNodeClass: { make: (stack) => new SparkNodeClass(stack, 'Class', { cluster: new FakeCluster(stack) }), acknowledged: [] },
  SparkNodePool: { make: (stack) => new SparkNodePool(stack, 'Pool', { cluster: new FakeCluster(stack) }), acknowledged: [] },
  SparkProfile: { make: profile, acknowledged: [] },
  YuniKorn: { make: (stack) => new YuniKorn(stack, 'YuniKorn', { cluster: new FakeCluster(stack) }), acknowledged: [] },
};

/**
 * Newer versions have fewer findings: aws-eks-v2 gets L1s of its own, which the EKS rules do not recognise, and CDK's functions newer
 * runtimes. So what is acknowledged must be found at the floor only. (Endpoint access and logs are asserted in test/cluster, whatever
 * cdk-nag sees.)
 */
const AT_FLOOR = version === devDependencies['aws-cdk-lib'];

describe.each(Object.entries(CONSTRUCTS))('the defaults of %s', (_, { make, acknowledged }) => {
  const found = findings(make(testStack('Test', new App({ context: { 'aws:cdk:disable-asset-staging': true } }))));
  const known = expected(acknowledged);

  test('pass cdk-nag but for what is acknowledged', () => {
    expect(found.filter((finding) => !known.includes(finding))).toEqual([]);
  });

  (AT_FLOOR ? test : test.skip)('have every finding that is acknowledged', () => {
    expect(known.filter((finding) => !found.includes(finding))).toEqual([]);
  });
});

describe.each(Object.keys(apps))('the story "%s"', (story) => {
  test('has no finding but those of its constructs, and its own that are acknowledged', () => {
    const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
    apps[story](app);
    const ofConstructs = new Set(Object.values(CONSTRUCTS).flatMap(({ acknowledged }) => acknowledged).flatMap(({ rules }) => rules));
    const own = app.node.children.flatMap(findings).filter((finding) => !ofConstructs.has(finding.slice(finding.indexOf(' ') + 1)));
    expect(own).toEqual(expected(STORIES[story] ?? []));
  });
});

describe('the list of constructs', () => {
  test('is complete', () => {
    const exported = exportedTypes().filter((type) => type.base === 'constructs.Construct').map(({ name }) => name);
    expect(Object.keys(CONSTRUCTS)).toEqual(exported.sort());
  });
});
