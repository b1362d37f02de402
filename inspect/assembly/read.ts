import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { extname, join, relative } from 'path';
import { loadAll } from 'js-yaml';
import { Problem } from './command-line';
import { Resolver, type NestedIn } from './intrinsics';
import type {
  CloudFormationResource, Platform, RenderedChart, RenderedFile, RenderedObject, StackTemplate,
} from './model';
import { CustomType, NESTED_STACK } from './vocabulary';

/** Types of the stack of assertions that integ-tests adds to those it tests: its functions may call anything. */
const ASSERTION = 'Custom::DeployAssert@';

/** Files larger than this are layers and jars, not pod templates. */
const POD_TEMPLATE_LIMIT = 256 * 1024;

/** A stack as the manifest of its assembly names it. */
interface StackArtifact {
  readonly id: string;
  readonly stackName: string;
  readonly file: string;
  readonly environment?: string;
  readonly dependencies: readonly string[];
}

/** Entries of one `manifest.json` and of those of the stages inside it. */
interface Contents {
  readonly stacks: StackArtifact[];
  /** Uploaded files and folders by the hash under which templates know them. */
  readonly assets: Map<string, string>;
}

/** Reads a folder that `cdk synth` or `app.synth()` wrote. */
export function readAssembly(directory: string): Platform {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new Problem(`${directory} is no cloud assembly: it has no manifest.json; does the app call app.synth()?`);
  }
  const contents = readContents(directory);
  const outer = contents.stacks.map((artifact) => readStack(artifact, contents.stacks))
    .filter((stack) => !hasAssertions(stack));
  const nested = outer.flatMap((stack) => nestedStacks(stack, contents.assets));
  const stacks = [...outer, ...nested.map(({ stack }) => stack)];
  const resolver = new Resolver(stacks, new Map(nested.map(({ stack, nestedIn }) => [stack.name, nestedIn])));

  return {
    folder: directory,
    stacks,
    objects: stacks.flatMap((stack) => ofType(stack, CustomType.MANIFEST)
      .flatMap(([id, resource]) => renderObjects(id, resource, { stack, resolver }))),
    charts: stacks.flatMap((stack) => ofType(stack, CustomType.CHART)
      .map(([id, resource]) => renderChart(id, resource, { stack, resolver }))),
    podTemplates: podTemplates(directory, [...contents.assets.values()]),
  };
}

function hasAssertions({ template }: StackTemplate): boolean {
  return Object.values(template.Resources ?? {}).some(({ Type }) => String(Type).startsWith(ASSERTION));
}

/** Reads a JSON file, or says which file is not JSON. */
export function readJson(file: string): any {
  return parseJson(readText(file), file);
}

function readContents(directory: string): Contents {
  const contents: Contents = { stacks: [], assets: new Map() };
  for (const [id, artifact] of Object.entries<any>(readJson(join(directory, 'manifest.json')).artifacts ?? {})) {
    const { directoryName, file } = artifact.properties ?? {};
    switch (artifact.type) {
      case 'aws:cloudformation:stack':
        contents.stacks.push(stackArtifact(id, artifact, directory));
        break;
      case 'cdk:cloud-assembly':
        addStage(contents, readContents(join(directory, directoryName)));
        break;
      case 'cdk:asset-manifest':
        addAssets(contents, directory, readJson(join(directory, file)));
        break;
    }
  }
  return contents;
}

function stackArtifact(
  id: string, { properties, environment, dependencies = [] }: any, directory: string,
): StackArtifact {
  return {
    id,
    stackName: properties.stackName ?? id,
    file: join(directory, properties.templateFile),
    environment,
    dependencies,
  };
}

function addStage(contents: Contents, stage: Contents): void {
  contents.stacks.push(...stage.stacks);
  stage.assets.forEach((path, hash) => contents.assets.set(hash, path));
}

function addAssets(contents: Contents, directory: string, { files = {} }: any): void {
  for (const [hash, asset] of Object.entries<any>(files)) {
    contents.assets.set(hash, join(directory, asset.source.path ?? ''));
  }
}

function readStack(artifact: StackArtifact, all: readonly StackArtifact[]): StackTemplate {
  const nameOf = (stack: StackArtifact) => all.some((other) => other !== stack && other.stackName === stack.stackName)
    ? stack.id
    : stack.stackName;
  return {
    name: nameOf(artifact),
    template: readJson(artifact.file),
    bytes: statSync(artifact.file).size,
    environment: artifact.environment,
    dependencies: all.filter((other) => artifact.dependencies.includes(other.id)).map(nameOf),
  };
}

/** Templates that a stack uploads for stacks inside it, at any depth. */
function nestedStacks(outer: StackTemplate, assets: ReadonlyMap<string, string>): Array<{
  stack: StackTemplate;
  nestedIn: NestedIn;
}> {
  return ofType(outer, NESTED_STACK).flatMap(([logicalId, resource]) => {
    const hash = /[0-9a-f]{64}/.exec(JSON.stringify(resource.Properties?.TemplateURL ?? ''))?.[0];
    const file = assets.get(hash ?? '');
    if (!file) {
      return [];
    }
    const stack = {
      name: `${outer.name}/${logicalId}`,
      template: readJson(file),
      bytes: statSync(file).size,
      environment: outer.environment,
    };
    return [{ stack, nestedIn: { stack: outer.name, logicalId } }, ...nestedStacks(stack, assets)];
  });
}

function ofType(stack: StackTemplate, type: string): Array<[string, CloudFormationResource]> {
  return Object.entries(stack.template.Resources ?? {}).filter(([, resource]) => resource.Type === type);
}

interface Source {
  readonly stack: StackTemplate;
  readonly resolver: Resolver;
}

function renderObjects(
  logicalId: string, resource: CloudFormationResource, { stack, resolver }: Source,
): RenderedObject[] {
  const where = `${stack.name}/${logicalId}`;
  const objects = parseJson(resolver.resolve(resource.Properties?.Manifest, stack.name), `Manifest of ${where}`);
  return [objects].flat().map((object) => ({ stack: stack.name, logicalId, object }));
}

function renderChart(logicalId: string, resource: CloudFormationResource, { stack, resolver }: Source): RenderedChart {
  const { Chart, Repository, Version, Release, Namespace, Values } = resolver.resolve(resource.Properties, stack.name);
  return {
    stack: stack.name,
    logicalId,
    chart: Chart ?? Release,
    repository: Repository,
    version: Version,
    release: Release,
    namespace: Namespace ?? 'default',
    values: Values ? parseJson(Values, `Values of ${stack.name}/${logicalId}`) : {},
  };
}

/** Uploaded JSON and YAML files that hold a Pod. */
function podTemplates(directory: string, assets: readonly string[]): RenderedFile[] {
  return assets
    .flatMap(filesIn)
    .filter((file) => /^\.(json|ya?ml)$/.test(extname(file))
      && !file.endsWith('.template.json')
      && statSync(file).size <= POD_TEMPLATE_LIMIT)
    .map((file) => ({ path: relative(directory, file), text: readText(file) }))
    .filter(({ text }) => holdsPod(text));
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) {
    return []; // made only when it is published, such as a Docker image
  }
  return statSync(path).isFile()
    ? [path]
    : readdirSync(path).filter((name) => name !== 'node_modules').flatMap((name) => filesIn(join(path, name)));
}

function holdsPod(text: string): boolean {
  if (!/\bPod\b/.test(text)) {
    return false;
  }
  try {
    return (loadAll(text) as any[]).some((document) => document?.kind === 'Pod');
  } catch {
    return /^\s*"?kind"?:\s*"?Pod"?/m.test(text); // a broken one is for the schema check to report
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function parseJson(text: string, what: string): any {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(`${what} is not JSON: ${(error as Error).message}`);
  }
}
