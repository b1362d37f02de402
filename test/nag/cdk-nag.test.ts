import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { expected, TEAM } from './acknowledged';
import { findings } from './findings';
import { EmrTeam } from '../../src/emr/team/emr-team';
import { FakeCluster, testStack } from '../support/stacks';

describe('cdk-nag', () => {
  test('finds an ingress rule for everyone', () => {
    const stack = testStack();
    const group = new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'planted' });
    new ec2.CfnSecurityGroupIngress(
      stack, 'Open', { groupId: group.ref, ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' },
    );
    expect(findings(stack)).toEqual(['Open EC23']);
  });

  test('finds a queue without encryption in transit and a bucket without anything', () => {
    const stack = testStack();
    new sqs.Queue(stack, 'Queue');
    new s3.CfnBucket(stack, 'Bucket');
    expect(findings(stack)).toEqual(['Bucket S1', 'Bucket S10', 'Queue/Resource SQS3', 'Queue/Resource SQS4']);
  });

  test('finds what a change adds to a construct whose other findings are acknowledged', () => {
    const stack = testStack();
    const team = new EmrTeam(stack, 'Team', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a' });
    team.jobExecutionRole.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    const added = findings(stack).filter((finding) => !expected(TEAM).includes(finding.replace(/^Team\//, '')));
    expect(added).toEqual([expect.stringMatching(/^Team\/JobExecutionRole\/\S+ IAM5\[\*\]$/)]);
  });

  test('finds nothing where nothing is', () => {
    expect(findings(new Construct(testStack(), 'Empty'))).toEqual([]);
  });
});
