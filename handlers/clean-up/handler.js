'use strict';

const { createCloud } = require('./cloud');
const { ALL_PARTS } = require('./context');
const { drain } = require('./drain');
const { describe } = require('./errors');
const { createKubernetes } = require('./kubernetes');
const { newState, repeat } = require('./loop');
const { respond } = require('./response');
const { sweep } = require('./sweep');
const { CLOCK, TIMING } = require('./timing');
const { eksToken } = require('./token');

/** Both phases, each a custom resource of its own: the drain is deleted before what it needs, the sweep after the cluster. */
const PHASES = { drain, sweep };

/** @typedef {keyof typeof PHASES} Phase */

/**
 * @typedef {object} Properties
 * @property {string} ClusterName
 * @property {Phase} Phase
 * @property {import('./context').Part[]} [Keep] parts that are not cleaned up
 */

/**
 * What CloudFormation sends; the state is what this function sends to itself.
 *
 * @typedef {object} CloudFormationEvent
 * @property {'Create' | 'Update' | 'Delete'} RequestType
 * @property {string} ResponseURL
 * @property {string} StackId
 * @property {string} RequestId
 * @property {string} LogicalResourceId
 * @property {string} [PhysicalResourceId]
 * @property {Properties} ResourceProperties
 * @property {import('./loop').State} [CleanUpState]
 */

/**
 * What a person sends to see what would be deleted.
 *
 * @typedef {object} DryRunEvent
 * @property {true} dryRun
 * @property {string} [clusterName]
 * @property {Phase[]} [phases]
 */

/** @typedef {{ functionName: string, getRemainingTimeInMillis(): number, logStreamName?: string }} LambdaContext */

/**
 * What tests and the local control plane put in place of the real world.
 *
 * @typedef {object} World
 * @property {import('./timing').Clock} clock
 * @property {import('./timing').Timing} timing
 * @property {(line: string) => void} print
 * @property {import('./cloud').Send} [send]
 * @property {(clusterName: string, cloud: import('./cloud').Cloud, world: World) => Promise<Connection>} connect
 * @property {Record<string, string | undefined>} env
 */

/** @typedef {{ endpoint: string, ca?: Buffer, headers: () => Record<string, string | string[]> }} Connection */

/** @type {World} */
const REAL = { clock: CLOCK, timing: TIMING, print: (line) => console.log(line), connect, env: process.env };

/** @param {Partial<World>} [overrides] */
function createHandler(overrides = {}) {
  const world = { ...REAL, ...Object.fromEntries(Object.entries(overrides).filter(([, part]) => part !== undefined)) };
  /**
   * @param {CloudFormationEvent | DryRunEvent} event
   * @param {LambdaContext} lambda
   */
  return async (event, lambda) => {
    if ('dryRun' in event && event.dryRun === true) return dryRun(event, world);
    if (!('RequestType' in event)) throw new Error('`event` must be a request of CloudFormation or {"dryRun": true}, got neither; nothing was done');
    const answer = await answerTo(event, lambda, world);
    if (answer !== undefined) await respond(event, physicalIdOf(event), answer, world.clock);
    return undefined;
  };
}

/**
 * Whatever happens, CloudFormation is told.
 *
 * @param {CloudFormationEvent} event
 * @param {LambdaContext} lambda
 * @param {World} world
 * @returns {Promise<import('./response').Answer | undefined>} undefined when another invocation goes on
 */
async function answerTo(event, lambda, world) {
  if (event.RequestType !== 'Delete') return { status: 'SUCCESS', reason: 'There is something to do on deletion only' };
  try {
    return await cleanUp(event, lambda, world);
  } catch (error) {
    world.print(`failed: ${error instanceof Error ? error.stack : error}`);
    return { status: 'FAILED', reason: `The clean-up stopped at ${describe(error)}; delete again to go on, or see its log ${lambda.logStreamName ?? ''}`.trimEnd() };
  }
}

/**
 * @param {CloudFormationEvent} event
 * @param {LambdaContext} lambda
 * @param {World} world
 */
async function cleanUp(event, lambda, world) {
  const { Phase, ClusterName, Keep = [] } = event.ResourceProperties;
  const context = contextOf({ clusterName: ClusterName, parts: ALL_PARTS.filter((part) => !Keep.includes(part)), phase: Phase, dryRun: false }, world);
  const state = event.CleanUpState ?? newState(world.clock.now());
  const mayGoOn = (/** @type {number} */ longest) => lambda.getRemainingTimeInMillis() > world.timing.reserve + longest;
  if (await repeat(PHASES[Phase], context, state, mayGoOn)) return conclusion(Phase, state);
  context.log('goes on in a new invocation');
  const Payload = JSON.stringify({ ...event, CleanUpState: state });
  await context.cloud.call('lambda:Invoke', { FunctionName: lambda.functionName, InvocationType: 'Event', Payload });
  return undefined;
}

/**
 * What the drain leaves, the sweep takes. What the sweep leaves would otherwise be found on the bill.
 *
 * @param {Phase} phase
 * @param {import('./loop').State} state
 * @returns {import('./response').Answer}
 */
function conclusion(phase, { left }) {
  if (left.length === 0) return { status: 'SUCCESS', reason: 'Nothing is left' };
  const list = left.join('; ');
  return phase === 'drain'
    ? { status: 'SUCCESS', reason: `Left to the sweep: ${list}` }
    : { status: 'FAILED', reason: `Still there, delete by hand or delete the stack again: ${list}` };
}

/**
 * @param {DryRunEvent} event
 * @param {World} world
 */
async function dryRun({ clusterName = '', phases = ['drain', 'sweep'] }, world) {
  const name = clusterName || (world.env.CLUSTER_NAME ?? '');
  /** @type {string[]} */
  const lines = [];
  const print = (/** @type {string} */ line) => {
    lines.push(line);
    world.print(line);
  };
  for (const phase of phases) {
    const context = contextOf({ clusterName: name, parts: ALL_PARTS, phase, dryRun: true }, { ...world, print });
    await repeat(PHASES[phase], context, newState(world.clock.now()), () => true);
  }
  return { clusterName: name, lines };
}

/**
 * @param {Pick<import('./context').Context, 'clusterName' | 'parts' | 'dryRun'> & { phase: Phase }} wanted
 * @param {World} world
 * @returns {import('./context').Context}
 */
function contextOf({ phase, ...wanted }, world) {
  const { clusterName, dryRun: isDryRun } = wanted;
  const cloud = createCloud({ dryRun: isDryRun, send: world.send });
  /** @type {Promise<import('./kubernetes').Kubernetes> | undefined} */
  let api;
  const open = async () => createKubernetes({ ...await world.connect(clusterName, cloud, world), dryRun: isDryRun, clock: world.clock });
  return {
    ...wanted,
    region: world.env.AWS_REGION ?? '',
    cloud,
    kubernetes: () => {
      api ??= open().catch((error) => {
        api = undefined;
        throw error;
      });
      return api;
    },
    marked: new Set(),
    timing: world.timing,
    clock: world.clock,
    log: (line) => world.print(`${clusterName} ${phase}: ${line}`),
  };
}

/**
 * As the role of this function, by its access entry.
 *
 * @type {World['connect']}
 */
async function connect(clusterName, cloud, { clock, env }) {
  const { cluster } = await cloud.call('eks:DescribeCluster', { name: clusterName });
  if (!cluster?.endpoint) throw new Error(`cluster ${clusterName} has no endpoint, it is ${cluster?.status}`);
  const token = () => eksToken({
    clusterName,
    region: env.AWS_REGION ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '', sessionToken: env.AWS_SESSION_TOKEN },
    date: new Date(clock.now()),
  });
  return { endpoint: cluster.endpoint, ca: Buffer.from(cluster.certificateAuthority.data, 'base64'), headers: () => ({ authorization: `Bearer ${token()}` }) };
}

/**
 * Always the same for one cluster, so that an update never deletes. On deletion CloudFormation's own word holds.
 *
 * @param {CloudFormationEvent} event
 */
function physicalIdOf({ RequestType, PhysicalResourceId, ResourceProperties: { ClusterName, Phase } }) {
  return RequestType === 'Delete' && PhysicalResourceId !== undefined ? PhysicalResourceId : `${ClusterName}/${Phase}`;
}

module.exports = { createHandler };
