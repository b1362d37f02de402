/**
 * A platform without a route to the internet. Needs a registry of the account's own: see `mirrors` in
 * `private-platform.ts`.
 *
 * After deployment: no node has a route to the internet, the pool is Ready, and one run of the job ends COMPLETED.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { PrivatePlatform } from './private-platform';

const app = new App();
new IntegTest(app, 'Private', { testCases: [new PrivatePlatform(app, 'EmrEksPrivate')], diffAssets: false });
