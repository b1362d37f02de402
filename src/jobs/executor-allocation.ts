import { Token } from 'aws-cdk-lib';
import { UnscopedValidationError } from '../private/errors';

/** Between how many executors Spark scales. */
export interface DynamicAllocationOptions {
  /** Executors that always run. 0 or more. @default 0 */
  readonly min?: number;
  /** Executors that may run together. 1 or more, at least `min`. */
  readonly max: number;
  /** Executors with which the job begins. From `min` to `max`. @default - `min` */
  readonly initial?: number;
}

/**
 * How many executors a job has.
 *
 * @see https://spark.apache.org/docs/3.5.6/job-scheduling.html#dynamic-resource-allocation
 */
export class ExecutorAllocation {
  /**
   * The same number from begin to end.
   *
   * @param executors 1 or more
   */
  public static fixed(executors: number): ExecutorAllocation {
    requireCount('executors', executors, 1);
    return new ExecutorAllocation(false, { min: executors, max: executors, initial: executors });
  }

  /** As many as there is work for, between two bounds. Shuffle files are tracked, so no external shuffle service is needed. */
  public static dynamic(options: DynamicAllocationOptions): ExecutorAllocation {
    const min = options.min ?? 0;
    const initial = options.initial ?? min;
    requireCount('min', min, 0);
    requireCount('max', options.max, 1);
    requireCount('initial', initial, 0);
    if (min > options.max) {
      throw new UnscopedValidationError('jobs:allocation-range', `\`min\` must be at most \`max\`, got ${min} and ${options.max}; raise \`max\``);
    }
    if (initial < min || initial > options.max) {
      throw new UnscopedValidationError('jobs:allocation-initial', `\`initial\` must be from \`min\` to \`max\`, got ${initial} outside ${min} to ${options.max}; leave it out to begin with \`min\``);
    }
    return new ExecutorAllocation(true, { min, max: options.max, initial });
  }

  /** Whether Spark changes the number while the job runs. */
  public readonly isDynamic: boolean;
  /** Executors that always run. */
  public readonly minExecutors: number;
  /** Executors that may run together. */
  public readonly maxExecutors: number;
  /** Executors with which the job begins. */
  public readonly initialExecutors: number;

  private constructor(isDynamic: boolean, bounds: Bounds) {
    this.isDynamic = isDynamic;
    this.minExecutors = bounds.min;
    this.maxExecutors = bounds.max;
    this.initialExecutors = bounds.initial;
  }
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

function requireCount(prop: string, value: number, least: number): void {
  if (Token.isUnresolved(value)) {
    throw new UnscopedValidationError('jobs:allocation-token', `\`${prop}\` must be a literal, got a token; jobs are checked against pools and quotas at synthesis`);
  }
  if (!Number.isInteger(value) || value < least) {
    throw new UnscopedValidationError('jobs:allocation-count', `\`${prop}\` must be a whole number of at least ${least}, got ${value}; executors are whole pods`);
  }
}
