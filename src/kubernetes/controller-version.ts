import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { shown } from '../private/checks';
import { refuse } from '../private/refusal';
import { warn } from '../private/warnings';

/** Releases of a controller that this library can install, and the versions of Kubernetes on which they run. */
export interface ReleaseSupport {
  /** Oldest minor release, of the major version of the default, whose chart takes what we render. */
  readonly oldestMinor: number;
  /** Subjects that are checked against the default release only, as messages name them. */
  readonly checked: string;
  readonly kubernetes: KubernetesSupport;
}

/** Minor versions of Kubernetes, each as the `<minor>` of `1.<minor>`. */
export interface KubernetesSupport {
  /** The newest that the default release supports. */
  readonly newest: number;
  /** The newest on which the default release passes upstream's tests, without being supported. @default - `newest` */
  readonly tried?: number;
  /** Oldest minor release of the controller, by minor version of Kubernetes. @default - any, up to `newest` */
  readonly oldestReleases?: { readonly [kubernetesMinor: number]: number };
  /** Page that lists the pairs. */
  readonly page: string;
}

/** A release of a controller that a user may choose. */
export interface ControllerVersion {
  /** Name of the controller. */
  readonly title: string;
  /** Beginning of codes. */
  readonly room: string;
  /** Public path of the version, for messages. */
  readonly prop: string;
  /** The version to install. */
  readonly version: string;
  /** The version that is installed unless the user says otherwise. */
  readonly usual: string;
  /** @default - any release, on any Kubernetes */
  readonly support?: ReleaseSupport;
}

const FORM = /^(\d+)\.(\d+)\.\d+$/;

/** Refuses a release that is malformed, too old, or does not run on this Kubernetes; warns where nothing is known. */
export function validateVersion(scope: IConstruct, chosen: ControllerVersion, kubernetesVersion: string): void {
  const { title, room, prop, version, usual, support } = chosen;
  if (support === undefined) {
    requireForm(scope, chosen);
    return;
  }
  const minor = requireRelease(scope, chosen, support);
  if (minor !== minorOf(usual)) {
    const { checked } = support;
    warn(scope, `${room}:version`, `\`${prop}\` is ${version}: ${checked} are checked against ${title} ${usual} only`);
  }
  const kubernetesMinor = Token.isUnresolved(kubernetesVersion) ? undefined : /^1\.(\d+)$/.exec(kubernetesVersion)?.[1];
  if (kubernetesMinor !== undefined) {
    validatePair(scope, chosen, { ...support.kubernetes, minor, kubernetesMinor: Number(kubernetesMinor) });
  }
}

function requireForm(scope: IConstruct, { title, room, prop, version, usual }: ControllerVersion): void {
  if (!Token.isUnresolved(version) && !FORM.test(version)) {
    const must = `be a release of ${title}, written like "${usual}"`;
    refuse(scope, `${room}:version`, { prop, must, got: shown(version), fix: 'leave it out for the default' });
  }
}

/** The minor version of a release that we can install. */
function requireRelease(scope: IConstruct, chosen: ControllerVersion, { oldestMinor }: ReleaseSupport): number {
  const { title, room, prop, version, usual } = chosen;
  const [, major, minor] = FORM.exec(version) ?? [];
  const known = majorOf(usual);
  if (major === undefined || Number(major) !== known || Number(minor) < oldestMinor) {
    refuse(scope, `${room}:version`, {
      prop,
      must: `be a release of ${title} from ${known}.${oldestMinor}.0 up to ${known + 1}, written like "${usual}"`,
      got: shown(version),
      fix: 'leave it out for the default',
    });
  }
  return Number(minor);
}

interface Pair extends KubernetesSupport {
  readonly minor: number;
  readonly kubernetesMinor: number;
}

function validatePair(scope: IConstruct, chosen: ControllerVersion, pair: Pair): void {
  const { title, room, version, usual } = chosen;
  const { minor, kubernetesMinor, newest, tried = newest, page } = pair;
  if (kubernetesMinor > tried && minor > minorOf(usual)) {
    const on = `${title} ${version} on Kubernetes 1.${kubernetesMinor}`;
    warn(scope, `${room}:compatibility`, `${on} is newer than what this library knows: check ${page}`);
    return;
  }
  requireKnownPair(scope, chosen, pair);
  if (kubernetesMinor > newest && minor === minorOf(usual)) {
    const tests = `on 1.${kubernetesMinor} it passes upstream's tests, without being supported`;
    warn(scope, `${room}:compatibility`, `${title} ${version} supports Kubernetes up to 1.${newest}: ${tests}`);
  }
}

function requireKnownPair(scope: IConstruct, { title, room, prop, version }: ControllerVersion, pair: Pair): void {
  const { minor, kubernetesMinor, newest, tried = newest, oldestReleases, page } = pair;
  const oldest = oldestReleases && Math.min(...Object.keys(oldestReleases).map(Number));
  if (kubernetesMinor > tried || kubernetesMinor < (oldest ?? 0)) {
    const range = oldest === undefined ? `up to 1.${tried}` : `1.${oldest} to 1.${tried}`;
    refuse(scope, `${room}:compatibility`, {
      prop,
      must: `be a release of ${title} that runs on Kubernetes 1.${kubernetesMinor}`,
      got: shown(version),
      fix: `this one runs on Kubernetes ${range}, see ${page}`,
    });
  }
  const least = oldestReleases?.[kubernetesMinor] ?? 0;
  if (minor < least) {
    refuse(scope, `${room}:compatibility`, {
      prop,
      must: `be ${majorOf(version)}.${least}.0 or newer on Kubernetes 1.${kubernetesMinor}`,
      got: shown(version),
      fix: `leave it out for the default, see ${page}`,
    });
  }
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
