import { spawn } from 'child_process';
import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as http from 'http';
import type { AddressInfo } from 'net';
import * as path from 'path';
import { Problem } from '../../inspect/assembly/command-line';
import { userName } from '../control-plane/access-policies';
import type {
  DeleteRequest, DeployedResource, Properties, ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest,
} from '../deploy/model';
import type { LocalEnvironment } from '../environment';

export interface CleanUpHandlerOptions {
  readonly environment: LocalEnvironment;
  readonly log: (line: string) => void;
  /** Speed of the clock, as a multiple of Lambda's. @default 1 */
  readonly clock?: number;
  /** Resources that exist, among them the function and its role. */
  readonly resources: () => ReadonlyMap<string, DeployedResource>;
}

/** Answer of the function. */
interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
}

type RequestType = 'Create' | 'Update' | 'Delete';

/**
 * Runs the clean-up's own function for its custom resources, as CloudFormation and Lambda do: in a process of its own,
 * under its access entry.
 */
export class CleanUpHandler implements ResourceHandler {
  private requests = 0;

  constructor(private readonly options: CleanUpHandlerOptions) {}

  public async create(request: ResourceRequest): Promise<ResourceResult> {
    return this.send('Create', request);
  }

  public async update({ physicalId, oldProperties, ...request }: UpdateRequest): Promise<ResourceResult> {
    return this.send('Update', request, { PhysicalResourceId: physicalId, OldResourceProperties: oldProperties });
  }

  public async delete({ physicalId, ...request }: DeleteRequest): Promise<void> {
    await this.send('Delete', request, { PhysicalResourceId: physicalId });
  }

  private async send(RequestType: RequestType, request: ResourceRequest, more: object = {}): Promise<ResourceResult> {
    const { logicalId: LogicalResourceId, type: ResourceType, properties: ResourceProperties, stack: StackId } =
      request;
    const mailbox = await Mailbox.open();
    try {
      await this.run(`${RequestType}-${LogicalResourceId}`, ResourceProperties, {
        RequestType, ResponseURL: mailbox.url, StackId, RequestId: randomUUID(), LogicalResourceId, ResourceType,
        ResourceProperties, ...more,
      });
      const { Status, Reason, PhysicalResourceId } = mailbox.answer();
      if (Status === 'FAILED') {
        throw new Problem(Reason);
      }
      return { physicalId: PhysicalResourceId };
    } finally {
      await mailbox.close();
    }
  }

  /** Ends when the function has, including what it sent to itself. */
  private async run(name: string, properties: Properties, event: object): Promise<void> {
    const { environment: { cloud, folder, plane }, clock = 1, log } = this.options;
    const file = path.join(folder, 'handler', `clean-up-${++this.requests}-${name}.log`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const child = spawn(process.execPath, [path.join(__dirname, 'clean-up-function.js')], {
      stdio: ['pipe', 'pipe', fs.openSync(file, 'a')], env: { PATH: process.env.PATH, ...cloud.environment },
      detached: true,
    });
    child.stdin!.end(JSON.stringify({
      event, clock, endpoint: plane.server, ca: plane.certificate, headers: this.identity(properties),
    }));
    let rest = '';
    child.stdout!.on('data', (chunk) => {
      fs.appendFileSync(file, chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      lines.forEach((line) => log(`clean-up ${line}`));
    });
    const stop = () => child.kill('SIGKILL');
    process.once('exit', stop);
    const status = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
    process.removeListener('exit', stop);
    if (status !== 0) {
      throw new Problem(
        `the clean-up's function broke off:\n${fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n')}`,
      );
    }
  }

  /** The function's role as the API server of EKS knows it: a user, and the groups of its access entry. */
  private identity({ ServiceToken }: Properties): Record<string, string | string[]> {
    const { policies, plane } = this.options.environment;
    const name = String(ServiceToken).split(':').pop();
    const functions = [...this.options.resources().values()].filter(({ type }) => type === 'AWS::Lambda::Function');
    const role = functions.find(({ properties }) => properties.FunctionName === name)?.properties.Role ?? '';
    return {
      'authorization': `Bearer ${plane.token}`,
      'impersonate-user': userName(role, 'clean-up'),
      'impersonate-group': ['system:authenticated', ...policies.groupsOf(role)],
    };
  }
}

/** The address to which a custom resource's function answers. */
class Mailbox {
  public static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    await new Promise<void>((resolve, reject) => mailbox.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return mailbox;
  }

  private received?: Answer;
  private readonly server = http.createServer((request, response) => void this.receive(request, response));

  private constructor() {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  public answer(): Answer {
    if (this.received === undefined) {
      throw new Problem('the clean-up\'s function ended without an answer to CloudFormation');
    }
    return this.received;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    this.received = JSON.parse(Buffer.concat(chunks).toString());
    response.end();
  }
}
