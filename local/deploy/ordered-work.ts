export interface OrderedWork {
  readonly keys: readonly string[];
  /** Keys of the work that must be done before; those that are not part of the work count as done. */
  readonly needs: (key: string) => Iterable<string>;
  readonly run: (key: string) => Promise<void>;
  /** Number that run at the same time. */
  readonly concurrency: number;
  /** Says whether work that does not need the failed one goes on. */
  readonly continuesAfterFailure: boolean;
}

/**
 * Runs everything as soon as what it needs is done; gives the failures by key. What needs a failed one is never run.
 */
export async function runOrdered(
  { keys, needs, run, concurrency, continuesAfterFailure }: OrderedWork,
): Promise<Map<string, Error>> {
  const waiting = new Set(keys);
  const unfinished = new Set(keys);
  const failures = new Map<string, Error>();
  const running = new Set<Promise<void>>();
  const start = (key: string) => {
    waiting.delete(key);
    const task = run(key)
      .then(() => unfinished.delete(key), (error) => failures.set(key, error))
      .then(() => { running.delete(task); });
    running.add(task);
  };
  for (;;) {
    const isOpen = failures.size === 0 || continuesAfterFailure;
    const ready = isOpen ? [...waiting]
      .filter((key) => [...needs(key)].every((needed) => !unfinished.has(needed))) : [];
    ready.slice(0, concurrency - running.size).forEach(start);
    if (running.size === 0) {
      return failures;
    }
    await Promise.race(running);
  }
}
