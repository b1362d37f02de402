const UNITS: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };

/**
 * Least memory that Spark adds for what lives outside the heap, in MiB.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html
 */
const LEAST_OVERHEAD = 384;

/** Shares of the heap that Spark adds: more for Python, whose processes live beside the JVM. */
const PYTHON_FACTOR = 0.4;
const JVM_FACTOR = 0.1;

export type Settings = Readonly<Record<string, string>>;

/**
 * Memory that Spark requests for a pod, in MiB: heap, overhead, and what executors have beside them
 * .
 */
export function podMemory(settings: Settings, role: 'driver' | 'executor', isPython: boolean): number {
  const heap = mebibytes(settings[`spark.${role}.memory`] ?? '1g');
  const explicit = settings[`spark.${role}.memoryOverhead`];
  const overhead = explicit === undefined
    ? Math.max(Math.floor(factor(settings, role, isPython) * heap), LEAST_OVERHEAD)
    : mebibytes(explicit);
  return heap + overhead + (role === 'executor' ? besideTheHeap(settings, isPython) : 0);
}

function factor(settings: Settings, role: string, isPython: boolean): number {
  return Number(settings[`spark.${role}.memoryOverheadFactor`]
    ?? settings['spark.kubernetes.memoryOverheadFactor']
    ?? (isPython ? PYTHON_FACTOR : JVM_FACTOR));
}

function besideTheHeap(settings: Settings, isPython: boolean): number {
  const offHeap = settings['spark.memory.offHeap.enabled'] === 'true'
    ? mebibytes(settings['spark.memory.offHeap.size'] ?? '0')
    : 0;
  return offHeap + (isPython ? mebibytes(settings['spark.executor.pyspark.memory'] ?? '0') : 0);
}

/** Spark's own notation; a number alone is in MiB, as for all these settings. */
function mebibytes(text: string): number {
  const [, amount, unit = 'm'] = /^(\d+)([kmgt])?b?$/i.exec(text.trim()) ?? [];
  return Math.floor(Number(amount ?? 0) * UNITS[unit.toLowerCase()]);
}
