import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ClusterOidcProvider, EmrTeamIdentity } from '../../../src/emr';
import { testStack } from '../../support/stacks';

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';

describe('EmrTeamIdentity', () => {
  test.each(['arn:aws:s3:::bucket', 'arn:aws:iam::1111:role/a', 'role'])('fails when targetRoleArn is %s', (targetRoleArn) => {
    const message = `\`targetRoleArn\` must be the ARN of an IAM role, got "${targetRoleArn}"; write arn:<partition>:iam::<account>:role/<path and name>`;
    expect(() => EmrTeamIdentity.podIdentity({ targetRoleArn })).toThrow(new Error(message));
    expect(() => EmrTeamIdentity.both({ targetRoleArn, oidcProviderArn: PROVIDER, oidcIssuer: ISSUER })).toThrow(new Error(message));
  });

  test('fails when oidcProviderArn is not that of an OIDC provider', () => {
    expect(() => EmrTeamIdentity.irsa({ oidcProviderArn: 'arn:aws:iam::111122223333:role/a', oidcIssuer: ISSUER })).toThrow(new Error(
      '`oidcProviderArn` must be the ARN of an OIDC provider, got "arn:aws:iam::111122223333:role/a"; write arn:<partition>:iam::<account>:oidc-provider/<issuer>',
    ));
  });

  test.each(['', `https://${ISSUER}`])('fails when oidcIssuer is "%s"', (oidcIssuer) => {
    expect(() => EmrTeamIdentity.irsa({ oidcProviderArn: PROVIDER, oidcIssuer })).toThrow(new Error(
      `\`oidcIssuer\` must be the issuer without a scheme, got "${oidcIssuer}"; leave out "https://"`,
    ));
  });

  test.each(['arn:aws-cn:iam::111122223333:role/a', 'arn:aws-us-gov:iam::111122223333:role/path/a', Lazy.string({ produce: () => 'a' })])('accepts the targetRoleArn %s', (targetRoleArn) => {
    expect(() => EmrTeamIdentity.podIdentity({ targetRoleArn })).not.toThrow();
  });
});

describe('ClusterOidcProvider', () => {
  test('makes one native provider for STS', () => {
    const stack = testStack();
    const provider = new ClusterOidcProvider(stack, 'Oidc', { issuerUrl: `https://${ISSUER}` });
    const template = Template.fromStack(stack);
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(1);
    template.hasResourceProperties('AWS::IAM::OIDCProvider', { Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com'] });
    expect(provider.oidcIssuer).toBe(ISSUER);
  });

  test('accepts a token for issuerUrl', () => {
    const stack = new Stack();
    const provider = new ClusterOidcProvider(stack, 'Oidc', { issuerUrl: Lazy.string({ produce: () => `https://${ISSUER}` }) });
    expect(stack.resolve(provider.oidcIssuer)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['https://', `https://${ISSUER}`] }] });
  });

  test.each([ISSUER, 'http://issuer', 'https://'])('fails when issuerUrl is %s', (issuerUrl) => {
    expect(() => new ClusterOidcProvider(testStack(), 'Oidc', { issuerUrl })).toThrow(new Error(
      `[Test/Oidc] \`issuerUrl\` must start with "https://", got "${issuerUrl}"; take it from the cluster`,
    ));
  });
});
