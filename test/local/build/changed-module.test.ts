import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { changedModule, type SourceChange } from '../../../local/build/changed-module';

const CHANGE: SourceChange = { module: 'example.com/server', file: 'web/listen.go', replacements: [['":9080"', 'address()']] };
const PATH = process.env.PATH;
let folder: string;

/** A component whose module Go has in its read-only cache; `go` answers with where. */
function component(listen: string, answer = '{"Dir": "$HERE/cache"}', status = 0): string {
  const at = join(folder, 'component');
  mkdirSync(join(folder, 'cache/web'), { recursive: true });
  writeFileSync(join(folder, 'cache/go.mod'), 'module example.com/server\n');
  writeFileSync(join(folder, 'cache/web/listen.go'), listen);
  chmodSync(join(folder, 'cache/web/listen.go'), 0o444);
  chmodSync(join(folder, 'cache/web'), 0o555);
  mkdirSync(at);
  writeFileSync(join(at, 'go.mod'), 'module component\n');
  writeFileSync(join(at, 'go.sum'), 'sums\n');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/go'),
    `#!/bin/sh\necho "$@" > ${folder}/asked\necho '${answer.replace('$HERE', folder)}'\nexit ${status}\n`,
    { mode: 0o755 },
  );
  return at;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changed-module-'));
  process.env.PATH = `${join(folder, 'bin')}:${PATH}`;
});

afterEach(() => {
  process.env.PATH = PATH;
  chmodSync(join(folder, 'cache/web'), 0o755);
  rmSync(folder, { recursive: true, force: true });
});

test('builds from a changed copy of the module that Go verified, and leaves component and cache alone', () => {
  const at = component('listen(":9080")\n');
  const built = join(folder, 'built');
  for (let time = 1; time <= 2; time++) { // the second one finds the copy of the first
    expect(changedModule(at, CHANGE, built)).toEqual(['-modfile', join(built, 'go.mod')]);
  }
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('mod download -json example.com/server\n');
  expect(readFileSync(join(built, 'module/web/listen.go'), 'utf8')).toBe('listen(address())\n');
  expect(readFileSync(join(built, 'module/go.mod'), 'utf8')).toBe('module example.com/server\n');
  expect(readFileSync(join(built, 'go.mod'), 'utf8')).toBe(`module component\n\nreplace example.com/server => ${join(built, 'module')}\n`);
  expect(readFileSync(join(built, 'go.sum'), 'utf8')).toBe('sums\n');
  expect(readFileSync(join(at, 'go.mod'), 'utf8')).toBe('module component\n');
  expect(readFileSync(join(folder, 'cache/web/listen.go'), 'utf8')).toBe('listen(":9080")\n');
});

test.each([['listen(port)\n', 0], ['listen(":9080"); log(":9080")\n', 2]])('refuses a source that is not as expected: %j', (listen, times) => {
  const at = component(listen);
  expect(() => changedModule(at, CHANGE, join(folder, 'built'))).toThrow(
    `a source to change has "\\":9080\\"" ${times} times, expected once`,
  );
});

test('says what Go says when it cannot have the module', () => {
  const at = component('', '{"Error": "no such host"}', 1);
  expect(() => changedModule(at, CHANGE, join(folder, 'built'))).toThrow(
    'the source of example.com/server is not there: {"Error": "no such host"}',
  );
});
