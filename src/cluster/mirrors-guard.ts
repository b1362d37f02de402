import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ArtifactMirrors } from '../contracts/cluster';
import { ValidationError } from '../private/errors';

/** Charts come by `oci://` or `https://`, images by the name of a registry; neither ends in a slash, since names are appended. */
export function requireMirrors(scope: Construct, mirrors: ArtifactMirrors): void {
  const { chartRepository, imageRegistry } = mirrors;
  if (chartRepository !== undefined && !Token.isUnresolved(chartRepository) && !/^(oci|https):\/\/.*[^/]$/.test(chartRepository)) {
    throw new ValidationError(scope, 'cluster:chart-mirror', `\`mirrors.chartRepository\` must begin with "oci://" or "https://" and not end in "/", got "${chartRepository}"; each chart's name is appended to it`);
  }
  if (imageRegistry !== undefined && !Token.isUnresolved(imageRegistry) && !/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/.*[^/])?$/.test(imageRegistry)) {
    throw new ValidationError(scope, 'cluster:image-mirror', `\`mirrors.imageRegistry\` must be a registry with an optional path, such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/mirror", got "${imageRegistry}"; leave out the scheme and the last "/"`);
  }
}
