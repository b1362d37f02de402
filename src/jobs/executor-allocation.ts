import { map, wholeNumber } from '../private/checks';
import { refuse } from '../private/refusal';

/** Between how many executors Spark scales. */
export interface DynamicAllocationOptions {
  /** Executors that always run. 0 or more. @default 0 */
  readonly minExecutors?: number;
  /** Executors that may run together. 1 or more, at least `minExecutors`. */
  readonly maxExecutors: number;
  /** Executors with which the job starts. From `minExecutors` to `maxExecutors`. @default - `minExecutors` */
  readonly initialExecutors?: number;
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
    wholeNumber(undefined, 'executors', executors);
    return new ExecutorAllocation(
      false, { minExecutors: executors, maxExecutors: executors, initialExecutors: executors },
    );
  }

  /**
   * As many as there is work for, between two bounds. Shuffle files are tracked, so no external shuffle service is
   * needed.
   */
  public static dynamic(options: DynamicAllocationOptions): ExecutorAllocation {
    return new ExecutorAllocation(true, resolveBounds(options));
  }

  /** Whether Spark changes the number while the job runs. */
  public readonly isDynamic: boolean;
  /** Executors that always run. */
  public readonly minExecutors: number;
  /** Executors that may run together. */
  public readonly maxExecutors: number;
  /** Executors with which the job begins. */
  public readonly initialExecutors: number;

  private constructor(isDynamic: boolean, bounds: Required<DynamicAllocationOptions>) {
    this.isDynamic = isDynamic;
    this.minExecutors = bounds.minExecutors;
    this.maxExecutors = bounds.maxExecutors;
    this.initialExecutors = bounds.initialExecutors;
  }
}

function resolveBounds(options: DynamicAllocationOptions): Required<DynamicAllocationOptions> {
  map(undefined, 'options', options as object as { [name: string]: unknown });
  const { minExecutors = 0, maxExecutors, initialExecutors = minExecutors } = options;
  wholeNumber(undefined, 'minExecutors', minExecutors, { min: 0 });
  wholeNumber(undefined, 'maxExecutors', maxExecutors);
  wholeNumber(undefined, 'initialExecutors', initialExecutors, { min: 0 });
  if (minExecutors > maxExecutors) {
    refuse(undefined, 'jobs:allocation-range', {
      prop: 'minExecutors', must: 'be at most `maxExecutors`', got: `${minExecutors} with ${maxExecutors}`, fix: 'raise `maxExecutors`',
    });
  }
  if (initialExecutors < minExecutors || initialExecutors > maxExecutors) {
    refuse(undefined, 'jobs:allocation-initial', {
      prop: 'initialExecutors',
      must: 'be from `minExecutors` to `maxExecutors`',
      got: `${initialExecutors} with ${minExecutors} to ${maxExecutors}`,
      fix: 'leave it out to start with `minExecutors`',
    });
  }
  return { minExecutors, maxExecutors, initialExecutors };
}
