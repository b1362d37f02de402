import { Lazy, Size } from 'aws-cdk-lib';
import { type NodeShuffleStorageOptions, ShuffleStorage } from '../../../src/storage';
import { FakeTeam } from '../../support/fake-team';
import { testStack } from '../../support/stacks';

const stack = testStack();
const team = new FakeTeam(stack);
const volume = (emptyDir: object) => [{ name: 'spark-local-dir-1', source: { emptyDir }, mountPath: '/data1' }];
const scratch = { driverVolumes: volume({}), executorVolumes: volume({}) };

describe('ShuffleStorage', () => {
  test('nvme() mounts instance store in drivers and executors, and asks for pools that have it', () => {
    expect(ShuffleStorage.nvme().bind(stack, { team })).toEqual({ ...scratch, requiresInstanceStore: true });
  });

  test('rootVolume() asks for nothing of the pool', () => {
    expect(ShuffleStorage.rootVolume().bind(stack, { team })).toEqual({ ...scratch, requiresInstanceStore: false });
  });

  test('sizeLimit bounds what one pod fills', () => {
    expect(ShuffleStorage.nvme({ sizeLimit: Size.gibibytes(100) }).bind(stack, { team }).executorVolumes).toEqual(volume({
      sizeLimit: '102400Mi',
    }));
  });

  test('requests reserve ephemeral storage', () => {
    const storage = ShuffleStorage.nvme({ executorRequest: Size.gibibytes(50), driverRequest: Size.gibibytes(1) });
    expect(storage.bind(stack, { team })).toMatchObject({ executorEphemeralStorageMiB: 51200, driverEphemeralStorageMiB: 1024 });
  });

  test('makes fresh objects for each profile', () => {
    const storage = ShuffleStorage.nvme();
    expect(storage.bind(stack, { team }).driverVolumes).not.toBe(storage.bind(stack, { team }).driverVolumes);
  });

  test('adds no construct', () => {
    const children = stack.node.findAll().length;
    ShuffleStorage.nvme().bind(stack, { team });
    expect(stack.node.findAll().length).toBe(children);
  });

  test.each<[keyof NodeShuffleStorageOptions, unknown, string]>([
    ['sizeLimit', Size.kibibytes(1025), 'whole MiB, at least 1, got 1.0009765625 MiB; choose a size in that range'],
    ['executorRequest', Size.bytes(0), 'whole MiB, at least 1, got 0 MiB; choose a size in that range'],
    ['driverRequest', Size.mebibytes(0), 'whole MiB, at least 1, got 0 MiB; choose a size in that range'],
    ['driverRequest', '1Gi', 'a `Size`, got "1Gi"; use `Size.mebibytes()` or `Size.gibibytes()`'],
  ])('fails when %s is %s', (prop, size, rule) => {
    expect(() => ShuffleStorage.nvme({ [prop]: size })).toThrow(new Error(`\`${prop}\` must be ${rule}`));
  });

  test('accepts 1 MiB', () => {
    expect(ShuffleStorage.nvme({ sizeLimit: Size.kibibytes(1024) }).bind(stack, { team }).driverVolumes).toEqual(
      volume({ sizeLimit: '1Mi' }),
    );
  });

  test('fails on a token for sizeLimit', () => {
    expect(() => ShuffleStorage.rootVolume({ sizeLimit: Size.gibibytes(Lazy.number({ produce: () => 1 })) })).toThrow(new Error(
      '`sizeLimit` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'));
  });
});
