import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { endpointWorld, profileOf, type EndpointWorld, type EndpointWorldOptions } from './endpoints';

import { ManagedEndpoint } from '../../../src/emr/endpoint/managed-endpoint';
import { ManagedEndpointType, type KernelImages, type LogRotation, type ManagedEndpointOptions, type ManagedEndpointProps } from '../../../src/emr/endpoint/options';
import { EmrRelease } from '../../../src/jobs/emr-release';
import { ExecutorAllocation } from '../../../src/jobs/executor-allocation';
import { SparkImage } from '../../../src/jobs/spark-image';
import { NodePoolTaint } from '../../../src/karpenter/node-pool/node-pool-taint';
import { SparkNodePool } from '../../../src/karpenter/node-pool/spark-node-pool';
import { deployedText, propsOf } from '../../support/props';

interface Case<T> {
  /** What a user writes, in a world where it can be written. */
  readonly options: (world: EndpointWorld) => Partial<T>;
  readonly shows: string;
  readonly world?: EndpointWorldOptions;
}

type Cases<T> = { readonly [prop in keyof Required<T>]: Case<T> };

const SESSIONS = { sessionEnabled: true, securityConfigurationId: 'abc123' };

const ENDPOINT: Cases<ManagedEndpointOptions> = {
  profile: { options: (world) => ({ profile: profileOf(world, { release: EmrRelease.EMR_7_12_0 }, 'Sentinel') }), shows: '"ReleaseLabel":"emr-7.12.0-latest"' },
  endpointType: {
    world: { team: SESSIONS },
    options: (world) => ({ endpointType: ManagedEndpointType.SPARK_CONNECT, profile: profileOf(world, { release: EmrRelease.EMR_7_14_0 }, 'Sentinel') }),
    shows: '"Type":"SPARK_CONNECT"',
  },
  endpointName: { options: () => ({ endpointName: 'sentinel' }), shows: '"Name":"sentinel-' },
  executionRole: {
    options: (world) => {
      const role = world.team.addJobExecutionRole('Sentinel', { roleName: 'sentinel' });
      return { executionRole: role, profile: profileOf(world, { executionRoles: [world.team.jobExecutionRole, role] }, 'Roles') };
    },
    shows: '"ExecutionRoleArn":{"Fn::GetAtt":["TeamASentinel',
  },
  driver: { options: () => ({ driver: { memory: Size.mebibytes(777) } }), shows: '"spark.driver.memory":"777m"' },
  executor: { options: () => ({ executor: { allocation: ExecutorAllocation.fixed(7) } }), shows: '"spark.executor.instances":"7"' },
  sparkConf: { options: () => ({ sparkConf: { 'spark.sentinel': 'x' } }), shows: '"spark.sentinel":"x"' },
  kernelImages: { options: () => ({ kernelImages: { python: SparkImage.fromUri('r/sentinel') } }), shows: '"container-image":"r/sentinel"' },
  idleTimeout: { options: () => ({ idleTimeout: Duration.minutes(7) }), shows: '"RemoteMappingKernelManager.cull_idle_timeout":"420"' },
  logRotation: { world: { logs: true }, options: () => ({ logRotation: { size: Size.mebibytes(77), files: 7 } }), shows: '"RotationSize":"77MB"' },
  gatewayPool: {
    world: { cluster: { coreNodesTainted: true } },
    options: (world) => ({ gatewayPool: new SparkNodePool(world.stack, 'Gateway', { cluster: world.cluster, nodePoolName: 'sentinel', taint: NodePoolTaint.none() }) }),
    shows: '"DependsOn":["GatewayManifest',
  },
  tags: { options: () => ({ tags: { sentinel: 'x' } }), shows: '{"Key":"sentinel","Value":"x"}' },
  outputs: { world: { team: { outputs: false } }, options: () => ({ outputs: false }), shows: '\n{}\n' },
};

const ROTATION: Cases<LogRotation> = {
  size: { options: () => ({ size: Size.mebibytes(77) }), shows: '"RotationSize":"77MB"' },
  files: { options: () => ({ files: 7 }), shows: '"MaxFilesToKeep":7' },
};

const IMAGES: Cases<KernelImages> = {
  python: { options: () => ({ python: SparkImage.fromUri('r/sentinel') }), shows: '{"Classification":"python3","Properties":{"container-image":"r/sentinel"}}' },
  pyspark: { options: () => ({ pyspark: SparkImage.fromUri('r/sentinel') }), shows: '{"Classification":"spark-python-kubernetes","Properties":{"container-image":"r/sentinel"}}' },
};

function deployed(options: (world: EndpointWorld) => Partial<ManagedEndpointProps>, worldOptions?: EndpointWorldOptions): string {
  const world = endpointWorld(worldOptions);
  const given = options(world);
  new ManagedEndpoint(world.team, 'Studio', { ...(given.profile === undefined ? { profile: profileOf(world) } : {}), ...given } as ManagedEndpointProps);
  return deployedText(Template.fromStack(world.stack as Stack));
}

type Wrap = (options: object) => Partial<ManagedEndpointOptions>;

const STRUCTS: Array<[string, Cases<any>, Wrap]> = [
  ['ManagedEndpointOptions', ENDPOINT, (options) => options],
  ['LogRotation', ROTATION, (options) => ({ logRotation: { size: Size.mebibytes(1), files: 1, ...options } })],
  ['KernelImages', IMAGES, (kernelImages) => ({ kernelImages })],
];

describe.each(STRUCTS)('%s', (struct, cases, wrap) => {
  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf('emr/endpoint/options.ts', struct));
  });

  test.each(Object.entries(cases))('%s is deployed', (prop, { options, shows, world }) => {
    const needed = struct === 'LogRotation' ? { logs: true } : world;
    // Without its pool the gateway would have no place: the world without it is one whose core nodes take it.
    const plain = deployed(() => ({}), prop === 'gatewayPool' ? undefined : needed);
    expect(plain).not.toContain(shows);
    expect(deployed((built) => wrap(options(built)), needed)).toContain(shows);
  });
});

test('a team reaches the endpoint by its profile or by name', () => {
  const world = endpointWorld();
  const profile = profileOf(world);
  expect(new ManagedEndpoint(world.stack, 'A', { profile, team: world.team }).team).toBe(new ManagedEndpoint(world.stack, 'B', { profile }).team);
});
