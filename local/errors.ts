/** Something the user can understand and mend: printed as one line (or with the tail of a log), without a stack trace. */
export class LocalError extends Error {}
