'use strict';

const { request } = require('./http');

/** CloudFormation reads 4096 bytes at most. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const REASON_LIMIT = 1000;

const ATTEMPTS = 6;

/** @typedef {{ status: 'SUCCESS' | 'FAILED', reason: string }} Answer */

/**
 * Answers to CloudFormation, which otherwise waits for an hour.
 *
 * @param {import('./handler').CloudFormationEvent} event
 * @param {string} physicalResourceId
 * @param {Answer} outcome
 * @param {import('./timing').Clock} clock
 */
async function respond(event, physicalResourceId, outcome, clock) {
  const body = JSON.stringify({
    Status: outcome.status,
    Reason: shorten(outcome.reason),
    PhysicalResourceId: physicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  for (let attempt = 1; ; attempt++) {
    const problem = await put(event.ResponseURL, body);
    if (problem === undefined) return;
    if (attempt === ATTEMPTS) throw new Error(`CloudFormation could not be told the outcome: ${problem}`);
    await clock.sleep(500 * 2 ** attempt);
  }
}

/**
 * @param {string} url
 * @param {string} body
 * @returns {Promise<string | undefined>} what went wrong
 */
async function put(url, body) {
  try {
    // The URL is signed for an empty content type.
    const { status } = await request(url, { method: 'PUT', headers: { 'content-type': '' }, body });
    return status >= 200 && status < 300 ? undefined : `HTTP ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {string} text */
function shorten(text) {
  return text.length <= REASON_LIMIT ? text : `${text.slice(0, REASON_LIMIT - 1)}…`;
}

module.exports = { respond };
