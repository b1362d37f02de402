import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Size, Stack } from 'aws-cdk-lib';
import { ExecutorAllocation, type SparkJobOptions, SparkEntryPoint, SparkProfile, type SparkProfileOptions } from '../../src/jobs';
import { SparkJob } from '../../src/jobs/job/spark-job';
import { FakePool, FakeTeam, type FakeTeamOptions } from '../support/fake-team';
import { ACCOUNT } from '../support/stacks';

/** A folder with a program of each kind. */
export const programs = mkdtempSync(join(tmpdir(), 'programs-'));
writeFileSync(join(programs, 'taxi.py'), 'print("taxi")\n');
writeFileSync(join(programs, 'taxi2.py'), 'print("taxi, changed")\n');
writeFileSync(join(programs, 'taxi.jar'), 'PK');
writeFileSync(join(programs, 'taxi.sql'), 'SELECT 1;\n');

export const script = () => SparkEntryPoint.pythonAsset(join(programs, 'taxi.py'));
export const PI = 'local:///usr/lib/spark/examples/src/main/python/pi.py';

export interface Fixture {
  readonly stack: Stack;
  readonly team: FakeTeam;
  readonly pool: FakePool;
}

/** A stack in a region that has job templates. */
export function homeStack(id = 'Test', app = new App()): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: 'us-west-2' } });
}

export function fixture(options: FakeTeamOptions = {}, stack = homeStack()): Fixture {
  const team = new FakeTeam(stack, 'TeamA', options);
  return { stack, team, pool: new FakePool(stack, 'Compute', 'spark-compute') };
}

export function profileOf({ stack, team, pool }: Fixture, options: Partial<SparkProfileOptions> = {}, id = 'Fast'): SparkProfile {
  return new SparkProfile(stack, id, { team, executorPool: pool, ...options });
}

/** The pattern's job: one driver and two executors, one core and 4 GiB each. */
export function jobOf(world: Fixture, options: Partial<SparkJobOptions> = {}, id = 'Taxi'): SparkJob {
  return new SparkJob(world.stack, id, {
    profile: options.profile ?? profileOf(world, {}, `${id}Profile`),
    entryPoint: script(),
    driver: { cores: 1, memory: Size.gibibytes(4) },
    executor: { cores: 1, memory: Size.gibibytes(4), allocation: ExecutorAllocation.fixed(2) },
    ...options,
  });
}

/** The full text of the error that a mistake is answered with. */
export function errorOf(mistake: () => unknown): string {
  try {
    mistake();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error');
}
