'use strict';

const http = require('node:http');
const https = require('node:https');

/**
 * @typedef {object} HttpRequest
 * @property {string} [method] GET unless told otherwise
 * @property {Record<string, string | string[] | number>} [headers]
 * @property {string} [body]
 * @property {Buffer} [ca] certificate authority of the server, in PEM
 * @property {number} [timeout] milliseconds without a sign of life, 20 seconds unless told otherwise
 */

/**
 * One HTTP request. Rejects when no answer comes, not when the answer is an error.
 *
 * @param {string} url
 * @param {HttpRequest} options
 * @returns {Promise<{ status: number, body: string }>}
 */
function request(url, { method = 'GET', headers = {}, body, ca, timeout = 20_000 } = {}) {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    // Node sends none with DELETE: the server would take the body for the next request on the connection.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = client.request(url, { method, headers: { ...headers, ...length }, ca, timeout }, (answer) => {
      /** @type {Buffer[]} */
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeout} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

module.exports = { request };
