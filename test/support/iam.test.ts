import { evaluate, matchesPattern, resolveIntrinsics } from './iam';
import type { Statement } from './iam';

const allow = (statement: Partial<Statement>): Statement => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement });
const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::data/a.csv' };

describe('evaluate()', () => {
  test('allows what a statement names', () => {
    expect(evaluate([allow({ Action: ['s3:Get*'], Resource: 'arn:aws:s3:::data/*' })], get)).toBe('allowed');
  });

  test('does not allow what no statement names', () => {
    expect(evaluate([], get)).toBe('not allowed');
    expect(evaluate([allow({ Action: 's3:PutObject' })], get)).toBe('not allowed');
    expect(evaluate([allow({ Resource: 'arn:aws:s3:::other/*' })], get)).toBe('not allowed');
  });

  test('lets a deny win', () => {
    expect(evaluate([allow({}), allow({ Effect: 'Deny', NotResource: 'arn:aws:s3:::other/*' })], get)).toBe('denied');
  });

  test('compares actions without case, and all but those of NotAction', () => {
    expect(evaluate([allow({ Action: 'S3:getobject' })], get)).toBe('allowed');
    expect(evaluate([allow({ Action: undefined, NotAction: 's3:*' })], get)).toBe('not allowed');
  });

  test('compares principals of trust policies', () => {
    const trust = [allow({ Action: 'sts:AssumeRole', Resource: undefined, Principal: { Service: ['pods.eks.amazonaws.com'] } })];
    expect(evaluate(trust, { action: 'sts:AssumeRole', principal: { Service: 'pods.eks.amazonaws.com' } })).toBe('allowed');
    expect(evaluate(trust, { action: 'sts:AssumeRole', principal: { Service: 'ec2.amazonaws.com' } })).toBe('not allowed');
    expect(evaluate([allow({ Principal: '*' })], { ...get, principal: { AWS: 'anyone' } })).toBe('allowed');
    expect(evaluate([allow({})], { ...get, principal: { AWS: 'anyone' } })).toBe('not allowed');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
  test('takes { AWS: "*" } for everyone, services too', () => {
    expect(evaluate([allow({ Principal: { AWS: '*' } })], { ...get, principal: { Service: 'events.amazonaws.com' } })).toBe('allowed');
    expect(evaluate([allow({ Principal: { AWS: ['111122223333'] } })], { ...get, principal: { Service: 'events.amazonaws.com' } })).toBe(
      'not allowed',
    );
  });

  test.each<[string, string | string[], string | string[] | undefined, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['b', 'a'], 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a', undefined, false],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringLike', 'logs/*', 'logs/x/y', true],
    ['StringLike', 'logs/?', 'logs/xy', false],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', 'a', undefined, true],
    ['StringNotLike', 'a*', 'ab', false],
    ['ArnEquals', 'arn:aws:eks:*:1:cluster/c', 'arn:aws:eks:eu-west-1:1:cluster/c', true],
    ['ArnLike', 'arn:aws:sqs:eu-west-1:*:queue', 'arn:aws:sqs:eu-west-1:1:other:queue', false], // no wildcard reaches over a colon
    ['ArnLike', 'arn:aws:logs:eu-west-1:1:log-group:*', 'arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b', true], // but in the last part
    ['ArnLike', 'arn:aws:*', 'arn:aws:sqs:eu-west-1:1:queue', false],
    ['ArnNotLike', 'arn:aws:s3:::data-*', 'arn:aws:s3:::data-1', false],
    ['ArnNotEquals', 'arn:aws:s3:::data', 'arn:aws:s3:::other', true],
    ['Bool', 'true', 'true', true],
    ['Bool', 'false', 'true', false],
    ['Bool', 'false', undefined, false],
    ['BoolIfExists', 'false', undefined, true],
    ['StringEquals', '*', 'any', false], // no wildcard in StringEquals
    ['StringLike', '*', '', true],
    ['StringLike', '*', undefined, false],
    ['StringNotEqualsIfExists', 'a', undefined, true],
    ['Null', 'true', undefined, true],
    ['Null', 'true', 'a', false],
    ['Null', 'false', undefined, false],
    ['Null', 'false', 'a', true],
    ['Null', 'true', [], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAllValues:StringEquals', ['a'], [], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c'], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
    ['ForAllValues:StringNotEquals', ['a'], undefined, true],
    ['ForAnyValue:StringLike', ['a*'], ['b', 'ab'], true],
    ['ForAnyValue:StringLike', ['a*'], ['b', 'c'], false],
    ['ForAnyValue:StringLike', ['a*'], undefined, false],
    ['ForAnyValue:StringLike', ['a*'], [], false],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
    ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
  ])('%s %s with %s is %s', (operator, wanted, value, holds) => {
    const statement = allow({ Condition: { [operator]: { 'aws:Key': wanted } } });
    const context: Record<string, string | string[]> = value === undefined ? {} : { 'AWS:key': value };
    expect(evaluate([statement], { ...get, context })).toBe(holds ? 'allowed' : 'not allowed');
  });

  test('needs every operator and every key', () => {
    const statement = allow({ Condition: { StringEquals: { a: '1', b: '2' }, StringLike: { c: '*' } } });
    expect(evaluate([statement], { ...get, context: { a: '1', b: '2', c: '3' } })).toBe('allowed');
    expect(evaluate([statement], { ...get, context: { a: '1', b: '2' } })).toBe('not allowed');
    expect(evaluate([statement], { ...get, context: { a: '1', b: '3', c: '3' } })).toBe('not allowed');
  });

  test('fails on an operator that it does not know', () => {
    expect(() => evaluate([allow({ Condition: { DateLessThan: { a: '1' } } })], { ...get, context: { a: '1' } }))
      .toThrow('condition operator DateLessThan is not known to test/support/iam.ts');
    expect(() => evaluate([allow({ Condition: { 'ForAnyValue:StringEqualsIfExists': { a: '1' } } })], get))
      .toThrow('condition operator ForAnyValue:StringEqualsIfExists is not known to test/support/iam.ts');
  });

  test('fails on what it would misjudge: policy variables, NotPrincipal, and a key of several values without a quantifier', () => {
    expect(() => evaluate([allow({ Condition: { StringLike: { a: '${aws:username}/*' } } })], { ...get, context: { a: '1' } }))
      .toThrow('policy variable ${aws:username}/* is not known to test/support/iam.ts');
    expect(() => evaluate([{ ...allow({}), NotPrincipal: { AWS: '1' } } as Statement], { ...get, principal: { AWS: '2' } }))
      .toThrow('NotPrincipal is not known to test/support/iam.ts');
    expect(() => evaluate([allow({ Condition: { StringEquals: { a: '1' } } })], { ...get, context: { a: ['1', '2'] } }))
      .toThrow('StringEquals needs ForAllValues or ForAnyValue for a key with 2 values');
  });
});

describe('matchesPattern()', () => {
  test('takes nothing but * and ? for special', () => {
    expect(matchesPattern('a.b*', 'a.bcd')).toBe(true);
    expect(matchesPattern('a.b*', 'axbcd')).toBe(false);
    expect(matchesPattern('a?c', 'abc')).toBe(true);
  });
});

describe('resolveIntrinsics()', () => {
  test.each([
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':x']] }, 'arn:aws:x'],
    [{ 'Fn::Sub': ['${A}-${AWS::Region}', { A: { Ref: 'AWS::AccountId' } }] }, '111122223333-eu-west-1'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['//', 'https://issuer'] }] }, 'issuer'],
    [{ 'Fn::GetAtt': ['Logs', 'Arn'] }, 'arn:aws:logs:eu-west-1:111122223333:log-group:/mine:*'],
    [{ 'Fn::GetAtt': ['Other', 'Id'] }, 'other.Id'],
    [{ a: [{ Ref: 'Logs' }, 1] }, { a: ['/mine', 1] }],
  ])('resolves %j', (value, expected) => {
    expect(resolveIntrinsics(value, { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/mine' } } })).toEqual(expected);
  });
});
