import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ValidationError } from '../../private/errors';
import { KNOWN_YUNIKORN_MINOR, NEWEST_KUBERNETES_MINOR, OLDEST_YUNIKORN_MINOR, TRIED_KUBERNETES_MINOR, YUNIKORN_VERSION } from '../versions';

const WARNING = '@cdk-emr-eks-karpenter/yunikorn:version';

/** Refuses a YuniKorn that does not run on this Kubernetes, and warns where nothing is known. */
export function checkCompatibility(scope: IConstruct, version: string, kubernetesVersion: string): void {
  const minor = yunikornMinor(scope, version);
  if (minor !== KNOWN_YUNIKORN_MINOR) {
    Annotations.of(scope).addWarningV2(WARNING, `\`version\` is ${version}: queues and values are checked against YuniKorn ${YUNIKORN_VERSION} only`);
  }
  const kubernetes = Token.isUnresolved(kubernetesVersion) ? undefined : /^1\.(\d+)$/.exec(kubernetesVersion)?.[1];
  if (kubernetes !== undefined && minor === KNOWN_YUNIKORN_MINOR) {
    checkKubernetes(scope, version, Number(kubernetes));
  }
}

function checkKubernetes(scope: IConstruct, version: string, kubernetes: number): void {
  if (kubernetes > TRIED_KUBERNETES_MINOR) {
    throw new ValidationError(scope, 'yunikorn:compatibility', `\`version\` must be a YuniKorn that runs on Kubernetes 1.${kubernetes}, got "${version}", which supports versions up to 1.${NEWEST_KUBERNETES_MINOR}; take a newer release, see https://yunikorn.apache.org/release-announce`);
  }
  if (kubernetes > NEWEST_KUBERNETES_MINOR) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/yunikorn:compatibility', `YuniKorn ${version} supports Kubernetes up to 1.${NEWEST_KUBERNETES_MINOR}: on 1.${kubernetes} it passes upstream's tests, without being supported`);
  }
}

function yunikornMinor(scope: IConstruct, version: string): number {
  const match = /^1\.(\d+)\.\d+$/.exec(version);
  if (match === null || Number(match[1]) < OLDEST_YUNIKORN_MINOR) {
    throw new ValidationError(scope, 'yunikorn:version', `\`version\` must be a release of YuniKorn from 1.${OLDEST_YUNIKORN_MINOR}.0 up to 2, got ${Token.isUnresolved(version) ? 'a token' : `"${version}"`}; leave it out for ${YUNIKORN_VERSION}`);
  }
  return Number(match[1]);
}
