/**
 * Gangs in queues of YuniKorn.
 *
 * After deployment: `kubectl get pods --namespace yunikorn` shows one scheduler and two admission controllers on core
 * nodes; one run of each job ends COMPLETED, and while it starts, `kubectl get pods --namespace emr-data-team-a` shows
 * a place (`tg-spark-…`) for each of its pods.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration } from 'aws-cdk-lib';
import { YuniKornPlatform } from './yunikorn-platform';

const app = new App();
const stack = new YuniKornPlatform(app, 'EmrEksYuniKorn');
const story = new IntegTest(app, 'YuniKorn', { testCases: [stack], diffAssets: false });

for (const job of stack.jobs) {
  const run = story.assertions.awsApiCall('EMRContainers', 'startJobRun', job.startJobRunInput);
  story.assertions
    .awsApiCall('EMRContainers', 'describeJobRun', {
      virtualClusterId: job.profile.team.virtualClusterId, id: run.getAttString('id'),
    })
    .assertAtPath('jobRun.state', ExpectedResult.stringLikeRegexp('COMPLETED'))
    .waitForAssertions({ totalTimeout: Duration.minutes(25), interval: Duration.seconds(30) });
}
