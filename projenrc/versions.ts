/**
 * Every version the project builds with. The floor (`cdkVersion`, `constructsVersion`) is what users need at least;
 * `test/newest` holds the newest aws-cdk-lib the suite is also run against.
 */
export const toolchain = {
  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3', // ts-jest (< 7) and jsii 6 (~6.0) refuse 7
  projenVersion: '0.103.25',
};

/** Node of the workflows: the release tools want more than the floor of the library. */
export const workflowNode = '22';

export const newest = { 'aws-cdk-lib': '2.276.0', 'constructs': '10.8.1' };

export const devDeps = [
  // Compilers and packagers.
  '@types/node@^20',
  'aws-cdk@2.1148.1', // not the registry's `latest`: 3.0.0 is a dead build of April 2025
  'jsii-diff@^1.134.0',
  'jsii-pacmak@^1.140.0',
  'tsx@^4.23.15',
  // Jest and what the tests stand on.
  '@types/jest@^30',
  'ts-jest@^29.4.15',
  'fast-check@^4.10.2',
  'cdk-nag@3.0.2',
  // Kubernetes schemas, CEL rules and charts.
  '@marcbachmann/cel-js@8.0.0',
  'ajv@^8.20.0',
  'ajv-formats@^3.0.1',
  'js-yaml@^4.1.0',
  '@types/js-yaml@^4.0.9',
  // The layer is passed by the user: these are for apps and tests.
  '@aws-cdk/lambda-layer-kubectl-v28@2.2.1',
  '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  // What Lambda's runtime brings along for `handlers/`.
  '@aws-sdk/client-ec2@3.1169.0',
  '@aws-sdk/client-eks@3.1169.0',
  '@aws-sdk/client-elastic-load-balancing@3.1075.0',
  '@aws-sdk/client-elastic-load-balancing-v2@3.1142.0',
  '@aws-sdk/client-emr-containers@3.623.0',
  '@aws-sdk/client-fsx@3.1098.0',
  '@aws-sdk/client-iam@3.1169.0',
  '@aws-sdk/client-lambda@3.1164.0',
  // The last integ-runner reads cloud assemblies up to schema 53, which the floor writes.
  '@aws-cdk/integ-runner@2.197.10',
  '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
  // Lint.
  'eslint@^9.39.5',
  'eslint-plugin-import@^2.32.0',
  'eslint-import-resolver-typescript@^4.4.5',
];
