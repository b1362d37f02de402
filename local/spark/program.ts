import type { ChildProcess } from 'child_process';
import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import type { SparkInstallation } from './installation';
import { Problem } from '../../inspect/assembly/command-line';

export interface ProgramOptions {
  readonly spark: SparkInstallation;
  readonly args: readonly string[];
  /** Scratch space and log. */
  readonly folder: string;
  /** File name of the log, without its ending. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A JVM that lives for seconds: no time for the second compiler, no heap for a collector with threads. Takes four
 * tenths off its CPU time.
 */
const SHORT_LIVED = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** One run of `spark-submit`, which nobody else's settings reach. */
export class SparkProgram {
  private readonly child: ChildProcess;
  private readonly log: string;
  private readonly over: Promise<void>;
  private readonly kill: () => void;

  constructor({ spark, args, folder, name, env }: ProgramOptions) {
    const configuration = path.join(folder, 'conf');
    fs.mkdirSync(configuration, { recursive: true });
    this.log = path.join(folder, `${name}.log`);
    const log = fs.openSync(this.log, 'w');
    this.child = spawn(path.join(spark.home, 'bin', 'spark-submit'), args, {
      stdio: ['pipe', log, log],
      cwd: folder,
      detached: true,
      env: {
        PATH: process.env.PATH,
        JAVA_HOME: process.env.JAVA_HOME,
        HOME: folder,
        SPARK_HOME: spark.home,
        SPARK_CONF_DIR: configuration,
        SPARK_LOCAL_DIRS: folder,
        SPARK_SUBMIT_OPTS: `-Djava.io.tmpdir=${folder} ${SHORT_LIVED}`,
        TMPDIR: folder,
        SPARK_LOCAL_IP: '127.0.0.1',
        PYSPARK_PYTHON: spark.python,
        KUBECONFIG: '/dev/null',
        ...env,
      },
    });
    fs.closeSync(log);
    this.kill = () => {
      if (this.isRunning) {
        process.kill(-this.child.pid!, 'SIGKILL'); // with the Python process of a driver
      }
    };
    process.once('exit', this.kill);
    this.over = new Promise((resolve, reject) => this.child.once('exit', () => resolve()).once('error', reject));
  }

  public get isRunning(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits for its end; fails when that is not a success or not within the time. */
  public async ended(seconds: number): Promise<void> {
    const timer = setTimeout(this.kill, seconds * 1000);
    await this.over;
    clearTimeout(timer);
    process.removeListener('exit', this.kill);
    if (this.child.exitCode !== 0) {
      throw this.failure(this.child.signalCode === null
        ? `ended with status ${this.child.exitCode}`
        : `did not end within ${seconds} s`);
    }
  }

  /** Ends it without a word: what it made stays. */
  public async stop(): Promise<void> {
    this.kill();
    await this.over;
    process.removeListener('exit', this.kill);
  }

  /** The error of the program, with the last lines of its log. */
  public failure(how: string): Problem {
    const lines = fs.readFileSync(this.log, 'utf8').trimEnd().split('\n').filter((line) => !/^\s+at /.test(line));
    return new Problem(`spark-submit ${how}; the last lines of its log:\n${lines.slice(-15).join('\n')}`);
  }
}
