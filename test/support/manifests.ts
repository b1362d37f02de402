import type { Template } from 'aws-cdk-lib/assertions';

/** A Kubernetes object as the API server would receive it; intrinsics inside strings are written `${LogicalId.Attribute}`. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly [field: string]: any;
}

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const CHART = 'Custom::AWSCDK-EKS-HelmChart';

/** Every Kubernetes object of a template, in template order. */
export function manifestsOf(template: Template): RenderedObject[] {
  return Object.values(template.findResources(MANIFEST))
    .flatMap((resource) => JSON.parse(renderText(resource.Properties.Manifest)) as RenderedObject[]);
}

/** The one object of that kind (and name); fails when there is none or more than one. */
export function manifestOf(template: Template, kind: string, name?: string): RenderedObject {
  const found = manifestsOf(template).filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found.length !== 1) {
    throw new Error(`expected one ${kind} ${name ?? ''}, found ${found.length}`);
  }
  return found[0];
}

/** Values of the one release of a chart. */
export function chartValuesOf(template: Template, chart: string): Record<string, any> {
  const found = Object.values(template.findResources(CHART)).filter((resource) => resource.Properties.Chart === chart);
  if (found.length !== 1) {
    throw new Error(`expected one release of chart ${chart}, found ${found.length}`);
  }
  return JSON.parse(renderText(found[0].Properties.Values));
}

/** The text of a property, with `Fn::Join` undone and references written `${LogicalId}` or `${LogicalId.Attribute}`. */
export function renderText(value: any): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [[fn, argument]] = Object.entries<any>(value);
  switch (fn) {
    case 'Fn::Join': return (argument[1] as any[]).map(renderText).join(argument[0]);
    case 'Fn::Sub': return substituted(argument);
    case 'Ref': return `\${${argument}}`;
    case 'Fn::GetAtt': return `\${${(argument as string[]).join('.')}}`;
    default: return `\${${fn}(${JSON.stringify(argument).replace(/"/g, "'")})}`;
  }
}

/** References stay as `Fn::Sub` writes them; its variables are written as what they stand for. */
function substituted(argument: string | [string, Record<string, any>]): string {
  const [text, variables = {}] = [argument].flat() as [string, Record<string, any>?];
  return text.replace(/\$\{(!?)([^}]*)\}/g, (whole, literal: string, name: string) => {
    if (literal !== '') {
      return `\${${name}}`;
    }
    return name in variables ? renderText(variables[name]) : whole;
  });
}
