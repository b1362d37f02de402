import { sortedTags } from '../../src/storage/storage-tags';

describe('sortedTags()', () => {
  test('orders tags by key, whatever order they come in', () => {
    const sorted = [{ key: 'B', value: '3' }, { key: 'a', value: '1' }, { key: 'b', value: '2' }];
    expect(sortedTags({ b: '2', B: '3', a: '1' })).toEqual(sorted);
    expect(sortedTags({ a: '1', b: '2', B: '3' })).toEqual(sorted);
  });
});
