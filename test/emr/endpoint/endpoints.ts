import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { CpuArchitecture, NodePoolCapacity } from '../../../src/contracts';
import { type ManagedEndpoint } from '../../../src/emr/endpoint/managed-endpoint';
import type { ManagedEndpointOptions } from '../../../src/emr/endpoint/options';
import { EmrTeam } from '../../../src/emr/team/emr-team';
import type { EmrTeamOptions } from '../../../src/emr/team/options';
import { EmrRelease } from '../../../src/jobs/emr-release';
import type { SparkProfileOptions } from '../../../src/jobs/profile/options';
import type { SparkProfile } from '../../../src/jobs/profile/spark-profile';
import { COMPUTE, FakePool } from '../../support/fake-team';
import { FakeCluster, testStack, type FakeClusterOptions } from '../../support/stacks';

/** A team on a fake cluster, with a pool and a bucket for logs. */
export interface EndpointWorld {
  readonly stack: Stack;
  readonly cluster: FakeCluster;
  readonly team: EmrTeam;
  readonly pool: FakePool;
}

export interface EndpointWorldOptions {
  readonly cluster?: FakeClusterOptions;
  readonly team?: Partial<EmrTeamOptions>;
  /** Whether the team writes logs to S3. @default false */
  readonly logs?: boolean;
}

export function endpointWorld(options: EndpointWorldOptions = {}): EndpointWorld {
  const stack = testStack('Test', new App({ context: { 'aws:cdk:disable-asset-staging': true } }));
  const cluster = new FakeCluster(stack, 'Cluster', options.cluster);
  const logs = options.logs ? { bucket: s3.Bucket.fromBucketName(stack, 'Logs', 'logs') } : undefined;
  const team = new EmrTeam(stack, 'TeamA', { cluster, namespace: 'emr-data-team-a', logs, ...options.team });
  return { stack, cluster, team, pool: new FakePool(stack, 'Pool', 'compute', COMPUTE, 'true') };
}

/** A team that Spark Connect may be used with. */
export const SESSIONS: Partial<EmrTeamOptions> = { sessionEnabled: true, securityConfigurationId: 'abc123' };
export const CONNECT: Partial<SparkProfileOptions> = { release: EmrRelease.EMR_7_14_0 };

export function profileOf({ team, pool }: EndpointWorld, options: Partial<SparkProfileOptions> = {}, id = 'Profile'): SparkProfile {
  return team.addSparkProfile(id, { executorPool: pool, ...options });
}

type Options = Partial<ManagedEndpointOptions>;

export function endpointOf(world: EndpointWorld, options: Options = {}, profile: Partial<SparkProfileOptions> = {}): ManagedEndpoint {
  return world.team.addManagedEndpoint('Studio', { profile: profileOf(world, profile), ...options });
}

export function propertiesOf(world: EndpointWorld): any {
  return Object.values(Template.fromStack(world.stack).findResources('AWS::EMRContainers::Endpoint'))[0].Properties;
}

/** Properties of a classification of the one endpoint. */
export function classification(world: EndpointWorld, name: string): any {
  return propertiesOf(world).ConfigurationOverrides.ApplicationConfiguration.find((entry: any) => entry.Classification === name);
}

export function poolOf({ stack }: EndpointWorld, architecture: CpuArchitecture, id = 'Other'): FakePool {
  const capacity: NodePoolCapacity = { ...COMPUTE, architectures: [architecture] };
  return new FakePool(stack, id, id.toLowerCase(), capacity, 'true');
}
