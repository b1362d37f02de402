import * as https from 'https';

/** An answer of the API server that is not a success. */
export class ApiError extends Error {
  constructor(public readonly status: number, public readonly body: any) {
    super(body?.message ?? `status ${status}`);
  }
}

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: any };
  readonly [field: string]: any;
}

/** Milliseconds until a silent server counts as gone. */
const TIMEOUT = 30_000;

/** The few calls of the Kubernetes API that the harness needs, by path. */
export class KubeClient {
  private readonly agent: https.Agent;

  /** `server` is `https://127.0.0.1:<port>`; the certificate is the API server's own. */
  constructor(public readonly server: string, private readonly token: string, ca: string) {
    this.agent = new https.Agent({ ca, keepAlive: true });
  }

  /** The same server, as somebody else. */
  public as(user: string, groups: string[] = []): KubeClient {
    const client: KubeClient = Object.create(this);
    Object.assign(client, {
      impersonated: [['Impersonate-User', user], ...groups.map((group) => ['Impersonate-Group', group])],
    });
    return client;
  }

  public async read<T extends KubeObject = KubeObject>(path: string): Promise<T | undefined> {
    try {
      return await this.request('GET', path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  public async list<T extends KubeObject = KubeObject>(path: string): Promise<T[]> {
    return (await this.request('GET', path)).items;
  }

  public async create(path: string, object: object): Promise<KubeObject> {
    return this.request('POST', path, object);
  }

  public async patch(path: string, object: object, type = 'application/merge-patch+json'): Promise<KubeObject> {
    return this.request('PATCH', path, object, type);
  }

  public async delete(path: string): Promise<void> {
    await this.request('DELETE', path).catch((error) => {
      if (!(error instanceof ApiError && error.status === 404)) {
        throw error;
      }
    });
  }

  public async request(method: string, path: string, body?: object, type = 'application/json'): Promise<any> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string | string[]> = {
      'Authorization': `Bearer ${this.token}`, 'Accept': 'application/json', 'Content-Type': type,
    };
    for (const [header, value] of (this as any).impersonated ?? []) {
      headers[header] = [...(headers[header] ?? []), value];
    }
    return new Promise((resolve, reject) => {
      const call =
        https.request(`${this.server}${path}`, { method, headers, agent: this.agent, timeout: TIMEOUT }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const answer = parse(Buffer.concat(chunks).toString());
            const status = response.statusCode ?? 0;
            if (status < 300) {
              resolve(answer);
            } else {
              reject(new ApiError(status, answer));
            }
          });
        });
      call.once('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within ${TIMEOUT / 1000} s`)));
      call.once('error', reject);
      call.end(text);
    });
  }
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
