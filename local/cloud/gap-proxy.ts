import * as http from 'http';
import { spotPriceHistory } from './prices';

/** One call to AWS, as the log of the proxy keeps it. */
export interface AwsCall {
  readonly service: string;
  readonly action: string;
  /** Region that the call was signed for. */
  readonly region: string;
  /** The caller, as its SDK names it. */
  readonly userAgent: string;
  /** Parameters as they were sent: JSON, or the form fields of the query protocol. */
  readonly parameters: Readonly<Record<string, any>>;
}

export interface GapProxyOptions {
  /** Port of moto. */
  readonly backend: number;
  readonly port: number;
  readonly region: string;
  /**
   * AMIs of each architecture. Each release that is asked for gets the next one, so that another release is another
   * AMI.
   */
  readonly images: Readonly<Record<'x86_64' | 'arm64', readonly string[]>>;
  /** USD an hour by instance type. */
  readonly prices: ReadonlyMap<string, number>;
}

interface Answer {
  readonly status: number;
  /** XML of the query protocol, or an object of the JSON one. */
  readonly body: string | object;
}

/** Answers what moto has no data for, hands everything else to moto, and keeps a log of all calls. */
export class GapProxy {
  public static async start(options: GapProxyOptions): Promise<GapProxy> {
    const proxy = new GapProxy(options);
    await new Promise<void>((resolve, reject) => proxy.server.once('error', reject).listen(
      options.port, '127.0.0.1', resolve,
    ));
    return proxy;
  }

  public readonly calls: AwsCall[] = [];
  private readonly releases: string[] = [];
  private readonly server: http.Server;

  private constructor(private readonly options: GapProxyOptions) {
    this.server = http.createServer((request, response) => void this.handle(request, response));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await read(request);
    const call = describe(request, body);
    this.calls.push(call);
    const answer = this.answer(call);
    if (answer === undefined) {
      this.forward(request, body, response);
      return;
    }
    const isXml = typeof answer.body === 'string';
    response.writeHead(answer.status, { 'Content-Type': isXml ? 'text/xml' : 'application/x-amz-json-1.1' });
    response.end(isXml ? answer.body : JSON.stringify(answer.body));
  }

  private answer({ service, action, parameters }: AwsCall): Answer | undefined {
    if (service === 'pricing' && action === 'GetProducts') {
      return { status: 200, body: { FormatVersion: 'aws_v1', PriceList: [priceOf('m5.xlarge'), priceOf('m5.metal')] } };
    }
    if (service === 'ec2' && action === 'DescribeSpotPriceHistory') {
      return { status: 200, body: spotPriceHistory(this.options.prices, this.options.region) };
    }
    if (service === 'ssm'
        && action === 'GetParameter'
        && String(parameters.Name).startsWith('/aws/service/eks/optimized-ami/')) {
      return this.imageParameter(String(parameters.Name));
    }
    return undefined;
  }

  /** The accelerated variants must not exist: with them an AMI asks for accelerators that no plain instance has. */
  private imageParameter(name: string): Answer {
    const [, architecture, release] =
      /\/amazon-linux-2023\/(x86_64|arm64)\/standard\/(?:[^/]+-)?([^/-]+)\/image_id$/.exec(name)
      ?? [];
    const image = architecture === undefined
      ? undefined
      : this.options.images[architecture as 'arm64'][this.indexOf(release)];
    return image === undefined
      ? { status: 400, body: { __type: 'ParameterNotFound', message: name } }
      : { status: 200, body: { Parameter: { Name: name, Type: 'String', Value: image, Version: 1 } } };
  }

  private indexOf(release: string): number {
    const index = this.releases.indexOf(release);
    return index < 0 ? this.releases.push(release) - 1 : index;
  }

  private forward(request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): void {
    const { method, url: path, headers } = request;
    const backend = http.request({ host: '127.0.0.1', port: this.options.backend, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    backend.once('error', (error) => response.writeHead(502).end(String(error)));
    backend.end(body);
  }
}

/** Karpenter has every price built in; it only panics when the list is empty. One of each kind will do. */
function priceOf(instanceType: string): string {
  return JSON.stringify({
    product: { attributes: { instanceType } },
    terms: { OnDemand: { term: { priceDimensions: { dimension: { pricePerUnit: { USD: '0.192' } } } } } },
  });
}

async function read(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Service and action by the three protocols of AWS: JSON (target header), query (form), REST (path). */
function describe({ headers, method, url }: http.IncomingMessage, body: Buffer): AwsCall {
  const [, region =
  'unknown', service = 'unknown'] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization
    ?? '')
    ?? [];
  const caller = { service, region, userAgent: headers['user-agent'] ?? '' };
  const target = headers['x-amz-target'];
  const text = body.toString();
  if (typeof target === 'string') {
    return { ...caller, action: target.split('.').pop() ?? '', parameters: text === '' ? {} : JSON.parse(text) };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const { Action: action = '', ...parameters } = Object.fromEntries(new URLSearchParams(text));
    return { ...caller, action, parameters };
  }
  return { ...caller, action: `${method} ${url}`, parameters: {} };
}
