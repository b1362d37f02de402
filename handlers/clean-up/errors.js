'use strict';

/**
 * Whether an error says that the thing is gone, which is all we want.
 *
 * @param {unknown} error
 */
function isGone(error) {
  return error instanceof Error && /NotFound|NoSuchEntity/.test(error.name);
}

/**
 * Whether an error tells of a mistake in this program, which does not get better with time.
 *
 * @param {unknown} error
 */
function isMistake(error) {
  return error instanceof TypeError || error instanceof ReferenceError;
}

/**
 * @param {unknown} error
 * @returns {string} one line
 */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const text = error.message.replace(/\s+/g, ' ').slice(0, 200);
  return error.name === 'Error' ? text : `${error.name}: ${text}`;
}

module.exports = { isGone, isMistake, describe };
