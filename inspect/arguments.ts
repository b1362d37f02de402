import { readOptions, requireCdkOut } from './assembly/command-line';

export const HELP = `Usage: npm run demo [-- options]

Synthesises an app, checks every template and Kubernetes object it makes, and draws a report. Needs no AWS account.

Options:
  --app <command>     command that synthesises your app, such as 'node my-app.js', or a folder
                      that cdk synth wrote, such as cdk.out  (npm run demo: the reference app)
  --cdk-out <folder>  a folder that cdk synth wrote, instead of --app
  --out <folder>      where index.html, summary.json and cdk.out go  (default: report)
  --private           also fail on any public registry of charts or images
  --help              this text

Context comes from cdk.json and cdk.context.json of the current folder, as with the CDK CLI.
Exit status: 0 all checks pass, 1 a check fails, 2 the app cannot be read.`;

/** Answers of the command line. */
export interface Arguments {
  /** Command or folder. @default - none was given */
  readonly app?: string;
  readonly out: string;
  readonly isPrivate: boolean;
  readonly help: boolean;
}

/** Reads the words after `npm run demo --`. */
export function parseArguments(words: readonly string[]): Arguments {
  const given = { app: undefined as string | undefined, out: 'report', isPrivate: false, help: false };
  const help = () => { given.help = true; };
  readOptions(words, {
    values: {
      '--app': (value) => { given.app = value; },
      '--cdk-out': (value) => { given.app = requireCdkOut(value); },
      '--out': (value) => { given.out = value; },
    },
    switches: { '--private': () => { given.isPrivate = true; }, '--help': help, '-h': help },
  });
  return given;
}
