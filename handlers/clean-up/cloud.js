'use strict';

/**
 * Services by the prefix of their IAM actions, so that `call('ec2:DeleteVolume')` needs the permission `ec2:DeleteVolume`.
 *
 * The Lambda runtime brings the SDK along. Each client is loaded when it is first used.
 *
 * @type {Record<string, { load: () => any, client: string, pageToken: string }>}
 */
const SERVICES = {
  'ec2': { load: () => require('@aws-sdk/client-ec2'), client: 'EC2Client', pageToken: 'NextToken' },
  'eks': { load: () => require('@aws-sdk/client-eks'), client: 'EKSClient', pageToken: 'nextToken' },
  'elasticloadbalancing': { load: () => require('@aws-sdk/client-elastic-load-balancing-v2'), client: 'ElasticLoadBalancingV2Client', pageToken: 'Marker' },
  'elasticloadbalancing/classic': { load: () => require('@aws-sdk/client-elastic-load-balancing'), client: 'ElasticLoadBalancingClient', pageToken: 'Marker' },
  'emr-containers': { load: () => require('@aws-sdk/client-emr-containers'), client: 'EMRContainersClient', pageToken: 'nextToken' },
  'fsx': { load: () => require('@aws-sdk/client-fsx'), client: 'FSxClient', pageToken: 'NextToken' },
  'iam': { load: () => require('@aws-sdk/client-iam'), client: 'IAMClient', pageToken: 'Marker' },
  'lambda': { load: () => require('@aws-sdk/client-lambda'), client: 'LambdaClient', pageToken: 'Marker' },
};

/** The SDK waits longer from attempt to attempt, up to 20 seconds. */
const RETRIES = { maxAttempts: 10, retryMode: 'standard' };
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000 };

/** Milliseconds for a call with all its attempts: a service that is out of reach, as in a VPC without its endpoint, must not use up the invocation. */
const CALL_LIMIT = 45_000;

const READS = /^(Describe|Get|List)/;

/** @typedef {(service: string, operation: string, input: any) => Promise<any>} Send */
/** @typedef {ReturnType<typeof createCloud>} Cloud */

/**
 * AWS calls by name: `'<IAM prefix>:<operation>'`.
 *
 * @param {object} options
 * @param {boolean} options.dryRun calls that change something are left out
 * @param {Send} [options.send]
 */
function createCloud({ dryRun, send = sendWithSdk() }) {
  /**
   * @param {string} name
   * @param {object} input
   * @returns {Promise<any>}
   */
  async function call(name, input) {
    const [service, operation] = name.split(':');
    return dryRun && !READS.test(operation) ? {} : send(service, operation, input);
  }

  /**
   * The items of all pages.
   *
   * @param {string} name
   * @param {object} input
   * @param {string} key of the items in a page
   * @returns {Promise<any[]>}
   */
  async function pages(name, input, key) {
    const { pageToken } = SERVICES[name.split(':')[0]];
    const items = [];
    let next;
    do {
      const page = await call(name, next ? { ...input, [pageToken]: next } : input);
      items.push(...(page[key] ?? []));
      next = page.NextToken || page.nextToken || page.NextMarker || (page.IsTruncated ? page.Marker : undefined);
    } while (next);
    return items;
  }

  return { call, pages };
}

/**
 * By IAM prefix and operation.
 *
 * @param {number} [limit] milliseconds for a call
 * @returns {Send}
 */
function sendWithSdk(limit = CALL_LIMIT) {
  /** @type {Map<string, any>} */
  const clients = new Map();
  return async (service, operation, input) => {
    const { load, client } = SERVICES[service];
    const sdk = load();
    if (!clients.has(service)) clients.set(service, new sdk[client]({ ...RETRIES, requestHandler: PATIENCE }));
    return clients.get(service).send(new sdk[`${operation}Command`](input), { abortSignal: AbortSignal.timeout(limit) });
  };
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} size
 * @returns {T[][]}
 */
function chunks(items, size) {
  return items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];
}

module.exports = { createCloud, sendWithSdk, chunks };
