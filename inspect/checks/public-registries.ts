import { loadAll } from 'js-yaml';
import { nameOf, placeOf, type CheckResult, type Finding } from './finding';
import type { Platform, RenderedChart } from '../assembly/model';
import { chartDefaults } from '../schema/data';
import { isObject } from '../schema/structure';

/** Hosts of images and charts that a VPC without a route to the internet cannot reach. */
const PUBLIC_HOSTS = [
  'public.ecr.aws', 'registry.k8s.io', 'k8s.gcr.io', 'gcr.io', 'quay.io', 'ghcr.io', 'docker.io', 'nvcr.io',
  'mcr.microsoft.com',
  'registry.gitlab.com', 'github.io', 'githubusercontent.com', 'github.com',
];

const HOST = new RegExp(
  `(?<![\\w-])((?:[a-z0-9-]+\\.)*(?:${PUBLIC_HOSTS.map((host) => host.replace(/\./g, '\\.')).join('|')}))(?![\\w.-])`,
  'g',
);

/**
 * Nothing of a private platform comes from a public registry: neither charts nor images, not even by a chart's own
 * default.
 */
export function checkPublicRegistries(platform: Platform): CheckResult {
  const sources: Source[] = [
    ...platform.stacks.map(({ name, template }) => ({ where: name, object: 'template', value: template.Resources })),
    ...platform.objects.map((rendered) => ({
      where: placeOf(rendered), object: nameOf(rendered.object), value: imagesOnly(rendered.object),
    })),
    ...platform.podTemplates.map(({ path, text }) => ({
      where: path, object: 'pod template', value: [...loadAll(text), imagesOnly(loadAll(text))],
    })),
    ...platform.charts.map((release) => ({
      where: placeOf(release), object: `HelmChart/${release.release}`, value: effectiveValues(release),
    })),
  ];
  return { name: 'public-registries', checked: sources.length, findings: sources.flatMap(registryFindings) };
}

/** Public hosts in a text, such as the JSON of a template. */
export function publicHosts(text: string): string[] {
  return [...new Set([...text.matchAll(HOST)].map(([, host]) => host))];
}

/** Something that may name a registry. */
interface Source {
  readonly where: string;
  readonly object: string;
  readonly value: any;
}

function registryFindings({ where, object, value }: Source): Finding[] {
  return leaves(value, '').flatMap(([path, text]) => publicHosts(text)
    .map((host) => ({ where, object, path, rule: `must come from a private registry, got ${host}` })));
}

function leaves(value: any, path: string): Array<[string, string]> {
  if (typeof value === 'string') {
    return [[path, value]];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path ? `${path}.${key}` : key));
}

/** Images of pods; one without a registry is Docker Hub's. */
function imagesOnly(value: any): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries<any>(value).flatMap(([key, item]) => key === 'image' && typeof item === 'string' && item
    ? [withRegistry(item)]
    : imagesOnly(item));
}

function withRegistry(image: string): string {
  const [first, ...rest] = image.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? image : `docker.io/${image}`;
}

/** Values that the chart will see: its own defaults, overlaid by the release's values. */
function effectiveValues({ chart, version, values }: RenderedChart): any {
  return overlay(chartDefaults().get(`${chart}-${version}`) ?? {}, values);
}

function overlay(base: any, over: any): any {
  return isObject(base) && isObject(over)
    ? Object.fromEntries(Object.keys({ ...base, ...over }).map((key) => [
      key, key in over ? overlay(base[key], over[key]) : base[key],
    ]))
    : over;
}
