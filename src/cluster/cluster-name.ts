import { Names } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ValidationError } from '../private/errors';
import { requireLiteral } from '../private/tokens';

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
const CLUSTER_NAME = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** EKS allows 100; shorter names leave room for what is derived from them. */
const DERIVED_LENGTH = 48;

export function requireClusterName(scope: Construct, clusterName: string): void {
  requireLiteral(scope, 'cluster:name-token', 'clusterName', clusterName);
  if (!CLUSTER_NAME.test(clusterName)) {
    throw new ValidationError(scope, 'cluster:name', `\`clusterName\` must be 1 to 100 letters, digits, "-" and "_", beginning with a letter or digit, got "${clusterName}"; choose a shorter or simpler name`);
  }
}

/** From the path of the construct: the same at every synthesis, and different for two clusters of an app. */
export function deriveClusterName(scope: Construct): string {
  return Names.uniqueResourceName(scope, { maxLength: DERIVED_LENGTH, separator: '-', allowedSpecialCharacters: '-' }).toLowerCase();
}
