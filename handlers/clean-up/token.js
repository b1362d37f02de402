'use strict';

const { createHash, createHmac } = require('node:crypto');

/** The API server accepts a token for 15 minutes, whatever it says here. */
const EXPIRES_SECONDS = 60;

/** The hash of an empty body. */
const EMPTY = sha256('');

/**
 * @typedef {object} Credentials
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {string} [sessionToken]
 */

/**
 * @typedef {object} TokenOptions
 * @property {string} clusterName
 * @property {string} region
 * @property {Credentials} credentials
 * @property {Date} date
 */

/**
 * The bearer token of an IAM principal for an EKS cluster: a signed, unsent call of GetCallerIdentity.
 *
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 *
 * @param {TokenOptions} options
 * @returns {string}
 */
function eksToken(options) {
  return `k8s-aws-v1.${Buffer.from(presign(options)).toString('base64url')}`;
}

/**
 * Signature version 4, in the query string: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 *
 * @param {TokenOptions} options
 * @returns {string}
 */
function presign({ clusterName, region, credentials, date }) {
  const host = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const time = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const query = canonicalQuery({
    'Action': 'GetCallerIdentity',
    'Version': '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(EXPIRES_SECONDS),
    ...(credentials.sessionToken ? { 'X-Amz-Security-Token': credentials.sessionToken } : {}),
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
  });
  const canonical = ['GET', '/', query, `host:${host}`, `x-k8s-aws-id:${clusterName}`, '', 'host;x-k8s-aws-id', EMPTY].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce((parent, part) => hmac(parent, part), Buffer.from(`AWS4${credentials.secretAccessKey}`));
  return `https://${host}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

/** @param {Record<string, string>} parameters */
function canonicalQuery(parameters) {
  return Object.keys(parameters).sort().map((name) => `${encode(name)}=${encode(parameters[name])}`).join('&');
}

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * @param {Buffer} key
 * @param {string} text
 */
function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}

module.exports = { eksToken, presign };
