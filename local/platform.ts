import * as fs from 'fs';
import * as path from 'path';
import { karpenterChart } from './build/go-modules';
import { KarpenterProcess } from './controllers/karpenter';
import { YunikornProcess } from './controllers/yunikorn';
import type { StackEvent } from './deploy/model';
import { TemplateExecutor } from './deploy/template-executor';
import type { LocalEnvironment } from './environment';
import { handlerOf, type Handlers } from './handlers';
import { AccessEntryHandler } from './handlers/access-entry';
import type { Companion, Release } from './handlers/chart';
import { ChartHandler } from './handlers/chart';
import { CleanUpHandler } from './handlers/clean-up';
import { CloudResourceHandler } from './handlers/cloud-resource';
import { KubernetesResourceHandler } from './handlers/kubernetes-resource';
import { KubectlLambda } from './handlers/lambda';
import { NodeGroupHandler } from './handlers/node-group';
import { RecordedHandler } from './handlers/recorded';
import { Resolver } from '../inspect/assembly/intrinsics';
import type { Platform } from '../inspect/assembly/model';

export interface LocalPlatformOptions {
  readonly environment: LocalEnvironment;
  /** Folder of the cloud assembly, for the handler that the app itself uploads. */
  readonly assembly: string;
  /** Folders of charts to install, by name of the chart. Karpenter's are there already. @default - none */
  readonly charts?: ReadonlyMap<string, string>;
  readonly log: (line: string) => void;
  readonly onEvent?: (event: StackEvent) => void;
  /** Speed of the handlers' clock, as a multiple of Lambda's. @default 1 */
  readonly clock?: number;
}

/** Stacks on a {@link LocalEnvironment}. */
export class LocalPlatform {
  public static async on(options: LocalPlatformOptions): Promise<LocalPlatform> {
    const { environment, onEvent } = options;
    const { plane, cloudClient: client, cloud } = environment;
    const kubernetes = new KubernetesResourceHandler(lambdaOf(options));
    const yunikorn = new YunikornProcess({
      client: plane.client, processes: environment.processes, kubeconfig: plane.kubeconfig, log: options.log,
    });
    const companions = new Map<string, Companion>([['karpenter', karpenterOf(environment)], ['yunikorn', yunikorn]]);
    const chart = new ChartHandler({
      installer: kubernetes, client: plane.client, sources: chartSources(options), companions,
    });
    const handlers: Handlers = {
      kubernetes,
      chart,
      nodeGroup: new NodeGroupHandler(plane.client, client, cloud.region),
      accessEntry: new AccessEntryHandler(environment.policies, client),
      cleanUp: new CleanUpHandler({ ...options, resources: () => platform.executor.resources }),
      cloud: new CloudResourceHandler(client, { 'AWS::EKS::Cluster': clusterAttributes(plane) }),
      recorded: new RecordedHandler(client),
      cloudTypes: new Set(await client.call<string[]>('types')),
    };
    const platform = new LocalPlatform(
      new TemplateExecutor({ handlerOf: (type) => handlerOf(type, handlers), onEvent }), yunikorn, chart,
    );
    return platform;
  }

  private constructor(
    public readonly executor: TemplateExecutor,
    /** The scheduler, once a stack has its chart. */
    public readonly yunikorn: YunikornProcess,
    private readonly charts: ChartHandler,
  ) {}

  /** Charts that no source here has. */
  public get missingCharts(): readonly Release[] {
    return this.charts.missing;
  }
}

/** Account and region of the first stack, or account-shaped ones where the app names none. */
export function placeOf({ stacks }: Platform): { readonly account: string; readonly region: string } {
  const [{ name }] = stacks;
  const resolver = new Resolver(stacks);
  return {
    account: resolver.resolve({ Ref: 'AWS::AccountId' }, name), region: resolver.resolve({ Ref: 'AWS::Region' }, name),
  };
}

function lambdaOf({ environment, assembly, clock }: LocalPlatformOptions): KubectlLambda {
  const { python, tools, plane, folder, cloud } = environment;
  return new KubectlLambda({
    source: handlerSource(assembly), python, tools, kubeconfig: plane.kubeconfig, environment: cloud.environment,
    folder: path.join(folder, 'handler'), clock,
  });
}

/** The handler that the app uploads, of whatever CDK version it has; else the one of this project's CDK. */
function handlerSource(assembly: string): string {
  const isHandler = (folder: string) =>
    ['index.py', 'apply/__init__.py', 'helm/__init__.py'].every((file) => fs.existsSync(path.join(folder, file)));
  const uploaded = fs.readdirSync(assembly).filter((name) => name.startsWith('asset.')).map((name) => path.join(
    assembly, name,
  )).find(isHandler);
  return uploaded
    ?? path.join(
      path.dirname(require.resolve('aws-cdk-lib/package.json')),
      'custom-resource-handlers',
      'dist',
      'aws-eks-v2',
      'kubectl-handler',
    );
}

function chartSources({ charts = new Map() }: LocalPlatformOptions): Map<string, string> {
  const own = ['karpenter', 'karpenter-crd'].map((name) => [name, karpenterChart(name)] as const);
  return new Map([...own, ...charts]);
}

function karpenterOf({ processes, plane: { client, kubeconfig }, cloud }: LocalEnvironment): KarpenterProcess {
  return new KarpenterProcess({ client, processes, kubeconfig, environment: cloud.environment });
}

function clusterAttributes(
  { server, certificate }: { readonly server: string; readonly certificate: string },
): Record<string, string> {
  return { Endpoint: server, CertificateAuthorityData: Buffer.from(certificate).toString('base64') };
}
