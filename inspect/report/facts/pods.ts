import { settings } from './cluster';
import type { PodFacts, PodRole, Setting, TolerationFacts } from './model';
import { requirement } from './pools';
import { withPrefix, type Conf } from './spark-conf';
import { entriesOf, list, text } from './values';
import { DO_NOT_DISRUPT } from '../../assembly/vocabulary';

/** Reads what a pod of a job has and asks for; the nodes that admit it are found later. */
export function podFacts(role: PodRole, conf: Conf, template: Readonly<Record<string, any>>): PodFacts {
  const { metadata = {}, spec = {} } = template;
  const terms = list(spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms);
  return {
    role,
    requests: role === 'submitter' || role === 'gateway' ? [] : [...requests(role, conf), ...containerRequests(spec)],
    nodeSelector: { ...selectorOf(spec.nodeSelector), ...confSelector(role, conf) },
    requiredTerms: terms.map((term) => list(term.matchExpressions).map(requirement)),
    tolerations: [...list(spec.tolerations)
      .map(toleration), ...(role === 'submitter' ? submitterTolerations(conf) : [])],
    protected: text(metadata.annotations?.[DO_NOT_DISRUPT]
      ?? conf.get(`spark.kubernetes.${role}.annotation.${DO_NOT_DISRUPT}`)) === 'true',
    places: [],
  };
}

function selectorOf(selector: unknown): Record<string, string> {
  return Object.fromEntries(entriesOf(selector).map(([label, value]) => [label, text(value)]));
}

/** @see https://spark.apache.org/docs/latest/running-on-kubernetes.html#configuration */
function confSelector(role: PodRole, conf: Conf): Readonly<Record<string, string>> {
  if (role === 'submitter') return withPrefix(conf, 'jobsubmitter.node.selector.');
  return {
    ...withPrefix(conf, 'spark.kubernetes.node.selector.'),
    ...withPrefix(conf, `spark.kubernetes.${role}.node.selector.`),
  };
}

function toleration(rendered: Readonly<Record<string, any>>): TolerationFacts {
  return {
    key: rendered.key === undefined ? undefined : text(rendered.key),
    operator: text(rendered.operator) || 'Equal',
    value: text(rendered.value),
    effect: rendered.effect === undefined ? undefined : text(rendered.effect),
  };
}

/** `jobsubmitter.node.toleration.<key>=<value>` with `….<key>.effect`. */
function submitterTolerations(conf: Conf): readonly TolerationFacts[] {
  const given = withPrefix(conf, 'jobsubmitter.node.toleration.');
  const keys = new Set(Object.keys(given).map((name) => name.replace(/\.(?:effect|operator|value)$/, '')));
  return [...keys].map((key) => ({
    key,
    operator: given[`${key}.operator`] ?? 'Equal',
    value: given[key] ?? given[`${key}.value`] ?? '',
    effect: given[`${key}.effect`],
  }));
}

function requests(role: PodRole, conf: Conf): readonly Setting[] {
  const memory = readable(conf.get(`spark.${role}.memory`));
  const overhead = readable(conf.get(`spark.${role}.memoryOverhead`))
    ?? (memory && conf.get(`spark.${role}.memoryOverheadFactor`)?.replace(/^/, '× '));
  return settings({
    count: role === 'executor' ? executors(conf) : undefined,
    cores: conf.get(`spark.${role}.cores`),
    requested: conf.get(`spark.kubernetes.${role}.request.cores`),
    memory: memory && `${memory}${overhead ? ` + ${overhead}` : ''}`,
  });
}

const UNITS: Readonly<Record<string, string>> = { k: 'KiB', m: 'MiB', g: 'GiB', t: 'TiB' };

/** An amount of memory as Spark writes it, in binary units; a plain number is MiB. */
function readable(amount: string | undefined): string | undefined {
  const [, count, unit] = /^(\d+)([kmgt]?)b?$/i.exec(amount ?? '') ?? [];
  if (count === undefined) return amount;
  const size = unit === '' ? 'm' : unit.toLowerCase();
  return size === 'm' && Number(count) % 1024 === 0 ? `${Number(count) / 1024} GiB` : `${count} ${UNITS[size]}`;
}

function executors(conf: Conf): string | undefined {
  if (conf.get('spark.dynamicAllocation.enabled') !== 'true') return conf.get('spark.executor.instances');
  const least = conf.get('spark.dynamicAllocation.minExecutors') ?? '0';
  return `${least} to ${conf.get('spark.dynamicAllocation.maxExecutors') ?? 'any number'}`;
}

/** Requests that the containers of a pod template make for beyond Spark's own settings. */
function containerRequests(spec: Readonly<Record<string, any>>): readonly Setting[] {
  return list(spec.containers).flatMap((container) => settings(container.resources?.requests ?? {}));
}
