import * as http from 'http';
import type { AddressInfo } from 'net';
import { text } from './proxy';
import { createHandler } from '../../../handlers/clean-up/handler';
import { TIMING } from '../../../handlers/clean-up/timing';

type World = NonNullable<Parameters<typeof createHandler>[0]>;

/** A clock on which waiting takes no time; `onSleep` is what the world does meanwhile. */
export class TestClock {
  public time = Date.UTC(2026, 10, 23);
  public onSleep: (milliseconds: number) => void = () => {};

  public now = (): number => this.time;

  public sleep = async (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
    this.onSleep(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };
}

interface Answer {
  readonly method?: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly path?: string;
  readonly document: any;
}

/** CloudFormation, as far as a custom resource sees it: an address that waits for an answer. */
export class Answers {
  public static async listen(): Promise<Answers> {
    const answers = new Answers();
    await new Promise<void>((resolve, reject) => answers.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return answers;
  }

  public received: Answer[] = [];
  /** Status codes of the next answers, then 200. */
  public statuses: number[] = [];
  private readonly server = http.createServer((request, response) => void this.handle(request, response));

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/answer?X-Amz-Signature=x%2Fy`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method, headers, url: path } = request;
    this.received.push({ method, headers, path, document: JSON.parse(await text(request)) });
    response.writeHead(this.statuses.shift() ?? 200).end();
  }
}

export const PARTS = [
  'jobs', 'nodes', 'instanceProfiles', 'volumes', 'fileSystems', 'loadBalancers', 'networkInterfaces', 'securityGroups',
] as const;

export interface RequestOptions {
  readonly clusterName: string;
  readonly phase: 'drain' | 'sweep';
  readonly responseUrl: string;
  readonly type?: 'Create' | 'Update' | 'Delete';
  readonly parts?: readonly string[];
}

/** A request as CloudFormation sends it. */
export function requestOf({ clusterName, phase, responseUrl, type = 'Delete', parts = PARTS }: RequestOptions): any {
  return {
    RequestType: type,
    ResponseURL: responseUrl,
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Data/guid',
    RequestId: 'unique-id',
    LogicalResourceId: phase,
    ...(type === 'Create' ? {} : { PhysicalResourceId: `${clusterName}/${phase}` }),
    ResourceType: `Custom::EmrEksKarpenter${phase}`,
    ResourceProperties: {
      ServiceToken: 'arn', ClusterName: clusterName, Phase: phase, Keep: PARTS.filter((part) => !parts.includes(part)),
    },
  };
}

export interface Invoked {
  readonly log: string[];
  /** How often the function ran. */
  readonly invocations: number;
  readonly result: any;
}

export interface RunOptions {
  readonly clock: TestClock;
  /** Payloads by which the function called itself, emptied here. */
  readonly own: any[];
  readonly world?: Partial<World>;
}

/** Runs the handler as Lambda does: 15 minutes at most, then whatever it sent to itself. */
export async function invoke(event: object, { clock, own, world = {} }: RunOptions): Promise<Invoked> {
  const log: string[] = [];
  const handler = createHandler({ clock, timing: TIMING, print: (line) => log.push(line), env: process.env, ...world });
  let result: any;
  let invocations = 0;
  for (let next: object | undefined = event; next !== undefined; next = own.shift()) {
    const end = clock.now() + 900_000;
    result = await handler(next as any, {
      functionName: 'clean-up', getRemainingTimeInMillis: () => end - clock.now(), logStreamName: 'stream',
    });
    invocations++;
    if (clock.now() > end) {
      throw new Error('an invocation took longer than 15 minutes');
    }
  }
  return { log, invocations, result };
}
