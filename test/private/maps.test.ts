import * as fc from 'fast-check';
import { conflictingPaths, deepMerge, dropUndefined, sortKeys } from '../../src/private/maps';

describe('sortKeys()', () => {
  test('sorts every map and leaves the order of lists', () => {
    expect(JSON.stringify(sortKeys({ b: 1, a: { d: [{ z: 1, y: 2 }, 'x', 'a'], c: null } }))).toBe(
      '{"a":{"c":null,"d":[{"y":2,"z":1},"x","a"]},"b":1}',
    );
  });

  test('drops undefined members', () => {
    expect(sortKeys({ a: undefined, b: { c: undefined } })).toStrictEqual({ b: {} });
  });

  test('leaves objects that are no plain maps, such as tokens, alone', () => {
    const date = new Date(0);
    expect(sortKeys({ date }).date).toBe(date);
  });

  test('does not depend on the order of insertion', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (map) => {
      const reversed = Object.fromEntries(Object.entries(map).reverse());
      expect(JSON.stringify(sortKeys(reversed))).toBe(JSON.stringify(sortKeys(map)));
    }));
  });
});

describe('dropUndefined()', () => {
  test('keeps the order of what is left', () => {
    expect(JSON.stringify(dropUndefined({ b: 1, a: undefined, c: [{ d: undefined }] }))).toBe('{"b":1,"c":[{}]}');
  });
});

describe('deepMerge()', () => {
  test('overlays maps at every depth; lists and scalars replace', () => {
    expect(deepMerge({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, e: 2 })).toStrictEqual({ a: { b: 1, c: [3] }, d: 1, e: 2 });
  });

  test('replaces a scalar by a map', () => {
    expect(deepMerge({ a: 1 }, { a: { b: 2 } })).toStrictEqual({ a: { b: 2 } });
  });

  test('changes neither side', () => {
    const base = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const override = Object.freeze({ a: Object.freeze({ c: 2 }) });
    expect(deepMerge(base, override)).toStrictEqual({ a: { b: 1, c: 2 } });
  });
});

describe('conflictingPaths()', () => {
  const owned = { settings: { clusterName: 'c', interruptionQueue: 'q' }, replicas: 2 };

  test.each([
    [{ settings: { clusterName: 'other' } }, ['settings.clusterName']],
    [{ settings: { clusterName: 'c' } }, []],
    [{ settings: { batchIdleDuration: '2s' }, logLevel: 'debug' }, []],
    [{ settings: 'none', replicas: 3 }, ['settings', 'replicas']],
  ])('of %j are %j', (override, expected) => {
    expect(conflictingPaths(owned, override)).toStrictEqual(expected);
  });
});
