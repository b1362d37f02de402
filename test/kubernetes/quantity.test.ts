import * as fc from 'fast-check';
import { isQuantity, quantityValue } from '../../src/kubernetes/quantity';

// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
describe('quantityValue()', () => {
  test.each([
    ['0', 0], ['2', 2], ['1.5', 1.5], ['500m', 0.5], ['1k', 1000], ['5120Mi', 5 * 2 ** 30], ['5Gi', 5 * 2 ** 30], ['1T', 1e12],
  ])('of %s is %d', (text, value) => {
    expect(quantityValue(text)).toBe(value);
  });

  test.each(['', '-1', '1 Gi', '1GiB', 'Gi', '1e3', '1mi'])('refuses "%s"', (text) => {
    expect(isQuantity(text)).toBe(false);
    expect(() => quantityValue(text)).toThrow(
      new Error(`a quantity must be a number with an optional suffix such as m, Ki, Mi or Gi, got "${text}"; write it as "500m" or "4Gi"`),
    );
  });

  test('reads every whole number of mebibytes', () => {
    fc.assert(fc.property(fc.nat(), (n) => expect(quantityValue(`${n}Mi`)).toBe(n * 2 ** 20)));
  });
});
