import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { EmrTeam } from '../../../src/emr';
import type { Statement } from '../../support/iam';
import { evaluate, policiesOf, resolveIntrinsics } from '../../support/iam';
import { FakeCluster, testStack } from '../../support/stacks';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
const INLINE_CHARACTERS = 10_240;
const MANAGED_CHARACTERS = 6_144;
const ATTACHED = 10;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'assets-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A team whose role may read that many assets, each granted twice. */
function team(assets: number, existingRole?: (stack: ReturnType<typeof testStack>) => iam.IRole) {
  const stack = testStack();
  const made = new EmrTeam(stack, 'TeamA', {
    cluster: new FakeCluster(stack), namespace: 'emr-data-team-a', jobExecutionRole: { roleName: 'team-a', existingRole: existingRole?.(stack) },
  });
  const keys = Array.from({ length: assets }, (_, index) => {
    const file = path.join(folder, `${index}.py`);
    fs.writeFileSync(file, `print(${index})\n`);
    const asset = new Asset(stack, `Asset${index}`, { path: file });
    made.jobExecutionRole.grantReadAsset(asset);
    made.jobExecutionRole.grantReadAsset(asset);
    return asset.s3ObjectKey;
  });
  return { template: Template.fromStack(stack), keys };
}

const managedOf = (template: Template): Statement[][] => Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
  .map(({ Properties }) => resolveIntrinsics(Properties.PolicyDocument, template.toJSON().Resources).Statement);

const length = (Statement: Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement }).length;

describe('the assets of a team', () => {
  test.each([[1, 0], [20, 0], [21, 1], [56, 1], [57, 2], [200, 5]])('%d can be read by %d policies beside the inline one, all within the limits of IAM', (assets, policies) => {
    const { template, keys } = team(assets);
    const inline = policiesOf(template, 'team-a');
    const managed = managedOf(template);
    expect(managed).toHaveLength(policies);
    expect(policies).toBeLessThan(ATTACHED);
    expect(length(inline)).toBeLessThan(INLINE_CHARACTERS / 2);
    expect(managed.filter((statements) => length(statements) > MANAGED_CHARACTERS)).toEqual([]);
    const may = (key: string) => evaluate([...inline, ...managed.flat()], { action: 's3:GetObject', resource: `arn:aws:s3:::cdk-hnb659fds-assets-111122223333-eu-west-1/${key}` });
    expect(keys.filter((key) => may(key) !== 'allowed')).toEqual([]);
    expect(may('other.py')).toBe('not allowed');
  });

  test('are granted to a role made elsewhere by its own policy', () => {
    const { template } = team(21, (stack) => new iam.Role(stack, 'Mine', { roleName: 'mine', assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') }));
    expect(managedOf(template)).toEqual([]);
    expect(policiesOf(template, 'mine').flatMap(({ Resource }) => Resource).filter((arn) => /\.py$/.test(arn!))).toHaveLength(21);
  });
});
