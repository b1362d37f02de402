import type { KubeObject } from '../control-plane/kube-client';

/** A namespace at the time when its pods should run. */
export interface PodsToReport {
  readonly pods: readonly KubeObject[];
  readonly claims: readonly KubeObject[];
  readonly events: readonly KubeObject[];
}

/** Events told of one pod, and characters of each. */
const MOST_EVENTS = 3;
const MOST_CHARACTERS = 300;

/** Names of the claims that a pod mounts. */
export function claimNamesOf({ spec }: KubeObject): string[] {
  const sources: any[] = (spec.volumes ?? []).map(({ persistentVolumeClaim }: any) => persistentVolumeClaim);
  return sources.filter((source) => source !== undefined).map(({ claimName }) => claimName);
}

/** Claims that pods mount and nobody has made. */
export function missingClaims(pods: readonly KubeObject[], claims: readonly KubeObject[]): string[] {
  const names = claims.map(({ metadata }) => metadata.name);
  return pods.flatMap(claimNamesOf).filter((name) => !names.includes(name));
}

/** Of each pod that does not run: where it is, what it lacks, its claims, and what Kubernetes said of it last. */
export function reportPods({ pods, claims, events }: PodsToReport): string[] {
  return pods.filter(({ status }) => status?.phase !== 'Running').flatMap((pod) => [
    stateOf(pod),
    ...claimNamesOf(pod).map((name) => `  claim ${name}: ${stateOfClaim(
      claims.find(({ metadata }) => metadata.name === name),
    )}`),
    ...lastEvents(pod, events).map((line) => `  ${line}`),
  ]);
}

function stateOf({ metadata, spec, status }: KubeObject): string {
  const unmet = (status?.conditions ?? []).filter((condition: any) => condition.status !== 'True');
  const conditions = unmet.map(({ type, reason, message }: any) => `not ${type}${reason === undefined
    ? ''
    : ` (${reason})`}${message === undefined ? '' : `: ${message}`}`);
  return shortened(
    [`${metadata.name}: ${status?.phase ?? 'no phase'} on ${spec.nodeName ?? 'no node'}`, ...conditions].join('; '),
  );
}

function stateOfClaim(claim?: KubeObject): string {
  if (claim === undefined) {
    return 'does not exist';
  }
  const node = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'];
  return `${claim.status?.phase ?? 'no phase'}${node === undefined ? '' : `, for ${node}`}`;
}

/** The last event of each kind, newest first. */
function lastEvents({ metadata: { name } }: KubeObject, events: readonly KubeObject[]): string[] {
  const about = events.filter(({ involvedObject }) => involvedObject.kind === 'Pod' && involvedObject.name === name);
  const newest = [...about].sort((a, b) => timeOf(b) - timeOf(a));
  const kinds = newest.map((event) => `${reporterOf(event)} ${event.reason}`);
  return newest.filter((_, i) => kinds.indexOf(kinds[i]) === i).slice(0, MOST_EVENTS)
    .map((event) => shortened(`${reporterOf(event)}, ${event.reason}: ${event.message}`));
}

function timeOf({ metadata, eventTime, lastTimestamp, series }: KubeObject): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp);
}

function reporterOf({ reportingComponent, source }: KubeObject): string {
  return reportingComponent || source?.component || 'somebody';
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
