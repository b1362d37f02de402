'use strict';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How long things may take, in milliseconds. Tests and the local control plane scale them.
 *
 * @typedef {typeof TIMING} Timing
 */
const TIMING = {
  /** CloudFormation waits for a custom resource for at most an hour; the answer needs some of it. */
  total: 55 * MINUTE,
  /** With less than this and another pass left of Lambda's 15 minutes, the function goes on in a new invocation. */
  reserve: MINUTE,
  /** Between two looks at what is left. */
  pause: 10 * SECOND,
  /** For EMR to end jobs and managed endpoints. */
  jobs: 8 * MINUTE,
  /** After that, for controllers in the cluster to take away what they made; the rest counts within it. */
  cluster: 30 * MINUTE,
  /** When the Kubernetes API counts as out of reach. */
  unreachable: 5 * MINUTE,
  /** When to delete pods that keep nodes. */
  deletePods: 2 * MINUTE,
  /** When to release objects whose load balancer controller never lets go. */
  releaseLoadBalancers: 5 * MINUTE,
  /** When to end instances behind Karpenter's back. */
  terminateInstances: 18 * MINUTE,
  /** When to release node claims and node classes that Karpenter never lets go. */
  releaseNodes: 24 * MINUTE,
};

/** @typedef {{ now(): number, sleep(ms: number): Promise<void> }} Clock */

/** @type {Clock} */
const CLOCK = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => {
    setTimeout(resolve, ms);
  }),
};

module.exports = { TIMING, CLOCK };
