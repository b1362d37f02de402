import type { IConstruct } from 'constructs';
import { EMR_MOUNT_PATHS, LOCAL_DIR_PREFIX } from '../kubernetes/vocabulary';
import { absolutePath } from '../private/checks';
import { refuse } from '../private/refusal';

/** Volume that Spark takes for its local directory, and then adds none of its own. */
export const LOCAL_DIR_VOLUME = `${LOCAL_DIR_PREFIX}1`;

/** The Data on EKS default. */
export const MOUNT_PATH = '/data1';

/** An absolute path in a container, outside of EMR's own mounts. */
export function validateMountPath(scope: IConstruct, path: string): void {
  absolutePath(scope, 'mountPath', path);
  const reserved = EMR_MOUNT_PATHS.find((other) => overlaps(path, other));
  if (reserved !== undefined) {
    refuse(scope, 'storage:mount-path', {
      prop: 'mountPath',
      must: `be outside ${reserved}, which is EMR's`,
      got: `"${path}"`,
      fix: 'write it like "/data1"',
    });
  }
}

/** True if one of two directories is the other, or in the other. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => (path.endsWith('/') ? path : `${path}/`));
  return a.startsWith(b) || b.startsWith(a);
}
