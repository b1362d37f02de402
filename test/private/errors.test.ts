import { Aws, Stack } from 'aws-cdk-lib';
import { UnscopedValidationError, ValidationError } from '../../src/private/errors';
import { isLiteral, requireLiteral } from '../../src/private/tokens';

test('ValidationError names the construct, keeps the message and carries its code', () => {
  const error = new ValidationError(new Stack(undefined, 'Data'), 'network:zones', '`maxZones` must be at least 2, got 1');
  expect(error.message).toBe('[Data] `maxZones` must be at least 2, got 1');
  expect(error).toMatchObject({ name: 'ValidationError', code: 'network:zones' });
});

test('UnscopedValidationError has the message alone', () => {
  expect(new UnscopedValidationError('quantity', 'no')).toMatchObject({ name: 'ValidationError', code: 'quantity', message: 'no' });
});

describe('requireLiteral()', () => {
  const stack = new Stack(undefined, 'Data');

  test('accepts text', () => {
    expect(isLiteral('a')).toBe(true);
    expect(() => requireLiteral(stack, 'c', 'name', 'a')).not.toThrow();
  });

  test('refuses a token, naming the prop', () => {
    expect(() => requireLiteral(stack, 'c', 'namespace', `team-${Aws.REGION}`)).toThrow(
      new Error(
        '[Data] `namespace` must be a literal, got a token; pass the text itself, since it becomes part of names that are '
          + 'computed at synthesis',
      ),
    );
  });
});
