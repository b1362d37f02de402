import { Problem } from '../../inspect/assembly/command-line';
import { parseArguments } from '../../local/arguments';
import { folderWith } from '../inspect/platforms';

describe('parseArguments()', () => {
  test('without words names no app', () => {
    expect(parseArguments([])).toEqual({ app: undefined, charts: new Map(), out: 'report', keep: false, stop: false, help: false });
  });

  test('reads a command, a folder, switches', () => {
    expect(parseArguments(['--app', 'node my-app.js', '--keep'])).toMatchObject({ app: 'node my-app.js', keep: true });
    const assembly = folderWith({ 'manifest.json': {} });
    expect(parseArguments([`--cdk-out=${assembly}`])).toMatchObject({ app: assembly });
    expect(parseArguments(['--out', 'pages'])).toMatchObject({ out: 'pages' });
    expect(parseArguments(['--stop'])).toMatchObject({ stop: true });
    expect(parseArguments(['-h'])).toMatchObject({ help: true });
  });

  test('refuses an unknown option', () => {
    expect(() => parseArguments(['--kep'])).toThrow(new Problem('unknown option --kep; run with --help for the options'));
  });

  test('refuses a folder that is no cloud assembly', () => {
    const message = '--cdk-out must be a folder that cdk synth wrote, got /nowhere, which has no manifest.json';
    expect(() => parseArguments(['--cdk-out', '/nowhere'])).toThrow(new Problem(message));
  });

  test.each([['--chart', 'yunikorn'], ['--chart', 'yunikorn=/nowhere']])('refuses %s %s', (...words) => {
    expect(() => parseArguments(words)).toThrow(Problem);
  });
});
