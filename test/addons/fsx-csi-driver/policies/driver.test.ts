import { FsxCsiDriver } from '../../../../src/addons/fsx-csi-driver/fsx-csi-driver';
import { bindAddon } from '../../../support/addons';
import { evaluate, type IamRequest, policiesOf } from '../../../support/iam';

const { config, stack, template } = bindAddon(new FsxCsiDriver());
const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
const statements = policiesOf(template, role);

const FILE_SYSTEM = 'arn:aws:fsx:eu-west-1:111122223333:file-system/fs-0123';
const SLR = 'arn:aws:iam::111122223333:role/aws-service-role/fsx.amazonaws.com/AWSServiceRoleForAmazonFSx';
const verdict = (request: Partial<IamRequest>) => evaluate(statements, { action: '', resource: FILE_SYSTEM, ...request });
const request = { 'aws:RequestTag/CSIVolumeName': 'pvc-1' };
const made = { 'aws:ResourceTag/CSIVolumeName': 'pvc-1' };

// What the driver calls: https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/cloud/cloud.go
describe('the role of the FSx CSI driver', () => {
  test.each<[string, Partial<IamRequest>]>([
    ['creates file systems with its tag', { action: 'fsx:CreateFileSystem', context: request }],
    ['tags them as it creates them', { action: 'fsx:TagResource', context: request }],
    ['grows what it made', { action: 'fsx:UpdateFileSystem', context: made }],
    ['deletes what it made', { action: 'fsx:DeleteFileSystem', context: made }],
    ['sees all file systems', { action: 'fsx:DescribeFileSystems', resource: '*' }],
    ['brings the service-linked role of FSx', { action: 'iam:CreateServiceLinkedRole', resource: SLR, context: { 'iam:AWSServiceName': 'fsx.amazonaws.com' } }],
  ])('%s', (_, allowed) => expect(verdict(allowed)).toBe('allowed'));

  test.each<[string, Partial<IamRequest>]>([
    ['create file systems without its tag', { action: 'fsx:CreateFileSystem' }],
    ['delete file systems of others', { action: 'fsx:DeleteFileSystem' }],
    ['delete file systems of others by naming its tag in the request', { action: 'fsx:DeleteFileSystem', context: request }],
    ['change file systems of others', { action: 'fsx:UpdateFileSystem' }],
    ['delete what it made in another account', { action: 'fsx:DeleteFileSystem', resource: 'arn:aws:fsx:eu-west-1:999999999999:file-system/fs-1', context: made }],
    ['delete backups', { action: 'fsx:DeleteBackup', context: made }],
    ['read buckets', { action: 's3:ListBucket', resource: 'arn:aws:s3:::data' }],
    ['bring other service-linked roles', { action: 'iam:CreateServiceLinkedRole', resource: SLR, context: { 'iam:AWSServiceName': 'ec2.amazonaws.com' } }],
    ['write roles', { action: 'iam:PutRolePolicy', resource: SLR }],
  ])('may not %s', (_, refused) => expect(verdict(refused)).toBe('not allowed'));

  test('has no managed policy', () => {
    expect(template.findResources('AWS::IAM::Role')[role].Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('is the one that the cluster tells storage of', () => {
    expect(stack.resolve(config.role!.roleArn)).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
  });
});
