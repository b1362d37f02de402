/** A container image where it is public; the mirror of a cluster keeps it under the same path. */
export interface ContainerImage {
  /** Host of the public registry. */
  readonly registry: string;
  /** Path below a registry, with the tag unless a chart names it. */
  readonly path: string;
}

/** Registry whose images are written without it. @see https://docs.docker.com/reference/cli/docker/image/pull/ */
const DOCKER_HUB = 'docker.io';

/** Name by which nodes pull an image: from the mirror, where there is one. */
export function imageName({ registry, path }: ContainerImage, mirror?: string): string {
  if (mirror !== undefined) {
    return `${mirror}/${path}`;
  }
  return registry === DOCKER_HUB ? path : `${registry}/${path}`;
}

/** Name of an image in the mirror; without one the chart's own is right. */
export function mirroredImageName(image: ContainerImage, mirror?: string): string | undefined {
  return mirror === undefined ? undefined : imageName(image, mirror);
}
