import { spawnSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { bundle, emptyFolder, folderWith, stackArtifact } from './platforms';
import { HELP, parseArguments } from '../../inspect/arguments';
import { run } from '../../inspect/command';

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
const template = (object: object) => ({
  Resources: {
    Bundle: bundle([object]),
    Handler: { Type: 'AWS::Lambda::Function' },
    Inner: { Type: 'AWS::CloudFormation::Stack' },
  },
});
const assembly = (object: object) => folderWith({
  'manifest.json': { artifacts: { One: stackArtifact('One.json') } }, 'One.json': template(object),
});

let printed: string;
let complained: string;

beforeEach(() => {
  printed = '';
  complained = '';
  jest.spyOn(console, 'log').mockImplementation((text: string) => { printed += `${text}\n`; });
  jest.spyOn(console, 'error').mockImplementation((text: string) => { complained += `${text}\n`; });
});

afterEach(() => jest.restoreAllMocks());

describe('parseArguments()', () => {
  test('reads options in both spellings', () => {
    expect(parseArguments(['--app', 'node my-app.js', '--out=there', '--private'])).toEqual({
      app: 'node my-app.js', out: 'there', isPrivate: true, help: false,
    });
  });

  test('takes no app and report/ by default', () => {
    expect(parseArguments([])).toEqual({ app: undefined, out: 'report', isPrivate: false, help: false });
  });
});

describe('run()', () => {
  test.each(['--help', '-h'])('explains itself on %s', (flag) => {
    expect(run([flag])).toBe(0);
    expect(printed).toBe(`${HELP}\n`);
  });

  test.each<[string, string[], string]>([
    ['an unknown option', ['--colour'], 'error: unknown option --colour; run with --help for the options\n'],
    ['a stray word', ['cdk.out'], 'error: unknown option cdk.out; run with --help for the options\n'],
    ['an option without its value', ['--app'], 'error: --app needs a value; run with --help for the options\n'],
    ['no app', ['--private'], 'error: --app or --cdk-out must name an app; run with --help for the options\n'],
    ['a folder that is no cloud assembly', ['--cdk-out', '/nowhere'],
      'error: --cdk-out must be a folder that cdk synth wrote, got /nowhere, which has no manifest.json\n'],
    ['an option in place of a value', ['--out', '--private'], 'error: --out needs a value; run with --help for the options\n'],
  ])('fails on %s', (_, words, message) => {
    expect(run(words)).toBe(2);
    expect(complained).toBe(message);
  });

  test('fails when the app fails, with its exit code and its last words', () => {
    const app = 'node -e "console.error(\'\\`limits\\` must be positive\'); process.exit(3)"';
    expect(run(['--app', app, '--out', emptyFolder()])).toBe(2);
    expect(complained).toBe(`error: the app ${app} failed with exit code 3:\n  \`limits\` must be positive\n`);
  });

  test('fails when the app writes no cloud assembly', () => {
    const out = emptyFolder();
    expect(run(['--app', 'node -e 1', '--out', out])).toBe(2);
    expect(complained).toBe(
      `error: the app node -e 1 wrote no cloud assembly to ${out}/cdk.out; does it call app.synth() on an App without an outdir `
        + 'of its own?\n',
    );
  });

  test('fails when the folder holds no cloud assembly', () => {
    const folder = emptyFolder();
    expect(run(['--app', folder, '--out', emptyFolder()])).toBe(2);
    expect(complained).toBe(`error: ${folder} is no cloud assembly: it has no manifest.json; does the app call app.synth()?\n`);
  });

  test('fails when a template is not JSON', () => {
    const folder = folderWith({ 'manifest.json': { artifacts: { One: stackArtifact('One.json') } }, 'One.json': 'x' });
    expect(run(['--app', folder, '--out', emptyFolder()])).toBe(2);
    expect(complained).toContain(`error: ${folder}/One.json is not JSON: `);
  });

  test('fails when the output is no folder', () => {
    const file = join(folderWith({ file: 'x' }), 'file');
    expect(run(['--cdk-out', assembly(namespace), '--out', file])).toBe(2);
    expect(complained).toContain(`error: --out must be a folder that can be written, got ${file}: `);
  });

  test('writes the summary and the page of an app that passes', () => {
    const out = emptyFolder();
    expect(run(['--app', assembly(namespace), '--out', out])).toBe(0);
    expect(complained).toBe('');
    expect(printed).toContain('Kubernetes objects: 1 Namespace');
    expect(existsSync(join(out, 'index.html'))).toBe(true);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(summary).toEqual({
      stacks: [
        {
          name: 'One',
          resources: 3,
          customResources: 1,
          nestedStacks: 1,
          lambdas: 1,
          templateBytes: JSON.stringify(template(namespace)).length,
        },
      ],
      objects: { Namespace: 1 },
      checks: expect.arrayContaining([{ name: 'kubernetes-schema', checked: 1, failed: 0 }]),
      seconds: expect.any(Number),
    });
  });

  test('fails on a finding, with the object, the path and the rule', () => {
    expect(run(['--app', assembly({ ...namespace, speck: {} }), '--out', emptyFolder()])).toBe(1);
    expect(complained).toBe(
      '\n✗ kubernetes-schema: Namespace/a in One/Bundle\n    speck: unknown field; did you mean spec?\n\n1 of 8 checks failed\n',
    );
  });

  test('looks for public registries when asked', () => {
    const object = { ...namespace, metadata: { name: 'a', annotations: { from: 'quay.io/a' } } };
    expect(run(['--app', assembly(object), '--out', emptyFolder()])).toBe(0);
    expect(run(['--app', assembly(object), '--out', emptyFolder(), '--private'])).toBe(1);
    expect(complained).toContain('must come from a private registry, got quay.io');
  });
});

describe('npm run demo', () => {
  const tool = (folder: string, ...words: string[]) => spawnSync(process.execPath, [
    resolve('node_modules/tsx/dist/cli.mjs'), resolve('inspect/main.ts'), ...words,
  ], { cwd: folder, encoding: 'utf8' });

  test('runs an app with its context, as the CDK CLI does', () => {
    const write = 'const { writeFileSync, mkdirSync } = require("fs"); const out = process.env.CDK_OUTDIR; mkdirSync(out);'
      + 'writeFileSync(out + "/manifest.json", JSON.stringify({ artifacts: { One: { type: "aws:cloudformation:stack", properties: { '
        + 'templateFile: "One.json" } } } }));'
      + 'writeFileSync(out + "/One.json", JSON.stringify({ Metadata: JSON.parse(process.env.CDK_CONTEXT_JSON) }));';
    const folder = folderWith({ 'app.js': write, 'cdk.json': { context: { a: 1, b: 1 } }, 'cdk.context.json': { b: 2 } });
    const { status, stdout } = tool(folder, '--app', 'node app.js');
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'stack  resources  custom  nested  lambdas  bytes']);
    expect(JSON.parse(readFileSync(join(folder, 'report/cdk.out/One.json'), 'utf8'))).toEqual({ Metadata: { a: 1, b: 2 } });
  });

  test('ends with the status of the command', () => {
    const { status, stderr } = tool(emptyFolder(), '--app', 'exit 4');
    expect([status, stderr]).toEqual([2, 'error: the app exit 4 failed with exit code 4\n']);
  });

  test('is started without a shell, which would split the words of --app, on the reference app unless another is given', () => {
    const { tasks } = JSON.parse(readFileSync('.projen/tasks.json', 'utf8'));
    expect(tasks.demo.steps).toEqual([{ execArgs: ['tsx', 'inspect/main.ts', '--app', 'tsx integ/reference-app.ts'], receiveArgs: true }]);
    expect(parseArguments(['--app', 'tsx integ/reference-app.ts', '--app', 'node my-app.js']).app).toBe('node my-app.js');
  });
});
