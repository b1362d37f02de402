import { Template } from 'aws-cdk-lib/assertions';
import { DefaultStorageClass, EbsCsiDriver } from '../../../src/addons/ebs-csi-driver/ebs-csi-driver';
import { bindAddon } from '../../support/addons';
import { manifestOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';

describe('EbsCsiDriver', () => {
  test('is published, for storage of other apps', () => {
    expect(bindAddon(new EbsCsiDriver()).config.published).toBe(true);
  });
});

describe('DefaultStorageClass', () => {
  test('is one object in one resource', () => {
    const stack = testStack();
    new DefaultStorageClass(stack, 'StorageClass', { target: new FakeCluster(stack) });
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::AWSCDK-EKS-KubernetesResource', 1);
    expect(manifestOf(template, 'StorageClass').metadata.name).toBe('gp3');
  });
});
