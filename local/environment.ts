import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildComponents, requireTools } from './build/build';
import type { KubectlTools } from './build/kubectl-tools';
import { unpackKubectl } from './build/kubectl-tools';
import type { Cloud } from './cloud/cloud';
import { preparePython, startCloud } from './cloud/cloud';
import { CloudClient } from './cloud/cloud-client';
import { AccessPolicies } from './control-plane/access-policies';
import type { ControlPlane } from './control-plane/control-plane';
import { startControlPlane, startKubelet } from './control-plane/control-plane';
import { CsiDrivers } from './control-plane/csi-drivers';
import { Processes } from './processes/processes';

export interface EnvironmentOptions {
  /** Account and region that the emulated AWS has. */
  readonly account: string;
  readonly region: string;
  readonly log: (line: string) => void;
  /** Folder for the folder of all state. @default - the one for temporary files */
  readonly parent?: string;
  /** Ends a start that is under way. @default - none */
  readonly signal?: AbortSignal;
}

interface Parts {
  readonly plane: ControlPlane;
  readonly cloud: Cloud;
  readonly cloudClient: CloudClient;
  readonly python: string;
  readonly policies: AccessPolicies;
  readonly drivers: CsiDrivers;
  readonly startSeconds: number;
}

/** An empty Kubernetes cluster and an empty AWS account on 127.0.0.1. */
export class LocalEnvironment {
  /** Builds what is not built, starts everything, and gives it when it is ready; stops what it started if it cannot. */
  public static async start(
    { account, region, log, parent = os.tmpdir(), signal }: EnvironmentOptions,
  ): Promise<LocalEnvironment> {
    requireTools();
    buildComponents({ log });
    const python = preparePython(log);
    const tools = unpackKubectl();
    const started = Date.now();
    const folder = fs.mkdtempSync(path.join(parent, 'emr-eks-karpenter-'));
    const processes = new Processes(path.join(folder, 'logs'));
    const abandon = () => void processes.stopAll(); // whoever waits for one of them is told
    signal?.addEventListener('abort', abandon);
    const policies = await AccessPolicies.start();
    try {
      const [plane, cloud] = await Promise.all([
        startControlPlane(folder, processes, policies), startCloud(folder, processes, { account, region }),
      ]);
      startKubelet(plane.kubeconfig, processes);
      const cloudClient = new CloudClient(path.join(python, 'python'), cloud.environment);
      const drivers = CsiDrivers.start(plane.client);
      const startSeconds = (Date.now() - started) / 1000;
      return new LocalEnvironment(folder, processes, tools, {
        plane, cloud, cloudClient, python, policies, drivers, startSeconds,
      });
    } catch (error) {
      await processes.stopAll();
      await policies.stop();
      fs.rmSync(folder, { recursive: true, force: true });
      throw error;
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
  }

  private constructor(
    /** State and logs; gone with {@link stop}. */
    public readonly folder: string,
    public readonly processes: Processes,
    public readonly tools: KubectlTools,
    private readonly parts: Parts,
  ) {}

  public get plane(): ControlPlane {
    return this.parts.plane;
  }

  public get cloud(): Cloud {
    return this.parts.cloud;
  }

  public get cloudClient(): CloudClient {
    return this.parts.cloudClient;
  }

  /** Seconds from the first process to ready; what had to be built before does not count. */
  public get startSeconds(): number {
    return this.parts.startSeconds;
  }

  /** Ids of all processes. */
  public get pids(): number[] {
    return [...this.processes.pids, this.cloudClient.pid];
  }

  /** Authorizer of the Kubernetes API beside RBAC. */
  public get policies(): AccessPolicies {
    return this.parts.policies;
  }

  /** Python interpreter with the AWS SDK. */
  public get python(): string {
    return path.join(this.parts.python, 'python');
  }

  /** Stops every process and removes all state. */
  public async stop(): Promise<void> {
    await this.parts.drivers.stop();
    await this.processes.stopAll();
    await this.cloudClient.stop();
    await this.cloud.proxy.stop();
    await this.policies.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
