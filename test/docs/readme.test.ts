import * as fs from 'fs';
import * as path from 'path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const PACKAGE = 'cdk-emr-eks-karpenter';

/** The first TypeScript block of the README. (`npm run rosetta` compiles every block with its types.) */
function quickStart(): string {
  const [, code] = /```ts(?: nofixture)?\n([\s\S]*?)```/.exec(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? [];
  return code ?? '';
}

describe('the quick start of the README', () => {
  test('has at most 15 lines', () => {
    expect(quickStart().trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(quickStart()).toContain(`from '${PACKAGE}'`);
  });

  test('runs as printed and gives a platform with a team and a job', () => {
    const { outputText } = ts.transpileModule(quickStart(), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    // eslint-disable-line @typescript-eslint/no-require-imports
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const load = (name: string) => require(name === PACKAGE ? '../../src' : name);
    const stack: Stack = new Function('require', 'exports', `${outputText}\nreturn stack;`)(load, {});
    expect(App.isApp(stack.node.root)).toBe(true);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EKS::Cluster', 1);
    template.resourceCountIs('AWS::EMRContainers::VirtualCluster', 1);
    template.resourceCountIs('AWS::EMRContainers::JobTemplate', 1);
  });
});
