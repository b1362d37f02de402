/**
 * Brings the schemas of this folder up to date. Not run in CI: it needs Go, or a cluster; review what it changes.
 *
 *   npx tsx inspect/schema/data/refresh.ts karpenter     from the Go module cache (go mod download fills it)
 *   npx tsx inspect/schema/data/refresh.ts kubernetes    from the API server of the current kubectl context
 */
import { execFileSync } from 'child_process';
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { load } from 'js-yaml';

/**
 * The release to take. The in-tree chart names an older image: the release pipeline stamps the real one into the
 * published chart.
 */
const KARPENTER = {
  module: 'github.com/aws/karpenter-provider-aws',
  version: '1.14.1',
  digest: 'sha256:723130949e4cab989461ff07d1be4cd781d63515432494641b33c235f300ae23',
};

/** The minor version of the API server to ask; also in inspect/schema/data.ts. */
const KUBERNETES = '1.35';

const targets: Readonly<Record<string, () => void>> = { karpenter, kubernetes };

/** CustomResourceDefinitions as they are, default values of both charts as JSON. */
function karpenter(): void {
  const { module, version, digest } = KARPENTER;
  const { Dir: source } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${module}@v${version}`], {
    encoding: 'utf8',
  }));
  const definitions = join(source, 'pkg/apis/crds');
  for (const file of readdirSync(definitions).filter((name) => name.endsWith('.yaml'))) {
    // the module cache is read-only, a copy would be too
    writeFileSync(join(__dirname, 'crds', file), readFileSync(join(definitions, file)));
  }

  const values = yaml(join(source, 'charts/karpenter/values.yaml'));
  const image = { ...values.controller.image, tag: version, digest };
  writeJson(`chart-values/karpenter-${version}.json`, { ...values, controller: { ...values.controller, image } });
  writeJson(`chart-values/karpenter-crd-${version}.json`, yaml(join(source, 'charts/karpenter-crd/values.yaml')));
}

/** Definitions of every built-in kind, without their descriptions (a tenth of the size). */
function kubernetes(): void {
  const { major, minor } = kubectl('/version');
  if (`${major}.${parseInt(minor, 10)}` !== KUBERNETES) {
    throw new Error(`the API server must be of Kubernetes ${KUBERNETES}, got ${major}.${minor}`);
  }
  const definitions = Object.entries(kubectl('/openapi/v2').definitions).filter(([name]) => name.startsWith('io.k8s.'));
  writeJson(
    `kubernetes/k8s-${KUBERNETES}-openapi-definitions.json`,
    Object.fromEntries(definitions.map(([name, schema]) => [name, withoutDescriptions(schema)])),
  );
}

function kubectl(path: string): any {
  return JSON.parse(execFileSync('kubectl', ['get', '--raw', path], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
}

/** A schema without prose; a property that is called `description` stays. */
function withoutDescriptions(schema: any): any {
  if (Array.isArray(schema) || typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const entries = Object.entries<any>(schema).filter(([key]) => key !== 'description');
  return Object.fromEntries(entries.map(([key, value]) => [key, key === 'properties'
    ? Object.fromEntries(Object.entries(value).map(([name, property]) => [name, withoutDescriptions(property)]))
    : withoutDescriptions(value)]));
}

function yaml(file: string): any {
  return load(readFileSync(file, 'utf8'));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(join(__dirname, path), JSON.stringify(sorted(value)) + '\n');
}

/** Keys in order, so that a diff shows what changed and nothing else. */
function sorted(value: any): any {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
    : value;
}

const [name = ''] = process.argv.slice(2);
if (!targets[name]) {
  throw new Error(`the target must be one of ${Object.keys(targets).join(', ')}, got "${name}"`);
}
targets[name]();
