const UNITS: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };

/** Least memory that Spark adds for what lives outside the heap, in MiB. @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html */
const LEAST_OVERHEAD = 384;

/** Share of the heap that Spark adds for Python, where processes live beside the JVM; 0.1 for the JVM alone. */
const PYTHON_FACTOR = 0.4;

export type Settings = Readonly<Record<string, string>>;

/** Memory that Spark requests for a pod, in MiB: heap, overhead, and what executors have beside them (`facts/control-plane.md` 5). */
export function podMemory(settings: Settings, role: 'driver' | 'executor'): number {
  const heap = mebibytes(settings[`spark.${role}.memory`] ?? '1g');
  const explicit = settings[`spark.${role}.memoryOverhead`];
  const overhead = explicit === undefined ? Math.max(Math.floor(factor(settings, role) * heap), LEAST_OVERHEAD) : mebibytes(explicit);
  return heap + overhead + (role === 'executor' ? besideTheHeap(settings) : 0);
}

function factor(settings: Settings, role: string): number {
  return Number(settings[`spark.${role}.memoryOverheadFactor`] ?? settings['spark.kubernetes.memoryOverheadFactor'] ?? PYTHON_FACTOR);
}

function besideTheHeap(settings: Settings): number {
  const offHeap = settings['spark.memory.offHeap.enabled'] === 'true' ? mebibytes(settings['spark.memory.offHeap.size'] ?? '0') : 0;
  return offHeap + mebibytes(settings['spark.executor.pyspark.memory'] ?? '0');
}

/** Spark's own notation; a number alone is in MiB, as for all these settings. */
function mebibytes(text: string): number {
  const [, amount, unit = 'm'] = /^(\d+)([kmgt])?b?$/i.exec(text.trim()) ?? [];
  return Math.floor(Number(amount ?? 0) * UNITS[unit.toLowerCase()]);
}
