import * as fs from 'fs';
import * as path from 'path';
import { Problem } from '../../inspect/assembly/command-line';
import type { KubeClient } from '../control-plane/kube-client';
import type { DeleteRequest, ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest } from '../deploy/model';

/** A chart that the template asks for, as Helm would be called. */
export interface Release {
  readonly chart: string;
  readonly version?: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, any>>;
}

/** A controller that runs as a process beside the release of its chart. */
export interface Companion {
  /** After the release was installed or upgraded. */
  follow(release: Release): Promise<void>;
  /** Before the release is uninstalled. */
  leave(): Promise<void>;
}

export interface ChartHandlerOptions {
  /** CDK's handler, which installs a chart from a folder. */
  readonly installer: ResourceHandler;
  readonly client: KubeClient;
  /** Folders of charts by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** Processes by the name of their chart. */
  readonly companions: ReadonlyMap<string, Companion>;
}

/** Installs charts whose source is here, and records those whose source is not. */
export class ChartHandler implements ResourceHandler {
  /** Charts that could not be installed for want of a source. */
  public readonly missing: Release[] = [];

  constructor(private readonly options: ChartHandlerOptions) {}

  public async create(request: ResourceRequest): Promise<ResourceResult> {
    const release = releaseOf(request);
    const folder = this.options.sources.get(release.chart);
    const result = folder === undefined
      ? await this.record(request, release)
      : await this.options.installer.create(fromFolder(request, folder));
    await this.options.companions.get(release.chart)?.follow(release);
    return result;
  }

  public async update(request: UpdateRequest): Promise<ResourceResult> {
    const release = releaseOf(request);
    const folder = this.options.sources.get(release.chart);
    const result = folder === undefined
      ? { physicalId: request.physicalId }
      : await this.options.installer.update(fromFolder(request, folder));
    await this.options.companions.get(release.chart)?.follow(release);
    return result;
  }

  public async delete(request: DeleteRequest): Promise<void> {
    const { chart } = releaseOf(request);
    await this.options.companions.get(chart)?.leave();
    if (this.options.sources.has(chart)) {
      await this.options.installer.delete(request);
    }
  }

  private async record({ suggestedId, properties }: ResourceRequest, release: Release): Promise<ResourceResult> {
    this.missing.push(release);
    const namespace = `/api/v1/namespaces/${release.namespace}`;
    if (String(properties.CreateNamespace) === 'true' && await this.options.client.read(namespace) === undefined) {
      await this.options.client.create('/api/v1/namespaces', { metadata: { name: release.namespace } });
    }
    return { physicalId: suggestedId };
  }
}

/** Refuses a folder that is no chart. */
export function chartFolder(name: string, folder: string): string {
  if (!fs.existsSync(path.join(folder, 'Chart.yaml'))) {
    throw new Problem(`--chart ${name}=${folder}: the folder has no Chart.yaml; give the folder of the chart itself`);
  }
  return path.resolve(folder);
}

function releaseOf({ properties }: ResourceRequest): Release {
  const { Chart, Version, Release, Namespace = 'default', Values = '{}' } = properties;
  return {
    chart: Chart ?? Release, version: Version, release: Release, namespace: Namespace, values: JSON.parse(Values),
  };
}

/** Helm takes a chart from a folder as it is: neither repository nor version apply. */
function fromFolder<T extends ResourceRequest>(request: T, folder: string): T {
  const { Repository: _repository, Version: _version, ChartAssetURL: _asset, ...properties } = request.properties;
  return { ...request, properties: { ...properties, Chart: folder } };
}
