'use strict';

const { describe, isMistake } = require('./errors');

/** What an answer to CloudFormation can hold. */
const LEFT_LIMIT = 25;

/**
 * One look at everything: acts on what it finds and says what is left. It is called until nothing is, or time is up. Every pass starts from
 * what it finds and remembers only times, so a run that was killed anywhere can start again.
 *
 * @typedef {(context: import('./context').Context, state: State) => Promise<Outcome>} Pass
 */

/**
 * @typedef {object} Outcome
 * @property {string[]} left one line each
 * @property {boolean} [over] whether waiting for what is left is of no use
 */

/**
 * What travels from one invocation to the next, as JSON.
 *
 * @typedef {object} State
 * @property {number} started
 * @property {number} [clusterStarted] when the drain turned to the cluster
 * @property {boolean} [reached] whether the Kubernetes API ever answered
 * @property {string[]} left after the last pass
 */

/**
 * @param {number} now
 * @returns {State}
 */
function newState(now) {
  return { started: now, left: [] };
}

/**
 * Passes until the end.
 *
 * @param {Pass} pass
 * @param {import('./context').Context} context
 * @param {State} state is changed
 * @param {(longest: number) => boolean} mayGoOn whether this invocation has time for another pass like the longest; its first is never asked for
 * @returns {Promise<boolean>} whether this was the end; otherwise go on with the same state
 */
async function repeat(pass, context, state, mayGoOn) {
  const { clock, timing, log, dryRun } = context;
  let longest = 0;
  for (;;) {
    const begun = clock.now();
    const { left, over = false } = await onePass(pass, context, state);
    longest = Math.max(longest, clock.now() - begun);
    state.left = left.slice(0, LEFT_LIMIT);
    log(summary(left));
    if (left.length === 0 || over || dryRun || clock.now() - state.started >= timing.total) return true;
    if (!mayGoOn(longest)) return false;
    await clock.sleep(timing.pause);
  }
}

/**
 * What goes wrong may go right later; a mistake in this program will not.
 *
 * @type {(pass: Pass, context: import('./context').Context, state: State) => Promise<Outcome>}
 */
async function onePass(pass, context, state) {
  try {
    return await pass(context, state);
  } catch (error) {
    if (isMistake(error)) throw error;
    return { left: [describe(error)] };
  }
}

/** @param {string[]} left */
function summary(left) {
  if (left.length === 0) return 'nothing left';
  return `${left.length} left: ${left.slice(0, 5).join(', ')}${left.length > 5 ? ', …' : ''}`;
}

module.exports = { newState, repeat };
