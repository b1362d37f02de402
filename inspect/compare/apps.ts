import { readdirSync, readFileSync } from 'fs';
import { basename, join } from 'path';

/** A program that synthesises, with its argument if it takes one. */
export interface AppCall {
  readonly name: string;
  readonly file: string;
  readonly argument: string;
}

/**
 * Every app of a clone of this repository that somebody tests: stories with and without their assertions, and the small
 * ones in their states.
 */
export function appsOf(root: string): AppCall[] {
  const folder = join(root, 'integ');
  const stories = [...readFileSync(join(folder, 'apps.ts'), 'utf8').matchAll(/^ {2}(\w+): \(app\) =>/gm)].map(
    ([, story]) => story,
  );
  return [
    ...stories.map(
      (story) => ({ name: `reference-app-${story}`, file: join(folder, 'reference-app.ts'), argument: story }),
    ),
    ...filesOf(folder, /^integ\..+\.ts$/).map((file) => ({ name: basename(file, '.ts'), file, argument: '' })),
    ...filesOf(join(root, 'test', 'local'), /-app\.ts$/).flatMap(statesOf),
  ];
}

function filesOf(folder: string, pattern: RegExp): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => !path.includes(
    'node_modules',
  )
    && pattern.test(basename(path)));
  return files.sort().map((path) => join(folder, path));
}

/**
 * The states that an app's comment names: "`tsx pools-app.ts first|upgraded`"; none if it only helps others to run
 * apps.
 */
function statesOf(file: string): AppCall[] {
  const text = readFileSync(file, 'utf8');
  if (!/^app\.synth\(\)/m.test(text)) {
    return [];
  }
  const name = basename(file, '.ts');
  const [, states = ''] = new RegExp(`tsx ${name}\\.ts ([\\w|-]+)`).exec(text) ?? [];
  return states.split('|').map((state) => ({ name: state === '' ? name : `${name}-${state}`, file, argument: state }));
}
