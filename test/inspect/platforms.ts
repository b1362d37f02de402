import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import type { Platform } from '../../inspect/assembly/model';
import { readAssembly } from '../../inspect/assembly/read';
import type { CheckResult } from '../../inspect/checks/finding';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const CHART = 'Custom::AWSCDK-EKS-HelmChart';

/** An empty folder that nothing else uses. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'inspect-'));
}

/** Files of a cloud assembly by path; objects are written as JSON. */
export type Files = Readonly<Record<string, unknown>>;

/** Writes files into a folder of their own. */
export function folderWith(files: Files): string {
  const folder = emptyFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** An artifact of a stack in a manifest. */
export function stackArtifact(templateFile: string, more: object = {}): object {
  return { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile }, ...more };
}

/** The platform that is read of templates, given by stack name. */
export function platformOf(templates: Readonly<Record<string, any>>): Platform {
  const names = Object.keys(templates);
  return readAssembly(folderWith({
    'manifest.json': { artifacts: Object.fromEntries(names.map((name) => [name, stackArtifact(`${name}.template.json`)])) },
    ...Object.fromEntries(names.map((name) => [`${name}.template.json`, templates[name]])),
  }));
}

/** A custom resource that applies objects; references inside are written `${LogicalId.Attribute}`. */
export function bundle(objects: object[], more: object = {}): object {
  return { Type: MANIFEST, Properties: { ClusterName: 'spark', Manifest: { 'Fn::Sub': JSON.stringify(objects) } }, ...more };
}

/** A custom resource that installs a chart. */
export function chart(name: string, version: string, values: object, more: object = {}): object {
  return {
    Type: CHART,
    Properties: {
      ClusterName: 'spark',
      Release: name,
      Chart: name,
      Version: version,
      Namespace: 'kube-system',
      Values: { 'Fn::Sub': JSON.stringify(values) },
    },
    ...more,
  };
}

/** A platform that applies these objects in one bundle. */
export function platformWith(...objects: object[]): Platform {
  return platformOf({ One: { Resources: { Bundle: bundle(objects) } } });
}

/** A platform with one pod template. */
export function platformWithPod(text: string): Platform {
  return { folder: 'report/cdk.out', stacks: [], objects: [], charts: [], podTemplates: [{ path: 'pod.yaml', text }] };
}

/** Findings as `path: rule`. */
export function said({ findings }: CheckResult): string[] {
  return findings.map(({ path, rule }) => `${path}: ${rule}`);
}
