/** Where the image of init containers comes from unless the cluster has a mirror. @see https://gallery.ecr.aws/docker/library/busybox */
export const PUBLIC_REGISTRY = 'public.ecr.aws';

/** A shell, `mkdir`, `chown` and `chmod`, for amd64 and arm64; the same path below a mirror. */
export const SHELL_IMAGE = 'docker/library/busybox:1.37.0';
