import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { quote, refuse } from './refuse';
import { KARPENTER_VERSION, KNOWN_KARPENTER_MINOR, MINIMUM_KARPENTER_MINOR, NEWEST_KUBERNETES_MINOR, OLDEST_KARPENTER_MINOR } from './versions';

const MATRIX = 'https://karpenter.sh/docs/upgrading/compatibility/';

/** Refuses a Karpenter that does not run on this Kubernetes, and warns where nothing is known. */
export function checkCompatibility(scope: IConstruct, version: string, kubernetesVersion: string): void {
  const minor = karpenterMinor(scope, version);
  if (minor !== KNOWN_KARPENTER_MINOR) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/karpenter:version', `\`version\` is ${version}: node pools and permissions are checked against Karpenter ${KARPENTER_VERSION} only`);
  }
  const kubernetesMinor = Token.isUnresolved(kubernetesVersion) ? undefined : /^1\.(\d+)$/.exec(kubernetesVersion)?.[1];
  if (kubernetesMinor !== undefined) {
    checkPair(scope, { version, minor, kubernetesMinor: Number(kubernetesMinor) });
  }
}

interface Pair {
  readonly version: string;
  readonly minor: number;
  readonly kubernetesMinor: number;
}

function checkPair(scope: IConstruct, { version, minor, kubernetesMinor }: Pair): void {
  if (kubernetesMinor > NEWEST_KUBERNETES_MINOR && minor > KNOWN_KARPENTER_MINOR) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/karpenter:compatibility', `Karpenter ${version} on Kubernetes 1.${kubernetesMinor} is newer than the compatibility matrix of this library: check ${MATRIX}`);
    return;
  }
  const oldest = Math.min(...Object.keys(MINIMUM_KARPENTER_MINOR).map(Number));
  if (kubernetesMinor < oldest || kubernetesMinor > NEWEST_KUBERNETES_MINOR) {
    refuse(scope, 'compatibility', {
      prop: 'version',
      must: `be a Karpenter that runs on Kubernetes 1.${kubernetesMinor}`,
      got: quote(version),
      fix: `Karpenter ${version} runs on Kubernetes 1.${oldest} to 1.${NEWEST_KUBERNETES_MINOR}, see ${MATRIX}`,
    });
  }
  const minimum = MINIMUM_KARPENTER_MINOR[kubernetesMinor];
  if (minor < minimum) {
    refuse(scope, 'compatibility', {
      prop: 'version',
      must: `be 1.${minimum}.0 or newer on Kubernetes 1.${kubernetesMinor}`,
      got: quote(version),
      fix: `leave it out for ${KARPENTER_VERSION}, see ${MATRIX}`,
    });
  }
}

function karpenterMinor(scope: IConstruct, version: string): number {
  const match = /^1\.(\d+)\.\d+$/.exec(version);
  if (match === null || Number(match[1]) < OLDEST_KARPENTER_MINOR) {
    refuse(scope, 'version', {
      prop: 'version',
      must: `be a release of Karpenter from 1.${OLDEST_KARPENTER_MINOR}.0 up to 2, written without "v"`,
      got: Token.isUnresolved(version) ? 'a token' : quote(version),
      fix: `leave it out for ${KARPENTER_VERSION}`,
    });
  }
  return Number(match[1]);
}
