import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { HELP, parseArguments, type Arguments } from './arguments';
import { Problem, requireApp } from './assembly/command-line';
import { readAssembly } from './assembly/read';
import { synthesise } from './assembly/synthesis';
import { checkPublicRegistries, runChecks } from './checks';
import { renderReport } from './report';
import { printFindings, printSummary, summarise } from './summary';

/** Runs the command line and gives the exit status; a {@link Problem} is printed without a stack trace. */
export function run(words: readonly string[]): number {
  try {
    const given = parseArguments(words);
    return given.help ? help() : inspect(given);
  } catch (error) {
    if (error instanceof Problem) {
      console.error(`error: ${error.message}`);
      return 2;
    }
    throw error;
  }
}

function help(): number {
  console.log(HELP);
  return 0;
}

/** Synthesises, checks, writes the report. */
function inspect({ app, out, isPrivate }: Arguments): number {
  const start = Date.now();
  const given = requireApp(app);
  makeFolder(out);
  const platform = readAssembly(synthesise(given, join(out, 'cdk.out')));
  const checks = runChecks(platform, isPrivate ? [checkPublicRegistries] : []);
  const summary = summarise(platform, checks, (Date.now() - start) / 1000);

  writeFileSync(join(out, 'summary.json'), JSON.stringify(summary, undefined, 2) + '\n');
  writeFileSync(join(out, 'index.html'), renderReport(platform, checks, summary.seconds));

  const failed = checks.filter(({ findings }) => findings.length > 0);
  console.log(printSummary(summary));
  console.log(`\n${join(out, 'index.html')} and summary.json written, ${summary.seconds} s`);
  if (failed.length > 0) {
    console.error(`\n${printFindings(failed)}\n\n${failed.length} of ${checks.length} checks failed`);
  }
  return failed.length > 0 ? 1 : 0;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new Problem(`--out must be a folder that can be written, got ${path}: ${(error as Error).message}`);
  }
}
