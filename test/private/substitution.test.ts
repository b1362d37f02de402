import { App, CfnOutput, CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { awsManagedPolicyArn, substituted } from '../../src/private/substitution';

describe('substituted()', () => {
  const stack = new Stack(new App(), 'Test');
  const queue = new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
  const written = (text: string) => stack.resolve(substituted(text));

  test.each([
    ['pseudo parameters', `arn:${stack.partition}:sqs:${stack.region}:x`, 'arn:${AWS::Partition}:sqs:${AWS::Region}:x'],
    ['the reference of a resource', `url/${queue.ref}`, 'url/${Queue}'],
    ['an attribute', `${queue.getAtt('Arn')}/*`, '${Queue.Arn}/*'],
    ['an attribute of an attribute', `${queue.getAtt('Endpoint.Address')}:443`, '${Queue.Endpoint.Address}:443'],
    ['text that another call wrote', `s3://${Fn.sub('assets-${AWS::AccountId}')}/key`, 's3://assets-${AWS::AccountId}/key'],
    ['text that looks like a reference, as text', `${queue.ref} \${HOME}`, '${Queue} ${!HOME}'],
    ['JSON with its quotes', stack.toJsonString({ arn: queue.getAtt('Arn').toString() }), '{"arn":"${Queue.Arn}"}'],
  ])('writes %s', (_, text, expected) => {
    expect(written(text)).toEqual({ 'Fn::Sub': expected });
  });

  test('makes one variable of other functions that are the same', () => {
    const [first, second] = [0, 1].map((i) => Fn.select(i, Fn.getAzs()));
    const zone = (i: number) => ({ 'Fn::Select': [i, { 'Fn::GetAZs': '' }] });
    expect(written(`${first} ${queue.ref} ${second} ${first}`))
      .toEqual({ 'Fn::Sub': ['${Select1} ${Queue} ${Select2} ${Select1}', { Select1: zone(0), Select2: zone(1) }] });
  });

  test('calls a variable by the name that was given for it', () => {
    const zone = Fn.select(0, Fn.getAzs());
    expect(stack.resolve(substituted(`${zone} ${queue.ref} ${stack.region}`, {
      Zone: zone, Other: Fn.select(1, Fn.getAzs()), Queue: queue.ref,
    })))
      .toEqual({ 'Fn::Sub': ['${Zone} ${Queue} ${AWS::Region}', { Zone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] } }] });
  });

  test('makes a variable of a substitution that has variables', () => {
    const inner = Fn.sub('${A}-${AWS::Region}', { A: queue.ref });
    expect(written(`${inner}!`)).toEqual({
      'Fn::Sub': ['${Sub1}!', { Sub1: { 'Fn::Sub': ['${A}-${AWS::Region}', { A: { Ref: 'Queue' } }] } }],
    });
  });

  test.each([
    ['a literal', 'text ${x}', 'text ${x}'],
    ['one reference', queue.ref, { Ref: 'Queue' }],
    ['a join by another character', Fn.join(',', ['a', queue.ref]), { 'Fn::Join': [',', ['a', { Ref: 'Queue' }]] }],
    ['what turns out to be a literal', Lazy.string({ produce: () => 'late ${x}' }), 'late ${x}'],
    ['no text at all', Token.asString({ resolve: () => undefined }), undefined],
  ])('leaves %s alone', (_, text, expected) => {
    expect(written(text)).toEqual(expected);
  });

  test('can be part of a longer text', () => {
    expect(stack.resolve(`${substituted(`a/${queue.ref}`)}/b`)).toEqual({ 'Fn::Join': ['', [{ 'Fn::Sub': 'a/${Queue}' }, '/b']] });
  });

  test('imports what is in another stack', () => {
    const app = new App();
    const maker = new CfnResource(new Stack(app, 'Maker'), 'Topic', { type: 'AWS::SNS::Topic' });
    const user = new Stack(app, 'User');
    new CfnOutput(user, 'Arn', { value: substituted(`${maker.getAtt('Arn')}/*`) });
    const assembly = app.synth();
    const [exported] = Object.keys(assembly.getStackByName('Maker').template.Outputs);
    expect(assembly.getStackByName('User').template.Outputs.Arn.Value)
      .toEqual({ 'Fn::Sub': ['${ImportValue1}/*', { ImportValue1: { 'Fn::ImportValue': `Maker:${exported}` } }] });
  });

  test('imports what is in another stack into a document, which must be no string', () => {
    const app = new App();
    const provider = new iam.CfnOIDCProvider(new Stack(app, 'Maker'), 'Provider', {});
    const user = new Stack(app, 'User');
    new iam.CfnRole(user, 'Role', { assumeRolePolicyDocument: Token.asAny(substituted(JSON.stringify({ arn: provider.attrArn }))) });
    expect(app.synth().getStackByName('User').template.Resources.Role.Properties.AssumeRolePolicyDocument)
      .toEqual({ 'Fn::Sub': ['{"arn":"${ImportValue1}"}', { ImportValue1: { 'Fn::ImportValue': expect.stringMatching(/^Maker:/) } }] });
  });

  test('hides no resource behind a variable', () => {
    const other = new Stack(new App(), 'Other');
    const select = new CfnResource(other, 'Select1', { type: 'AWS::SNS::Topic' });
    const zone = { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] };
    const text = `${select.ref} ${Fn.select(0, Fn.getAzs())}`;
    expect(other.resolve(substituted(text))).toEqual({ 'Fn::Sub': ['${Select1} ${Select2}', { Select2: zone }] });
    expect(other.resolve(substituted(text, { Select1: Fn.select(0, Fn.getAzs()) }))).toEqual({
      'Fn::Sub': ['${Select1} ${Select2}', { Select2: zone }],
    });
  });
});

test('awsManagedPolicyArn() is in the partition of the stack', () => {
  expect(new Stack(new App(), 'Test').resolve(awsManagedPolicyArn('service-role/AWSLambdaBasicExecutionRole')))
    .toEqual({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' });
});
