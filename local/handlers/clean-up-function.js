'use strict';

// Runs the clean-up's function once, as Lambda does: the request on stdin; ends when it has answered.
const { createHandler } = require('../../handlers/clean-up/handler');
const { sendWithSdk } = require('../../handlers/clean-up/cloud');
const { CLOCK, TIMING } = require('../../handlers/clean-up/timing');

const SECOND = 1000;
const LAMBDA_MILLISECONDS = 900 * SECOND;

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  const { event, clock, endpoint, ca, headers } = JSON.parse(Buffer.concat(chunks).toString());
  const sdk = sendWithSdk();
  const scaled = /** @type {typeof TIMING} */ (Object.fromEntries(Object.entries(TIMING).map(([name, time]) => [name, time / clock])));
  /** @type {any} */
  let next = event;
  const handler = createHandler({
    timing: { ...scaled, pause: Math.min(scaled.pause, SECOND) }, // looking is cheap here
    connect: async () => ({ endpoint, ca: Buffer.from(ca), headers: () => headers }),
    // The emulated AWS runs no functions: what this one sends to itself runs here.
    send: async (service, operation, input) => {
      if (service !== 'lambda') return sdk(service, operation, input);
      next = JSON.parse(input.Payload);
      return {};
    },
  });
  while (next !== undefined) {
    const request = next;
    next = undefined;
    const end = CLOCK.now() + LAMBDA_MILLISECONDS / clock;
    await handler(request, { functionName: 'clean-up', getRemainingTimeInMillis: () => end - CLOCK.now() });
  }
}

void main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
