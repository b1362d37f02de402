import { existsSync } from 'fs';
import { join } from 'path';
import { LocalError } from './errors';
import { chartFolder } from './handlers/chart';

export const HELP = `Usage: npm run local [-- options]

Deploys an app on a real Kubernetes control plane and an emulated AWS on this machine, runs its Spark jobs'
pods, and destroys everything again. Needs Go 1.26, Python 3.11 and about 2 GB of memory; no AWS account.

Options:
  --app <command>        command that synthesises your app, such as 'node my-app.js'  (default: the reference app)
  --cdk-out <folder>     a folder that cdk synth wrote, instead of --app
  --chart <name>=<folder>  install this chart for real, from its folder; can be given again
  --out <folder>         where the report goes: index.html, and cdk.out of an --app  (default: report)
  --keep                 leave everything up until Ctrl-C or --stop
  --stop                 end what runs with --keep
  --help                 this text`;

/** What the command line asks for. */
export interface Arguments {
  /** Command or folder. @default - the reference app */
  readonly app?: string;
  readonly charts: ReadonlyMap<string, string>;
  /** Folder of the report. */
  readonly out: string;
  readonly keep: boolean;
  readonly stop: boolean;
  readonly help: boolean;
}

/** Reads the words after `npm run local --`. */
export function parseArguments(words: readonly string[]): Arguments {
  const charts = new Map<string, string>();
  const given: { app?: string; out?: string; keep?: boolean; stop?: boolean; help?: boolean } = {};
  const rest = words.flatMap((word) => (/^--[\w-]+=/.test(word) ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word]));
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    switch (word) {
      case '--app': given.app = valueOf(word, rest.shift()); break;
      case '--cdk-out': given.app = folderOf(word, valueOf(word, rest.shift())); break;
      case '--out': given.out = valueOf(word, rest.shift()); break;
      case '--chart': addChart(charts, valueOf(word, rest.shift())); break;
      case '--keep': given.keep = true; break;
      case '--stop': given.stop = true; break;
      case '--help':
      case '-h': given.help = true; break;
      default: throw new LocalError(`unknown option ${word}; run with --help for the options`);
    }
  }
  return { app: given.app, charts, out: given.out ?? 'report', keep: given.keep ?? false, stop: given.stop ?? false, help: given.help ?? false };
}

function folderOf(option: string, folder: string): string {
  if (!existsSync(join(folder, 'manifest.json'))) {
    throw new LocalError(`${option} must be a folder that cdk synth wrote, got ${folder}, which has no manifest.json`);
  }
  return folder;
}

function addChart(charts: Map<string, string>, value: string): void {
  const [, name, folder] = /^([^=]+)=(.+)$/.exec(value) ?? [];
  if (name === undefined) {
    throw new LocalError(`--chart must be <name>=<folder>, got ${value}`);
  }
  charts.set(name, chartFolder(name, folder));
}

function valueOf(option: string, value: string | undefined): string {
  if (!value || value.startsWith('--')) {
    throw new LocalError(`${option} needs a value; run with --help for the options`);
  }
  return value;
}
