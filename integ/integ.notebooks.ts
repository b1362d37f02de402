/**
 * Notebooks: a team with a managed endpoint, and a Studio in the same network.
 *
 * After deployment: the endpoint is ACTIVE, its gateway runs on a core node, the load balancer has healthy targets, and
 * a notebook of the Studio that is attached to the endpoint runs a cell on PySpark: its driver on an on-demand node,
 * executors on the pool. Costs a load balancer and EMR's price for the gateway while it exists. Stop workspaces before
 * `cdk destroy`.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { NotebooksPlatform } from './notebooks-platform';

const app = new App();
const stack = new NotebooksPlatform(app, 'EmrEksNotebooks');
const story = new IntegTest(app, 'Notebooks', {
  testCases: [stack], regions: ['us-west-2', 'us-east-1'], diffAssets: false,
});

story.assertions
  .awsApiCall('EMRContainers', 'describeManagedEndpoint', {
    virtualClusterId: stack.team.virtualClusterId, id: stack.endpoint.endpointId,
  })
  .assertAtPath('endpoint.state', ExpectedResult.stringLikeRegexp('ACTIVE'));

story.assertions
  .awsApiCall('EMR', 'describeStudio', { StudioId: stack.studio.studioId })
  .assertAtPath('Studio.AuthMode', ExpectedResult.stringLikeRegexp('IAM'));
