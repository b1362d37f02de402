import { checkTemplateLimits } from '../../../inspect/checks/template-limits';
import { bundle, platformOf, said } from '../platforms';

const many = (count: number, value: object) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, value]));
const thing = { Type: 'Custom::Thing' };

describe('checkTemplateLimits()', () => {
  test.each([500, 1])('accepts %s resources', (count) => {
    expect(checkTemplateLimits(platformOf({ One: { Resources: many(count, thing) } }))).toEqual({
      name: 'template-limits', checked: 5, findings: [],
    });
  });

  test.each<[string, object, string]>([
    ['501 resources', { Resources: many(501, thing) }, 'resources: must be at most 500, got 501'],
    ['201 outputs', { Outputs: many(201, { Value: 1 }) }, 'outputs: must be at most 200, got 201'],
    ['201 parameters', { Parameters: many(201, { Type: 'String' }) }, 'parameters: must be at most 200, got 201'],
    ['201 mappings', { Mappings: many(201, {}) }, 'mappings: must be at most 200, got 201'],
    ['a template over 1 MB', { Description: 'x'.repeat(1_000_000) }, 'bytes: must be at most 1000000, got 1000018'],
  ])('finds %s', (_, template, finding) => {
    expect(said(checkTemplateLimits(platformOf({ One: template })))).toEqual([finding]);
  });

  test('finds a bundle over 100 KiB, all its objects together', () => {
    const half = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'x'.repeat(60 * 1024) } };
    expect(said(checkTemplateLimits(platformOf({ One: { Resources: { Bundle: bundle([half]) } } })))).toEqual([]);
    expect(said(checkTemplateLimits(platformOf({ One: { Resources: { Bundle: bundle([half, half]) } } })))).toEqual([
      'Manifest: must be at most 102400 bytes, got 123039',
    ]);
  });
});
