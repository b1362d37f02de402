'use strict';

const { describe, isGone, isMistake } = require('./errors');

/**
 * Parts of the clean-up that a cluster may switch off.
 *
 * @typedef {'jobs' | 'nodes' | 'instanceProfiles' | 'volumes' | 'fileSystems' | 'loadBalancers' | 'networkInterfaces' | 'securityGroups'} Part
 */

/** @type {Part[]} */
const ALL_PARTS = ['jobs', 'nodes', 'instanceProfiles', 'volumes', 'fileSystems', 'loadBalancers', 'networkInterfaces', 'securityGroups'];

/**
 * What every step gets.
 *
 * @typedef {object} Context
 * @property {string} clusterName
 * @property {string} region
 * @property {Part[]} parts
 * @property {boolean} dryRun
 * @property {import('./cloud').Cloud} cloud
 * @property {() => Promise<import('./kubernetes').Kubernetes>} kubernetes rejects when the cluster has no API to talk to
 * @property {Set<string>} marked volumes and file systems that this invocation has marked as retained
 * @property {import('./timing').Timing} timing
 * @property {import('./timing').Clock} clock
 * @property {(line: string) => void} log
 */

/**
 * Does something, or says what would be done. Things that are gone already are fine; what goes wrong otherwise is said, and tried again in
 * the next pass, which finds the thing again.
 *
 * @param {Context} context
 * @param {string} what such as "terminate instance i-1"
 * @param {() => Promise<unknown>} action
 * @returns {Promise<string | undefined>} what went wrong
 */
async function attempt(context, what, action) {
  context.log(context.dryRun ? `would ${what}` : what);
  try {
    await action();
    return undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    if (isMistake(error)) throw error;
    context.log(`could not ${what}: ${describe(error)}`);
    return describe(error);
  }
}

/**
 * What is left of several kinds of things. One kind that cannot be looked at keeps no other from being removed.
 *
 * @param {[what: string, pass: () => Promise<string[]>][]} kinds
 * @returns {Promise<string[]>}
 */
async function inTurn(kinds) {
  const left = [];
  for (const [what, pass] of kinds) {
    try {
      left.push(...await pass());
    } catch (error) {
      if (isMistake(error)) throw error;
      left.push(`${what} (${describe(error)})`);
    }
  }
  return left;
}

module.exports = { ALL_PARTS, attempt, inTurn };
