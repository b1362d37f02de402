import { placeOf, type CheckResult, type Finding } from './finding';
import { freeFormAt, type FreeForm } from './helm-free-form';
import type { Platform, RenderedChart } from '../assembly/model';
import { chartDefaults, kubernetesDefinitions, type Schema } from '../schema/data';
import { distance, isObject, show, violations, type Violation } from '../schema/structure';

/** Every value of a release is one that its chart knows: Helm drops a misspelt key without a word. */
export function checkHelmValues(platform: Platform): CheckResult {
  return { name: 'helm-values', checked: platform.charts.length, findings: platform.charts.flatMap(chartFindings) };
}

function chartFindings(release: RenderedChart): Finding[] {
  const defaults = chartDefaults().get(`${release.chart}-${release.version}`);
  const found = defaults
    ? valueViolations(release.chart, defaults, release.values)
    : [{ path: 'version', rule: unknownChart(release) }];
  return found
    .map(({ path, rule }) => ({ where: placeOf(release), object: `HelmChart/${release.release}`, path, rule }));
}

function unknownChart({ chart, version }: RenderedChart): string {
  const ofChart = [...chartDefaults().keys()].filter((key) => key.startsWith(`${chart}-`)).map((key) => key.slice(
    chart.length + 1,
  ));
  const versions = ofChart.filter((rest) => /^\d/.test(rest)); // "karpenter-crd-1.14.1" is another chart
  return versions.length > 0
    ? `chart ${chart} must have a version whose values are known (${versions.join(', ')}), got ${version}; add it to `
      + 'inspect/schema/data/chart-values'
    : `must be a chart whose values are known, got ${chart} ${version}; add it to inspect/schema/data/chart-values`;
}

/** A default and the value given for it, somewhere in the values of a chart. */
interface Pair {
  readonly chart: string;
  readonly path: readonly string[];
  readonly known: any;
  readonly given: any;
}

/** Keys that the chart lacks, and values of another type than the chart's own. */
export function valueViolations(chart: string, defaults: any, values: any): Violation[] {
  const keys = Object.keys(defaults);
  return Object.entries(values).flatMap(([key, given]) => pairViolations({
    chart, path: [key], known: owned(defaults, key), given,
  }, keys));
}

function pairViolations(pair: Pair, siblings: readonly string[]): Violation[] {
  const path = pair.path.join('.');
  const freeForm = freeFormAt(pair.chart, pair.path, pair.known !== undefined);
  if (freeForm) {
    return freeFormViolations(freeForm, pair);
  }
  if (pair.known === undefined) {
    return [{ path, rule: `unknown key: the chart has no such value${suggestion(pair.path.at(-1)!, siblings)}` }];
  }
  if (!compatible(pair.known, pair.given)) {
    return [
      {
        path,
        rule: `must be ${typeName(pair.known)} like the chart's default ${show(pair.known)}, got ${show(pair.given)}`,
      },
    ];
  }
  if (!isObject(pair.given)) {
    return [];
  }
  const siblingsInside = Object.keys(pair.known ?? {});
  return Object.entries(pair.given).flatMap(([key, given]) =>
    pairViolations({ ...pair, path: [...pair.path, key], known: owned(pair.known ?? {}, key), given }, siblingsInside));
}

/** A free-form value that goes into a Kubernetes field must fit that field. */
function freeFormViolations({ type }: FreeForm, { path, given }: Pair): Violation[] {
  const dialect = { definitions: kubernetesDefinitions(), freeFormObjects: true, path: path.join('.') };
  return given === null || !type ? [] : violations(schemaOf(type), given, dialect);
}

/** `Toleration[]`, `ResourceRequirements` or `map`, of strings. */
function schemaOf(type: string): Schema {
  if (type === 'map') {
    return { type: 'object', additionalProperties: { type: 'string' } };
  }
  const item = { $ref: `#/definitions/io.k8s.api.core.v1.${type.replace('[]', '')}` };
  return type.endsWith('[]') ? { type: 'array', items: item } : item;
}

/** `null` removes a default, and where the default is `null` the chart says nothing about the type. */
function compatible(known: any, given: any): boolean {
  return known === null || given === null || typeName(known) === typeName(given);
}

function typeName(value: any): string {
  return Array.isArray(value) ? 'a list' : isObject(value) ? 'a map' : `a ${typeof value}`;
}

function owned(map: any, key: string): any {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function suggestion(key: string, known: readonly string[]): string {
  const near = known.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  return near ? `; did you mean ${near}?` : '';
}
