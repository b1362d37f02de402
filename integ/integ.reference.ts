/**
 * The reference platform in an account of your own.
 *
 * After deployment: three nodes of the core group are Ready, `kubectl get nodepools` shows three pools Ready, and one
 * run of each sample job ends COMPLETED on nodes of its own pool.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Duration } from 'aws-cdk-lib';
import { ReferencePlatform } from './reference-platform';

const app = new App();
const stack = new ReferencePlatform(app, 'EmrEksKarpenter', {
  kubectlLayer: (scope) => new KubectlV35Layer(scope, 'Kubectl'),
});
const story = new IntegTest(app, 'Reference', {
  testCases: [stack], regions: ['us-west-2', 'us-east-1'], diffAssets: false,
});

for (const team of [stack.teamA, stack.teamB]) {
  story.assertions
    .awsApiCall('EMRContainers', 'describeVirtualCluster', { id: team.virtualClusterId })
    .assertAtPath('virtualCluster.state', ExpectedResult.stringLikeRegexp('RUNNING'));
}

for (const job of stack.jobs) {
  const run = story.assertions.awsApiCall('EMRContainers', 'startJobRun', job.startJobRunInput);
  story.assertions
    .awsApiCall('EMRContainers', 'describeJobRun', {
      virtualClusterId: job.profile.team.virtualClusterId, id: run.getAttString('id'),
    })
    .assertAtPath('jobRun.state', ExpectedResult.stringLikeRegexp('COMPLETED'))
    .waitForAssertions({ totalTimeout: Duration.minutes(20), interval: Duration.seconds(30) });
}
