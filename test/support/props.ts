import * as fs from 'fs';
import * as path from 'path';
import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as ts from 'typescript';
import { manifestsOf, renderText } from './manifests';

/** What a user may write into a struct: the names of its own props, from the source, so that a new one cannot be forgotten in a test. */
export function propsOf(file: string, struct: string): string[] {
  const name = path.join(__dirname, '../../src', file);
  const source = ts.createSourceFile(name, fs.readFileSync(name, 'utf8'), ts.ScriptTarget.Latest);
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((statement) => statement.name.text === struct);
  if (found === undefined) {
    throw new Error(`${file} declares no interface ${struct}`);
  }
  return found.members.map((member) => member.name!.getText(source)).sort();
}

/** All that is deployed as one text, without escapes: resources, Kubernetes objects, values of charts and of add-ons. */
export function deployedText(template: Template): string {
  const { Resources, Outputs } = template.toJSON();
  const embedded = Object.values<any>(Resources).flatMap(({ Properties = {} }) => [Properties.Values, Properties.ConfigurationValues])
    .filter((text) => text !== undefined).map((text) => JSON.stringify(JSON.parse(renderText(text))));
  return [JSON.stringify(Resources), JSON.stringify(Outputs ?? {}), JSON.stringify(manifestsOf(template)), ...embedded].join('\n');
}

/** One prop, the options that show it, and what is deployed with it and not without. */
export interface PropCase<T> {
  /** A function where they hold a construct that others wait for: it must be of the same app. */
  readonly options: T | ((scope: Stack) => T);
  readonly shows: string;
}

/** The options of a case, in a stack. */
export function optionsIn<T>(scope: Stack, options: T | ((scope: Stack) => T)): T {
  return typeof options === 'function' ? (options as (scope: Stack) => T)(scope) : options;
}

/** A case for each prop of a struct. */
export type PropCases<T> = { readonly [prop in keyof Required<T>]: PropCase<Partial<T>> };
