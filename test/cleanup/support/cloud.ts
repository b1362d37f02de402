import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { json, xmlError, FaultProxy, type Call, type Reaction } from './proxy';
import { createCloud } from '../../../handlers/clean-up/cloud';
import { preparePython, startCloud } from '../../../local/cloud/cloud';
import { Processes } from '../../../local/processes/processes';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** What a test makes of a call before the account does. */
type Fault = (call: Call) => Reaction | Promise<Reaction>;

interface ManagedEndpoint { readonly id: string; readonly name: string; state: string }

/** An emulated account behind a proxy, with what the emulator lacks: dependencies of security groups, managed endpoints, functions. */
export class TestCloud {
  public static async start(): Promise<TestCloud> {
    preparePython(console.log);
    const folder = mkdtempSync(join(tmpdir(), 'clean-up-'));
    const processes = new Processes(join(folder, 'logs'));
    const { endpoint, environment, proxy: gaps } = await startCloud(folder, processes, { account: ACCOUNT, region: REGION });
    const proxy = await FaultProxy.start(endpoint);
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: proxy.url });
    return new TestCloud(proxy, async () => {
      await proxy.stop();
      await processes.stopAll();
      await gaps.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** For tests: the SDK itself, without retries of ours or dry runs. */
  public readonly aws = createCloud({ dryRun: false });
  /** Payloads by which the function called itself. */
  public invocations: any[] = [];
  /** Of each virtual cluster. */
  public readonly endpoints = new Map<string, ManagedEndpoint[]>();
  private fault?: Fault;

  private constructor(public readonly proxy: FaultProxy, public readonly stop: () => Promise<void>) {
    proxy.react = async (call) => await this.fault?.(call) ?? this.answer(call);
  }

  /** An empty account. */
  public async reset(): Promise<void> {
    this.clearFaults();
    this.endpoints.clear();
    await fetch(`${this.proxy.url}/moto-api/reset`, { method: 'POST' });
    this.proxy.calls = [];
  }

  public setFault(fault: Fault): void {
    this.fault = fault;
  }

  public clearFaults(): void {
    this.fault = undefined;
    this.proxy.rewrite = undefined;
    this.invocations = [];
  }

  private async answer(call: Call): Promise<Reaction> {
    switch (call.operation) {
      case 'Invoke':
        this.invocations.push(JSON.parse(call.body));
        return { status: 202, body: '' };
      case 'DeleteSecurityGroup': return this.dependencyOf(call.parameters.GroupId);
      case 'ListManagedEndpoints': return json({ endpoints: this.endpointsAt(call) });
      case 'DeleteManagedEndpoint': return this.deleteEndpoint(call);
      default: return undefined;
    }
  }

  /** EC2 keeps a group that a rule or a network interface names; the emulator lets it go. */
  private async dependencyOf(groupId: string): Promise<Reaction> {
    const filtered = async (name: string) => (await this.aws.pages('ec2:DescribeSecurityGroups', {
      Filters: [{ Name: name, Values: [groupId] }],
    }, 'SecurityGroups'))
      .filter((group) => group.GroupId !== groupId);
    const users = [...await filtered('ip-permission.group-id'), ...await filtered('egress.ip-permission.group-id')];
    const interfaces = await this.aws.pages(
      'ec2:DescribeNetworkInterfaces', { Filters: [{ Name: 'group-id', Values: [groupId] }] }, 'NetworkInterfaces',
    );
    return users.length + interfaces.length > 0 ? xmlError('DependencyViolation', `resource ${groupId} has a dependent object`) : undefined;
  }

  private endpointsAt({ path }: Call): ManagedEndpoint[] {
    const [, virtualCluster] = /virtualclusters\/([^/]+)\//.exec(path)!;
    const known = this.endpoints.get(virtualCluster) ?? [];
    const listed = known.filter(({ state }) => state !== 'TERMINATED').map((endpoint) => ({ ...endpoint }));
    // One that is being deleted is gone at the next look.
    known.filter(({ state }) => state === 'TERMINATING').forEach((endpoint) => { endpoint.state = 'TERMINATED'; });
    return listed;
  }

  private deleteEndpoint({ path }: Call): Reaction {
    const [, virtualCluster, id] = /virtualclusters\/([^/]+)\/endpoints\/([^/?]+)/.exec(path)!;
    const found = this.endpoints.get(virtualCluster)!.find((endpoint) => endpoint.id === id)!;
    found.state = 'TERMINATING';
    return json({ id, virtualClusterId: virtualCluster });
  }
}
