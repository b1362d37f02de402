import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Problem } from '../../inspect/assembly/command-line';
import type { KubectlTools } from '../build/kubectl-tools';

/** Longest run of a Lambda function; the handler's function asks for all of it. */
const LAMBDA_SECONDS = 900;

/** CloudFormation calls the framework's function asynchronously: Lambda runs it again twice when it does not end. */
const ATTEMPTS = 3;

export interface KubectlLambdaOptions {
  /** Folder of CDK's handler: `index.py` and its modules. */
  readonly source: string;
  readonly python: string;
  readonly tools: KubectlTools;
  readonly kubeconfig: string;
  /** Environment of a client of the AWS emulator. */
  readonly environment: Readonly<Record<string, string>>;
  /** Scratch space and logs. */
  readonly folder: string;
  /** Speed of the clock, as a multiple of Lambda's. @default 1 */
  readonly clock?: number;
}

export interface KubectlEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceProperties: object;
  readonly OldResourceProperties?: object;
  readonly PhysicalResourceId?: string;
}

export interface KubectlOutcome {
  readonly physicalId: string | null;
  readonly data: Readonly<Record<string, any>>;
}

/** Runs CDK's own kubectl handler, each call in a process of its own. */
export class KubectlLambda {
  private calls = 0;

  constructor(private readonly options: KubectlLambdaOptions) {}

  /** Runs the handler; a call that does not end in Lambda's time is run again, then given up, as on AWS. */
  public async invoke(event: KubectlEvent): Promise<KubectlOutcome> {
    const seconds = LAMBDA_SECONDS / (this.options.clock ?? 1);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const outcome = await this.run(event, seconds);
      if (outcome !== undefined) {
        return outcome;
      }
    }
    throw new Problem(
      `the handler did not end within ${Math.round(seconds)} s (${LAMBDA_SECONDS} s on Lambda), ${ATTEMPTS} times; `
        + 'CloudFormation received no answer',
    );
  }

  private async run(event: KubectlEvent, seconds: number): Promise<KubectlOutcome | undefined> {
    const folder = path.join(
      this.options.folder, `${String(++this.calls).padStart(3, '0')}-${event.RequestType}-${event.LogicalResourceId}`,
    );
    fs.mkdirSync(folder, { recursive: true });
    const log = fs.openSync(path.join(folder, 'handler.log'), 'w');
    const child = spawn(this.options.python, [
      '-B', path.join(__dirname, '..', 'python', 'handler.py'), this.options.source,
    ], {
      stdio: ['pipe', 'pipe', log], env: this.environment(folder), detached: true,
    });
    fs.closeSync(log);
    const output: Buffer[] = [];
    child.stdout!.on('data', (chunk) => output.push(chunk));
    child.stdin!.end(JSON.stringify(event));
    const ended = new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
    const stop = () => process.kill(-child.pid!, 'SIGKILL'); // kubectl with it
    const timer = setTimeout(stop, seconds * 1000);
    process.once('exit', stop);
    await ended;
    clearTimeout(timer);
    process.removeListener('exit', stop);
    return child.signalCode === null ? outcomeOf(Buffer.concat(output).toString(), folder) : undefined;
  }

  private environment(folder: string): Record<string, string> {
    const { tools, environment, kubeconfig } = this.options;
    return {
      ...environment,
      PATH: [...tools.path, process.env.PATH].join(path.delimiter),
      HOME: folder,
      TEST_OUTDIR: folder,
      LOCAL_KUBECONFIG: kubeconfig,
    };
  }
}

function outcomeOf(output: string, folder: string): KubectlOutcome {
  const last = output.trimEnd().split('\n').pop() ?? '';
  if (!last.startsWith('{')) {
    throw new Problem(`the handler broke off; see ${path.join(folder, 'handler.log')}`);
  }
  const { error, ...outcome } = JSON.parse(last);
  if (error !== undefined) {
    throw new Problem(error);
  }
  return outcome;
}
