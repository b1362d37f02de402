import * as fc from 'fast-check';
import { base36, DNS_LABEL, DNS_SUBDOMAIN, uniqueName } from '../../src/private/names';

describe('base36()', () => {
  // Vector of the EMR CLI's algorithm: awscli/customizations/emrcontainers/base36.py
  test('is the encoding of the EMR CLI', () => {
    expect(base36('emr-on-eks-emr-data-team-a')).toBe('wu45qgcjmov3ud6ripe7a74zr24rc3cbnf0pxdup');
  });

  test('of nothing is nothing', () => {
    expect(base36('')).toBe('');
  });

  test('can be decoded', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\w+=,.@-]{1,64}$/), (name) => {
      const value = [...base36(name)].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n);
      expect(Buffer.from(value.toString(16).padStart(name.length * 2, '0'), 'hex').toString()).toBe(name);
    }));
  });
});

describe('uniqueName()', () => {
  test('starts with the readable text', () => {
    expect(uniqueName(32, 'emr-data-team-a', 'cluster')).toMatch(/^emr-data-team-a-[0-9a-f]{8}$/);
  });

  test('leaves no separator before the digest when it cuts', () => {
    expect(uniqueName(14, 'team-a', 'x')).toMatch(/^team-[0-9a-f]{8}$/);
  });

  test('of unreadable text is the digest alone', () => {
    expect(uniqueName(20, '---')).toMatch(/^[0-9a-f]{8}$/);
  });

  test('keeps the limit and tells parts apart that read the same when joined', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,80}$/), fc.integer({ min: 12, max: 64 }), (text, max) => {
      expect(uniqueName(max, text, 'a', 'bc').length).toBeLessThanOrEqual(max);
      expect(uniqueName(max, text, 'a', 'bc')).not.toBe(uniqueName(max, text, 'ab', 'c'));
    }));
  });
});

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
describe('Kubernetes names', () => {
  test.each(['a', '0', 'emr-data-team-a', 'a'.repeat(63)])('%s is a DNS label', (name) => expect(name).toMatch(DNS_LABEL));
  test.each(['', '-a', 'a-', 'A', 'a.b', 'a_b', 'a'.repeat(64)])('"%s" is no DNS label', (name) => expect(name).not.toMatch(DNS_LABEL));
  test.each(['a', 'a.b-c.0', 'a'.repeat(253)])('%s is a DNS subdomain', (name) => expect(name).toMatch(DNS_SUBDOMAIN));
  test.each(['', '.a', 'a.', 'a..b', 'a.-b', 'A', 'a'.repeat(254)])('"%s" is no DNS subdomain', (name) => expect(name).not.toMatch(
    DNS_SUBDOMAIN,
  ));
});
