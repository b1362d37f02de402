import { Problem } from './assembly/problem';

export const HELP = `Usage: npm run demo [-- options]

Synthesises an app, checks every template and Kubernetes object it makes, and draws a report. Needs no AWS account.

Options:
  --app <command>  command that synthesises your app, such as 'node my-app.js', or a folder
                   that cdk synth wrote, such as cdk.out  (default: this project's reference app)
  --out <folder>   where index.html, summary.json and cdk.out go  (default: report)
  --private        also fail on any public registry of charts or images
  --help           this text

Context comes from cdk.json and cdk.context.json of the current folder, as with the CDK CLI.
Exit status: 0 all checks pass, 1 a check fails, 2 the app cannot be read.`;

/** What the command line asks for. */
export interface Arguments {
  readonly app?: string;
  readonly out: string;
  readonly isPrivate: boolean;
  readonly help: boolean;
}

/** Reads the words after `npm run demo --`. */
export function parseArguments(words: readonly string[]): Arguments {
  const given: { app?: string; out?: string; isPrivate?: boolean; help?: boolean } = {};
  const rest = words.flatMap((word) => /^--\w+=/.test(word) ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word]);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    switch (word) {
      case '--app': given.app = valueOf(word, rest.shift()); break;
      case '--out': given.out = valueOf(word, rest.shift()); break;
      case '--private': given.isPrivate = true; break;
      case '--help': case '-h': given.help = true; break;
      default: throw new Problem(`unknown option ${word}; run with --help for the options`);
    }
  }
  return { app: given.app, out: given.out ?? 'report', isPrivate: given.isPrivate ?? false, help: given.help ?? false };
}

function valueOf(option: string, value: string | undefined): string {
  if (!value || value.startsWith('--')) {
    throw new Problem(`${option} needs a value; run with --help for the options`);
  }
  return value;
}
