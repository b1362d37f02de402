/**
 * Every shuffle storage in an account of your own.
 *
 * After deployment: `kubectl get pvc -A` shows the claim of the shared file system Bound at once, that of FsxPerClaim
 * after about ten minutes, that of the drivers Pending until its job runs. One run of each job ends COMPLETED.
 * Afterwards no claim of a driver or executor is left, and
 * `aws ec2 describe-volumes --filters Name=tag:emr-eks-karpenter:cluster,Values=emr-eks-storage` shows the volume of
 * the drivers only.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration } from 'aws-cdk-lib';
import { StoragePlatform } from './storage-platform';

const app = new App();
const stack = new StoragePlatform(app, 'EmrEksStorage');
const story = new IntegTest(
  app, 'Storage', { testCases: [stack], regions: ['us-west-2', 'us-east-1'], diffAssets: false },
);

for (const job of stack.jobs) {
  const run = story.assertions.awsApiCall('EMRContainers', 'startJobRun', job.startJobRunInput);
  story.assertions
    .awsApiCall('EMRContainers', 'describeJobRun', {
      virtualClusterId: stack.team.virtualClusterId, id: run.getAttString('id'),
    })
    .assertAtPath('jobRun.state', ExpectedResult.stringLikeRegexp('COMPLETED'))
    .waitForAssertions({ totalTimeout: Duration.minutes(40), interval: Duration.seconds(30) });
}
