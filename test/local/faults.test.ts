import { chmodSync, writeFileSync } from 'fs';
import { join } from 'path';
import { runLocal } from './command';
import { emptyFolder, folderWith, stackArtifact } from '../inspect/platforms';

jest.setTimeout(60_000); // each starts Node and its loader

const template = { Resources: { Name: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'name', Type: 'String', Value: 'value' } } } };
const assembly = folderWith({ 'manifest.json': { artifacts: { One: stackArtifact('One.json') } }, 'One.json': template });

/** A folder that has these programs and no others. */
function pathWith(...programs: string[]): string {
  const folder = emptyFolder();
  for (const program of programs) {
    const file = join(folder, program);
    writeFileSync(file, '#!/bin/sh\nexit 0\n');
    chmodSync(file, 0o755);
  }
  return folder;
}

/** One line, the status of a run that could not begin, and nothing left: no process, no file. */
async function expectRefusal(words: string[], complaint: string, env: Record<string, string> = {}): Promise<void> {
  const { status, complained, alive, files } = await runLocal(words, { env });
  expect(complained.slice(0, `error: ${complaint}`.length)).toBe(`error: ${complaint}`);
  expect(complained.trimEnd().split('\n')).toHaveLength(complaint.split('\n').length);
  expect({ status, alive, files }).toEqual({ status: 2, alive: [], files: [] });
}

describe('npm run local', () => {
  test.each([
    [['python3'], '`go` is not on the PATH; install Go 1.26 or newer'],
    [['go'], '`python3` is not on the PATH; install Python 3.11 or newer'],
    [[], '`go` is not on the PATH; install Go 1.26 or newer\n`python3` is not on the PATH; install Python 3.11 or newer'],
  ])('with %s says what to install, and starts nothing', async (programs, complaint) => {
    await expectRefusal(['--cdk-out', assembly], complaint, { PATH: pathWith(...programs) });
  });

  test('says which file of a cdk.out is not JSON', async () => {
    const manifest = folderWith({ 'manifest.json': '{' });
    await expectRefusal(['--cdk-out', manifest], `${join(manifest, 'manifest.json')} is not JSON: `);
    const stack = folderWith({ 'manifest.json': { artifacts: { One: stackArtifact('One.json') } }, 'One.json': 'Resources:' });
    await expectRefusal(['--cdk-out', stack], `${join(stack, 'One.json')} is not JSON: `);
  });

  test('says which file of a cdk.out is missing', async () => {
    const folder = folderWith({ 'manifest.json': { artifacts: { One: stackArtifact('One.json') } } });
    await expectRefusal(['--cdk-out', folder], `cannot read ${join(folder, 'One.json')}: ENOENT: no such file or directory`);
  });

  test('says that a chart folder has no Chart.yaml', async () => {
    const folder = emptyFolder();
    await expectRefusal(
      ['--cdk-out', assembly, '--chart', `yunikorn=${folder}`],
      `--chart yunikorn=${folder}: the folder has no Chart.yaml; give the folder of the chart itself`,
    );
  });
});
