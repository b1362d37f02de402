import { Annotations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { ValidationError } from '../private/errors';
import { requireLiteral } from '../private/tokens';

/** Classes of the packages `@aws-cdk/lambda-layer-kubectl-vNN`, the only place where a layer says its version. @see https://github.com/cdklabs/awscdk-asset-kubectl */
const LAYER_CLASS = /^KubectlV(\d+)Layer$/;

/** The versions that EKS names, such as "1.35". */
const VERSION = /^1\.(\d+)$/;

/** The minor version. Throws if the version is a token or malformed. */
export function requireKubernetesVersion(scope: IConstruct, prop: string, version: string): number {
  requireLiteral(scope, 'cluster:kubernetes-version-token', prop, version);
  const match = VERSION.exec(version);
  if (match === null) {
    throw new ValidationError(scope, 'cluster:kubernetes-version', `\`${prop}\` must have the form "1.35", got "${version}"; leave out the patch version, which EKS chooses`);
  }
  return Number(match[1]);
}

/**
 * The layer's kubectl must be within one minor version of the control plane.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/#kubectl
 */
export function checkKubectlLayer(scope: IConstruct, layer: lambda.ILayerVersion, version: string): void {
  const minor = requireKubernetesVersion(scope, 'kubernetesVersion', version);
  const match = LAYER_CLASS.exec(layer.constructor.name);
  const range = `1.${minor - 1} to 1.${minor + 1}`;
  if (match === null) {
    Annotations.of(scope).addWarningV2('cdk-emr-eks-karpenter/cluster:kubectl-layer-version', `\`kubectlLayer\` could not be checked against Kubernetes ${version}: only layers of the packages @aws-cdk/lambda-layer-kubectl-vNN tell their version; make sure that it holds kubectl ${range} and Helm 3.8 or later`);
    return;
  }
  const kubectl = Number(match[1]);
  if (Math.abs(kubectl - minor) > 1) {
    throw new ValidationError(scope, 'cluster:kubectl-layer-version', `\`kubectlLayer\` must hold kubectl ${range} for \`kubernetesVersion\` ${version}, got kubectl 1.${kubectl}; use @aws-cdk/lambda-layer-kubectl-v${minor}`);
  }
}
