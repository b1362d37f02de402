import { existsSync } from 'fs';
import { join } from 'path';

/**
 * Something the person at the keyboard can mend: printed as a line, or with the tail of a log, without a stack trace.
 */
export class Problem extends Error {}

/** Options of a command by name: those that take the word after them, and switches. */
export interface Options {
  readonly values: Readonly<Record<string, (value: string) => void>>;
  readonly switches: Readonly<Record<string, () => void>>;
}

/**
 * Reads words such as `--out report`, `--out=report` and `--keep`; of an option given twice the last one holds.
 *
 * Throws if a word is no option, and if an option has no value.
 */
export function readOptions(words: readonly string[], { values, switches }: Options): void {
  const rest = words.flatMap(split);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (Object.hasOwn(switches, word)) {
      switches[word]();
    } else if (Object.hasOwn(values, word)) {
      values[word](requireValue(word, rest.shift()));
    } else {
      throw new Problem(`unknown option ${word}; ${HINT}`);
    }
  }
}

/** The app that a command was given. Throws if it was given none. */
export function requireApp(app: string | undefined): string {
  if (app === undefined) {
    throw new Problem(`--app or --cdk-out must name an app; ${HINT}`);
  }
  return app;
}

/** The folder of `--cdk-out`. Throws if it holds no cloud assembly. */
export function requireCdkOut(folder: string): string {
  if (!existsSync(join(folder, 'manifest.json'))) {
    throw new Problem(`--cdk-out must be a folder that cdk synth wrote, got ${folder}, which has no manifest.json`);
  }
  return folder;
}

const HINT = 'run with --help for the options';

/** Takes `--option=value` as two words. */
function split(word: string): string[] {
  const [, option, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
  return option === undefined ? [word] : [option, value];
}

function requireValue(option: string, value: string | undefined): string {
  if (!value || value.startsWith('--')) {
    throw new Problem(`${option} needs a value; ${HINT}`);
  }
  return value;
}
