import { HELP, parseArguments, type Arguments } from './arguments';
import { stopKeptRuns } from './processes/kept-runs';
import { Run } from './run';
import { Problem } from '../inspect/assembly/command-line';

/** The machine says no: full, read-only or forbidden. Its own message names the file. */
const REFUSALS = new Set(['EACCES', 'EDQUOT', 'EMFILE', 'ENOSPC', 'EPERM', 'EROFS']);

/** Exit status: 0 everything came and went, 1 something failed or is left, 2 it could not begin or was interrupted. */
async function main(words: readonly string[]): Promise<number> {
  const given = parseArguments(words);
  if (given.help) {
    console.log(HELP);
    return 0;
  }
  if (given.stop) {
    await stopKeptRuns((line) => console.log(line));
    return 0;
  }
  return await run(given) ? 0 : 1;
}

/** Ctrl-C and the end of the terminal stop everything at once; a run that is kept up is destroyed in order. */
async function run(given: Arguments): Promise<boolean> {
  const interrupted = new AbortController();
  (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).forEach((signal) => process.on(signal, () => interrupted.abort()));
  const local = new Run(given, interrupted.signal);
  const interruption = new Promise<never>((_, reject) => interrupted.signal.addEventListener('abort', () => {
    if (!local.isKept) {
      reject(new Problem('interrupted; every process is stopped'));
    }
  }));
  try {
    return await Promise.race([local.everything(), interruption]);
  } finally {
    await local.stop();
  }
}

main(process.argv.slice(2)).then((status) => process.exit(status), (error) => {
  if (!(error instanceof Problem || REFUSALS.has(error.code))) {
    throw error;
  }
  console.error(`error: ${error.message}`);
  process.exit(2);
});
