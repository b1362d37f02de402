import type { ContainerImage } from '../../kubernetes/image';

/** A shell, `mkdir`, `chown` and `chmod`, for amd64 and arm64. @see https://gallery.ecr.aws/docker/library/busybox */
export const SHELL_IMAGE: ContainerImage = { registry: 'public.ecr.aws', path: 'docker/library/busybox:1.37.0' };
