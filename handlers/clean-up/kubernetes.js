'use strict';

const { request } = require('./http');

const PAGE = 500;
const ATTEMPTS = 4;

/** Verbs that change something. */
const WRITES = new Set(['DELETE', 'PATCH']);

/** An answer of the API server other than success. */
class KubernetesError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.name = 'KubernetesError';
    this.status = status;
  }
}

/**
 * What of an object the clean-up reads.
 *
 * @typedef {object} KubernetesObject
 * @property {{ name: string, namespace?: string, finalizers?: string[], deletionTimestamp?: string, ownerReferences?: { kind: string }[], annotations?: Record<string, string> }} metadata
 * @property {any} [spec]
 * @property {any} [status]
 */

/** @typedef {ReturnType<typeof createKubernetes>} Kubernetes */

/**
 * A client of the Kubernetes API: list, delete, patch.
 *
 * @param {object} options
 * @param {string} options.endpoint
 * @param {Buffer} [options.ca]
 * @param {() => Record<string, string | string[]>} options.headers who asks, made anew for every call: a token is cheap, and expires
 * @param {boolean} options.dryRun
 * @param {import('./timing').Clock} options.clock
 */
function createKubernetes({ endpoint, ca, headers, dryRun, clock }) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async function call(method, path, body) {
    if (dryRun && WRITES.has(method)) return {};
    for (let attempt = 1; ; attempt++) {
      const answer = await send(method, path, body);
      if (answer.status < 300) return JSON.parse(answer.body);
      if (!isTransient(answer.status) || attempt === ATTEMPTS) throw new KubernetesError(answer.status, `${method} ${path}: HTTP ${answer.status} ${messageOf(answer.body)}`);
      await clock.sleep(500 * 2 ** attempt);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async function send(method, path, body) {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return request(endpoint + path, {
      method,
      headers: { ...headers(), 'accept': 'application/json', 'content-type': type },
      body: body === undefined ? undefined : JSON.stringify(body),
      ca,
    });
  }

  return {
    /**
     * All objects of a kind; none where the cluster does not know the kind.
     *
     * @param {string} collection path, such as "/api/v1/nodes"
     * @returns {Promise<KubernetesObject[]>}
     */
    async list(collection) {
      /** @type {KubernetesObject[]} */
      const items = [];
      let next = '';
      do {
        const page = await ignoring(404, () => call('GET', `${collection}?limit=${PAGE}${next && `&continue=${encodeURIComponent(next)}`}`));
        items.push(...(page?.items ?? []));
        next = page?.metadata?.continue ?? '';
      } while (next !== '');
      return items;
    },

    /**
     * Asks for the deletion of an object; one that is gone is fine.
     *
     * @param {string} path
     * @param {{ gracePeriodSeconds?: number }} [options]
     */
    async remove(path, options = {}) {
      await ignoring(404, () => call('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', ...options }));
    },

    /**
     * @param {string} path
     * @param {object} patch JSON merge patch
     */
    async patch(path, patch) {
      await ignoring(404, () => call('PATCH', path, patch));
    },
  };
}

/**
 * Path of an object within its collection.
 *
 * @param {string} collection of all namespaces
 * @param {KubernetesObject} object
 */
function pathOf(collection, { metadata: { name, namespace } }) {
  if (namespace === undefined) return `${collection}/${name}`;
  const split = collection.lastIndexOf('/');
  return `${collection.slice(0, split)}/namespaces/${namespace}${collection.slice(split)}/${name}`;
}

/** @param {number} status */
function isTransient(status) {
  return status === 429 || status >= 500;
}

/**
 * @template T
 * @param {number} status
 * @param {() => Promise<T>} action
 * @returns {Promise<T | undefined>}
 */
async function ignoring(status, action) {
  try {
    return await action();
  } catch (error) {
    if (error instanceof KubernetesError && error.status === status) return undefined;
    throw error;
  }
}

/** @param {string} body a Status of Kubernetes, or what a proxy says */
function messageOf(body) {
  try {
    return JSON.parse(body).message ?? body;
  } catch {
    return body.slice(0, 200);
  }
}

module.exports = { KubernetesError, createKubernetes, pathOf };
