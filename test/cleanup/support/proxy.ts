import * as http from 'http';

/** One call to AWS: the prefix that IAM uses, the operation, and its form fields where it has some. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly path: string;
  readonly body: string;
}

/** An answer in place of the emulator's, or none ever. */
export type Reaction = { readonly status: number; readonly body: string; readonly type?: string } | 'hang' | undefined;

/** Names of the calls that have paths instead of names. */
const REST: ReadonlyArray<readonly [pattern: RegExp, service: string, operation: string]> = [
  [/^GET \/virtualclusters(\?|$)/, 'emr-containers', 'ListVirtualClusters'],
  [/^GET \/virtualclusters\/[^/]+\/jobruns/, 'emr-containers', 'ListJobRuns'],
  [/^DELETE \/virtualclusters\/[^/]+\/jobruns\//, 'emr-containers', 'CancelJobRun'],
  [/^GET \/virtualclusters\/[^/]+\/endpoints/, 'emr-containers', 'ListManagedEndpoints'],
  [/^DELETE \/virtualclusters\/[^/]+\/endpoints\//, 'emr-containers', 'DeleteManagedEndpoint'],
  [/^POST \/2015-03-31\/functions\/[^/]+\/invocations/, 'lambda', 'Invoke'],
  [/^GET \/clusters\/[^/]+$/, 'eks', 'DescribeCluster'],
];

/** Stands between the handler's SDK and the emulator: sees every call, and can answer in its place. */
export class FaultProxy {
  public static async start(backend: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(backend));
    await new Promise<void>((resolve, reject) => proxy.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  public calls: Call[] = [];
  /** Asked before each call is handed on. */
  public react?: (call: Call) => Reaction | Promise<Reaction>;
  /** Changes the form of a call, such as its page size. */
  public rewrite?: (call: Call) => Readonly<Record<string, string>>;
  private readonly server: http.Server;

  private constructor(private readonly backend: URL) {
    this.server = http.createServer((request, response) => void this.handle(request, response));
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const call = describe(request, await text(request));
    this.calls.push(call);
    const reaction = await this.react?.(call);
    if (reaction === 'hang') {
      return;
    }
    if (reaction !== undefined) {
      response.writeHead(reaction.status, { 'Content-Type': reaction.type ?? 'text/xml' }).end(reaction.body);
      return;
    }
    this.forward(request, call, response);
  }

  private forward(request: http.IncomingMessage, call: Call, response: http.ServerResponse): void {
    const more = this.rewrite?.(call) ?? {};
    const form = { ...Object.fromEntries(new URLSearchParams(call.body)), ...more };
    const body = Object.keys(more).length === 0 ? call.body : new URLSearchParams(form).toString();
    const { method, url: path, headers } = request;
    const { hostname: host, port } = this.backend;
    const sent = { ...headers, 'content-length': Buffer.byteLength(body) };
    const backend = http.request({ host, port, method, path, headers: sent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    backend.once('error', (error) => response.writeHead(502).end(String(error)));
    backend.end(body);
  }
}

/** The error of EC2, IAM and the load balancers. */
export function xmlError(code: string, message: string, status = 400): Reaction {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<Response><Errors>${error}</Errors>${error}<RequestID>1</RequestID></Response>` };
}

export function json(body: object, status = 200): Reaction {
  return { status, body: JSON.stringify(body), type: 'application/json' };
}

/** Whether a call changes something. */
export function isMutation({ operation }: Call): boolean {
  return !/^(Describe|Get|List)/.test(operation);
}

export async function text(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function describe(request: http.IncomingMessage, body: string): Call {
  const path = request.url ?? '';
  const [, service, operation] = REST.find(([pattern]) => pattern.test(`${request.method} ${path}`)) ?? [];
  if (service !== undefined) {
    return { service, operation: operation!, parameters: {}, path, body };
  }
  const [, signedFor = 'unknown'] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const [, target] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (target !== undefined) {
    return { service: signedFor, operation: target, parameters: {}, path, body };
  }
  const { Action = `${request.method} ${path}`, ...parameters } = Object.fromEntries(new URLSearchParams(body));
  return { service: signedFor, operation: Action, parameters, path, body };
}
