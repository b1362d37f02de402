import { chartFolder } from './handlers/chart';
import { Problem, readOptions, requireCdkOut } from '../inspect/assembly/command-line';

export const HELP = `Usage: npm run local [-- options]

Deploys an app on a real Kubernetes control plane and an emulated AWS on this machine, runs its Spark jobs'
pods, and destroys everything again. Needs Go 1.26, Python 3.11 and about 2 GB of memory; no AWS account.

Options:
  --app <command>        command that synthesises your app, such as 'node my-app.js'  (npm run local: the reference app)
  --cdk-out <folder>     a folder that cdk synth wrote, instead of --app
  --chart <name>=<folder>  install this chart for real, from its folder; can be given again
  --out <folder>         where the report goes: index.html, and cdk.out of an --app  (default: report)
  --keep                 leave everything up until Ctrl-C or --stop
  --stop                 end what runs with --keep
  --help                 this text`;

/** Answers of the command line. */
export interface Arguments {
  /** Command or folder. @default - none was given */
  readonly app?: string;
  /** Folders of charts by name. */
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
  const given = { app: undefined as string | undefined, out: 'report', keep: false, stop: false, help: false };
  const help = () => { given.help = true; };
  readOptions(words, {
    values: {
      '--app': (value) => { given.app = value; },
      '--cdk-out': (value) => { given.app = requireCdkOut(value); },
      '--chart': (value) => addChart(charts, value),
      '--out': (value) => { given.out = value; },
    },
    switches: {
      '--keep': () => { given.keep = true; }, '--stop': () => { given.stop = true; }, '--help': help, '-h': help,
    },
  });
  return { ...given, charts };
}

function addChart(charts: Map<string, string>, value: string): void {
  const [, name, folder] = /^([^=]+)=(.+)$/.exec(value) ?? [];
  if (name === undefined) {
    throw new Problem(`--chart must be <name>=<folder>, got ${value}`);
  }
  charts.set(name, chartFolder(name, folder));
}
