import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, CfnOutput, Size, Stack } from 'aws-cdk-lib';
import { EmrEksKarpenterCluster, ExecutorAllocation, ShuffleStorage, SparkEntryPoint, SparkNodePoolPreset } from '../../../src';
import type { SparkDriverOptions, SparkExecutorOptions, SparkProfileOptions } from '../../../src';

/** A job as far as it decides what its pods request. */
interface Case {
  /** @default false */
  readonly jvm?: boolean;
  readonly profile?: Partial<SparkProfileOptions>;
  readonly conf?: { readonly [key: string]: string };
  readonly driver?: SparkDriverOptions;
  readonly executor?: Partial<SparkExecutorOptions>;
}

const gib = Size.gibibytes;
const bare = { name: 'bare', image: 'busybox', resources: { requests: { cpu: '150m' }, limits: { cpu: '1', memory: '96Mi' } } };
const native = { name: 'native', image: 'busybox', restartPolicy: 'Always', resources: { requests: { cpu: '50m', memory: '64Mi' } } };
const large = { name: 'prepare', image: 'busybox', resources: { requests: { 'cpu': '3', 'memory': '9Gi', 'ephemeral-storage': '1G' } } };

/** By id: what Spark's documentation says of memory and cores, and what the library lets a user add to a pod. */
const CASES: { readonly [id: string]: Case } = {
  Python: {},
  Jvm: { jvm: true },
  PythonOnTheFloor: { driver: { memory: Size.mebibytes(600) }, executor: { memory: Size.mebibytes(1000) } },
  JvmOnTheFloor: { jvm: true, driver: { memory: gib(1) }, executor: { memory: Size.mebibytes(3850) } },
  Overhead: {
    driver: { memoryOverhead: gib(1) },
    executor: { memoryOverhead: Size.mebibytes(700) },
    conf: { 'spark.driver.memoryOverheadFactor': '0.9', 'spark.kubernetes.memoryOverheadFactor': '0.8' },
  },
  KubernetesFactor: { conf: { 'spark.kubernetes.memoryOverheadFactor': '0.3', 'spark.executor.memoryOverheadFactor': '0.17' } },
  RoleFactors: { jvm: true, conf: { 'spark.driver.memoryOverheadFactor': '0.3', 'spark.executor.memoryOverheadFactor': '0.2' } },
  OffHeap: {
    jvm: true, driver: { cores: 2, limitCores: 2 }, executor: { cores: 3, offHeapMemory: Size.mebibytes(512), memoryOverhead: gib(1) },
  },
  PySparkMemory: { executor: { pySparkMemory: Size.mebibytes(1500), offHeapMemory: gib(1) } },
  RequestCores: { driver: { requestCores: 0.5 }, executor: { cores: 4, requestCores: 2.5, limitCores: 4 } },
  Dynamic: { executor: { allocation: ExecutorAllocation.dynamic({ minExecutors: 1, initialExecutors: 3, maxExecutors: 10 }) } },
  Sidecars: {
    profile: {
      driver: { sidecars: [{ name: 'metrics', image: 'busybox', vcpus: 0.25, memory: Size.mebibytes(300) }] },
      executor: {
        sidecars: [{ name: 'metrics', image: 'busybox', mounts: { 'emr-container-communicate': '/emr' } }],
        initContainers: [{ name: 'fetch', image: 'busybox' }],
      },
    },
  },
  SilentExecutors: {
    profile: {
      logging: { executors: false, containerVcpus: 0.05, containerMemory: Size.mebibytes(64) },
      executor: { initContainers: [{ name: 'fetch', image: 'busybox', vcpus: 3, memory: gib(8) }] },
    },
  },
  Storage: { profile: { shuffleStorage: ShuffleStorage.rootVolume({ executorRequest: gib(10), driverRequest: Size.mebibytes(1536) }) } },
  Overrides: {
    profile: {
      podTemplates: {
        driver: { spec: { containers: [bare] } },
        executor: {
          spec: {
            containers: [bare, { name: 'spark-kubernetes-executor', resources: { requests: { 'ephemeral-storage': '3Gi' } } }],
            initContainers: [native, large],
          },
        },
      },
    },
  },
};

const app = new App();
const stack = new Stack(app, 'Spark');
const platform =
  new EmrEksKarpenterCluster(stack, 'Platform', { clusterName: 'spark', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl') });
const pool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
const team = platform.addTeam('Team', { namespace: 'team' });

for (const [id, { jvm, profile, conf, driver, executor }] of Object.entries(CASES)) {
  const { requests } = team.addSparkJob(id, {
    profile: team.addSparkProfile(`${id}Profile`, { executorPool: pool, ...profile }),
    entryPoint: jvm ? SparkEntryPoint.jarUri('local:///opt/app.jar', 'com.example.Main') : SparkEntryPoint.pythonUri('local:///opt/app.py'),
    sparkConf: conf,
    driver,
    executor: { allocation: ExecutorAllocation.fixed(1), ...executor },
  });
  new CfnOutput(stack, `Requests${id}`, { value: JSON.stringify(requests) });
}
app.synth();
