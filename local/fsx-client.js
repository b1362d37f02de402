'use strict';

/**
 * As much of `@aws-sdk/client-fsx` as the clean-up's function uses, for the emulator: Lambda's runtime brings the SDK's own, which is not among
 * the packages for development. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
class FSxClient {
  /**
   * @param {{ operation: string, input: object }} command
   * @param {{ abortSignal?: AbortSignal }} [options]
   * @returns {Promise<any>}
   */
  async send({ operation, input }, { abortSignal: signal } = {}) {
    const { AWS_ENDPOINT_URL = '', AWS_REGION } = process.env;
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSSimbaAPIService_v20180301.${operation}`,
      // The emulator reads service and region from it, and checks no signature.
      'Authorization': `AWS4-HMAC-SHA256 Credential=local/20260101/${AWS_REGION}/fsx/aws4_request, SignedHeaders=host, Signature=none`,
    };
    const answer = await fetch(AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify(input), signal });
    const text = await answer.text();
    const body = text === '' ? {} : JSON.parse(text);
    if (!answer.ok) throw Object.assign(new Error(body.message ?? body.Message), { name: String(body.__type).split('#').pop() });
    return body;
  }
}

/** @param {string} operation */
const commandOf = (operation) => class {
  /** @param {object} input */
  constructor(input) {
    this.operation = operation;
    this.input = input;
  }
};

module.exports = {
  FSxClient,
  CreateFileSystemCommand: commandOf('CreateFileSystem'),
  DeleteFileSystemCommand: commandOf('DeleteFileSystem'),
  DescribeFileSystemsCommand: commandOf('DescribeFileSystems'),
  TagResourceCommand: commandOf('TagResource'),
};
