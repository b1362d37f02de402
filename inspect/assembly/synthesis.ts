import { spawnSync } from 'child_process';
import { existsSync, rmSync, statSync } from 'fs';
import { join, resolve } from 'path';
import { Problem } from './command-line';
import { readJson } from './read';

/** Lines of an app's complaint that are worth repeating. */
const TAIL = 12;

/** Runs an app as the CDK CLI does and gives the folder of its cloud assembly; a folder is taken as it is. */
export function synthesise(app: string, outdir: string): string {
  if (existsSync(app) && statSync(app).isDirectory()) {
    return app;
  }
  rmSync(outdir, { recursive: true, force: true });
  const run = spawnSync(app, {
    shell: true,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: resolve(outdir),
      CDK_CONTEXT_JSON: JSON.stringify(context()),
      CDK_VALIDATION: process.env.CDK_VALIDATION ?? 'false',
    },
  });
  if (run.status !== 0) {
    const why = run.error?.message
      ?? (run.signal ? `was stopped by ${run.signal}` : `failed with exit code ${run.status}`);
    throw new Problem(`the app ${app} ${why}${complaint(run.stderr || run.stdout || '')}`);
  }
  if (!existsSync(join(outdir, 'manifest.json'))) {
    throw new Problem(
      `the app ${app} wrote no cloud assembly to ${outdir}; does it call app.synth() on an App without an `
        + 'outdir of its own?',
    );
  }
  return outdir;
}

/** Context as the CDK CLI gives it to an app: what is committed, then what was looked up. */
function context(): Record<string, any> {
  const committed = existsSync('cdk.json') ? readJson('cdk.json').context : {};
  const lookedUp = existsSync('cdk.context.json') ? readJson('cdk.context.json') : {};
  return { ...committed, ...lookedUp };
}

/** The message of an uncaught error, else the last lines. */
function complaint(output: string): string {
  const lines = output.trimEnd().split('\n').filter((line) => line.trim()
    && !/^\s+at |^Node\.js v|^\s*\^|^node:internal|^\s*(throw |triggerUncaughtException)|^\s*(name: '\w+'|})$/.test(line));
  return lines.length > 0 ? `:\n${lines.slice(-TAIL).map((line) => `  ${line}`).join('\n')}` : '';
}
