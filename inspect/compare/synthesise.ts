import { mkdirSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import type { AppCall } from './apps';

/**
 * Synthesises apps one after the other in this process, which loads the library once:
 * `tsx synthesise.ts <folder> <calls as JSON>`. Assets stay where their sources are.
 */
const [folder, calls] = process.argv.slice(2);
const load = createRequire(__filename);
Date.now = () => 0; // integ-tests salts its calls with the time

for (const { name, file, argument } of JSON.parse(calls) as AppCall[]) {
  process.env.CDK_OUTDIR = join(folder, name);
  process.env.CDK_CONTEXT_JSON = JSON.stringify({
    'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true,
  });
  process.argv = [process.argv[0], file, argument];
  mkdirSync(process.env.CDK_OUTDIR, { recursive: true });
  delete load.cache[file];
  try {
    load(file);
    synthesiseAtExit();
  } catch (error) {
    console.error(`${name}: ${(error as Error).stack}`);
    process.exitCode = 1;
  }
}

/** An app that does not call `synth()` itself does so when the process is about to end. */
function synthesiseAtExit(): void {
  for (const listener of process.listeners('beforeExit')) {
    process.removeListener('beforeExit', listener);
    listener.call(process, 0);
  }
}
