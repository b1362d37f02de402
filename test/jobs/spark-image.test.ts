import { Lazy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { programs } from './fixtures';
import { CpuArchitecture } from '../../src/contracts';
import { SparkImage } from '../../src/jobs';
import { ACCOUNT, REGION, testStack } from '../support/stacks';

describe('SparkImage', () => {
  test.each([
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/spark:1.0', 'spark', 'localhost:5000/a/b_c', `public.ecr.aws/emr-on-eks/spark/emr-7.13.0@sha256:${'a'.repeat(64)}`,
  ])('fromUri() accepts %s', (uri) => expect(SparkImage.fromUri(uri).uri).toBe(uri));

  test.each(['', 'https://example.com/spark:1', 'spark:1 ', 'registry/Spark', 'spark@sha256:abc', `spark:${'1'.repeat(129)}`])('fromUri() fails on "%s"', (uri) => {
    expect(() => SparkImage.fromUri(uri)).toThrow(new Error(
      `\`uri\` must be an image reference [registry/]repository[:tag][@digest], got "${uri}"; leave out any scheme such as https://`));
  });

  test('fromUri() accepts a token', () => {
    const uri = Lazy.string({ produce: () => 'x' });
    expect(SparkImage.fromUri(uri).uri).toBe(uri);
  });

  test('fromEcrRepository() names tag or digest', () => {
    const stack = testStack();
    const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'spark');
    expect(stack.resolve(SparkImage.fromEcrRepository(repository, '1.0').uri)).toEqual(
      { 'Fn::Join': ['', [`${ACCOUNT}.dkr.ecr.${REGION}.`, { Ref: 'AWS::URLSuffix' }, '/spark:1.0']] });
  });

  test('fromDockerImageAsset() names the built image and its architectures', () => {
    const asset = new DockerImageAsset(testStack(), 'Image', { directory: programs, file: 'taxi.py' });
    const image = SparkImage.fromDockerImageAsset(asset, { architectures: [CpuArchitecture.ARM64] });
    expect([image.uri, image.architectures]).toEqual([asset.imageUri, ['arm64']]);
  });

  test('architectures are not known unless said', () => {
    expect(SparkImage.fromDockerImageAsset(new DockerImageAsset(testStack(), 'Image', { directory: programs, file: 'taxi.py' })).architectures).toBeUndefined();
  });

  test('fails on no architecture', () => {
    expect(() => SparkImage.fromUri('spark', { architectures: [] })).toThrow(new Error(
      '`architectures` must hold at least 1, got 0; leave it out when they are not known'));
  });
});
