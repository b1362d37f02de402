import { parseArguments } from '../../local/arguments';
import { LocalError } from '../../local/errors';

describe('parseArguments()', () => {
  test('without words is the reference app', () => {
    expect(parseArguments([])).toEqual({ app: undefined, charts: new Map(), keep: false, stop: false, help: false });
  });

  test('reads a command, a folder, switches', () => {
    expect(parseArguments(['--app', 'node my-app.js', '--keep'])).toMatchObject({ app: 'node my-app.js', keep: true });
    expect(parseArguments(['--cdk-out=cdk.out'])).toMatchObject({ app: 'cdk.out' });
    expect(parseArguments(['--stop'])).toMatchObject({ stop: true });
    expect(parseArguments(['-h'])).toMatchObject({ help: true });
  });

  test('refuses an unknown option', () => {
    expect(() => parseArguments(['--kep'])).toThrow(new LocalError('unknown option --kep; run with --help for the options'));
  });

  test.each([['--chart', 'yunikorn'], ['--chart', 'yunikorn=/nowhere']])('refuses %s %s', (...words) => {
    expect(() => parseArguments(words)).toThrow(LocalError);
  });
});
