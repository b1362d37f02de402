import * as fs from 'fs';
import { decisionsOfEvents, decisionsOfLog } from './decisions';
import { Observations } from './observations';
import type { CallCount, Phase, RunHistory } from '../../inspect/report';
import type { AwsCall } from '../cloud/gap-proxy';
import type { KubeObject } from '../control-plane/kube-client';
import type { LocalEnvironment } from '../environment';

/** Milliseconds between two looks at the cluster. */
const PERIOD = 1000;

/** Follows a run for the report. */
export class HistoryRecorder {
  private readonly started = Date.now();
  private readonly observations = new Observations(this.started);
  private readonly events = new Map<string, KubeObject>();
  private readonly phases: Array<{ readonly name: string; readonly from: number }> = [];
  private readonly timer: NodeJS.Timeout;
  private look: Promise<void> = Promise.resolve();
  private isLooking = false;

  constructor(private readonly environment: LocalEnvironment) {
    this.timer = setInterval(() => {
      if (!this.isLooking) {
        this.look = this.observe();
      }
    }, PERIOD);
  }

  /** Begins a part of the run and ends the one before. */
  public phase(name: string): void {
    this.phases.push({ name, from: this.seconds() });
  }

  /** Ends the recording; `setting` says what was real, `left` what outlived the stacks. */
  public async stop(setting: string, left: RunHistory['left']): Promise<RunHistory> {
    clearInterval(this.timer);
    await this.look;
    await this.observe();
    const seconds = this.seconds();
    const told = [
      ...decisionsOfLog(this.karpenterLog(), this.started), ...decisionsOfEvents(this.events.values(), this.started),
    ];
    return {
      seconds,
      setting,
      phases: this.phases.map(({ name, from }, index): Phase => ({
        name, from, to: this.phases[index + 1]?.from ?? seconds,
      })),
      nodes: this.observations.nodeHistories(),
      pods: this.observations.podHistories(this.events.values()),
      decisions: told.sort((a, b) => a.at - b.at),
      calls: countCalls(this.environment.cloud.proxy.calls),
      left,
    };
  }

  private async observe(): Promise<void> {
    this.isLooking = true;
    const list = async (path: string) => this.environment.plane.client.list(path).catch(() => undefined);
    const [nodes, claims, pods, events] = await Promise.all([
      list('/api/v1/nodes'), list('/apis/karpenter.sh/v1/nodeclaims'), list('/api/v1/pods'), list('/api/v1/events'),
    ]);
    // Without Karpenter there are no claims; a server that does not answer says nothing.
    if (nodes !== undefined && pods !== undefined) {
      this.observations.add({ at: Date.now(), nodes, claims: claims ?? [], pods });
    }
    events?.forEach((event) => this.events.set(event.metadata.uid, event));
    this.isLooking = false;
  }

  private karpenterLog(): string {
    const file = this.environment.processes.logOf('karpenter');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  private seconds(): number {
    return (Date.now() - this.started) / 1000;
  }
}

/** Calls by service and action, ids in paths left out. */
export function countCalls(calls: readonly AwsCall[]): CallCount[] {
  const counts = new Map<string, CallCount>();
  for (const { service, action: called } of calls) {
    const action = called.replace(/\?.*$/, '').replace(/^(\w+ \/[^/]+)\/.*$/, '$1/…');
    const key = `${service}:${action}`;
    counts.set(key, { service, action, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => (a.service === b.service
    ? b.count - a.count
    : a.service < b.service ? -1 : 1));
}
