import { checkPublicRegistries, publicHosts } from '../../../inspect/checks/public-registries';
import { chart, platformOf, platformWith, platformWithPod, said } from '../platforms';

const MIRROR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const pod = (image: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image }] } });

describe('publicHosts()', () => {
  test.each([
    ['public.ecr.aws/karpenter/controller:1.14.1', ['public.ecr.aws']],
    ['https://apache.github.io/yunikorn-release and oci://ghcr.io/charts', ['apache.github.io', 'ghcr.io']],
    [`${MIRROR}/karpenter`, []],
    ['602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/coredns', []],
    ['notquay.io.example.com', []],
  ])('of %s', (text, hosts) => {
    expect(publicHosts(text)).toEqual(hosts);
  });
});

describe('checkPublicRegistries()', () => {
  test('accepts images of a mirror', () => {
    expect(checkPublicRegistries(platformWith(pod(`${MIRROR}/pause:3.10`))))
      .toEqual({ name: 'public-registries', checked: 2, findings: [] });
  });

  test('finds a host anywhere in a template', () => {
    const { findings } = checkPublicRegistries(platformOf({
      One: { Resources: { R: { Type: 'Custom::Thing', Properties: { Repository: 'oci://public.ecr.aws/karpenter/karpenter' } } } },
    }));
    expect(findings).toEqual([
      { where: 'One', object: 'template', path: 'R.Properties.Repository', rule: 'must come from a private registry, got public.ecr.aws' },
    ]);
  });

  test('finds Docker Hub, which images do not name', () => {
    expect(said(checkPublicRegistries(platformWith(pod('apache/yunikorn:scheduler-1.9.0'))))).toEqual([
      '0: must come from a private registry, got docker.io',
    ]);
    expect(said(checkPublicRegistries(platformWith(pod('busybox'))))).toEqual(['0: must come from a private registry, got docker.io']);
  });

  test('finds an image of a pod template', () => {
    expect(said(checkPublicRegistries(platformWithPod('kind: Pod\nspec: {containers: [{name: a, image: quay.io/a}]}')))).toContain(
      '0.spec.containers.0.image: must come from a private registry, got quay.io',
    );
  });

  test('finds an image that a chart brings by default', () => {
    const release = (values: object) => said(checkPublicRegistries(platformOf({
      One: { Resources: { Chart: chart('karpenter', '1.14.1', values) } },
    })));
    expect(release({})).toEqual(['controller.image.repository: must come from a private registry, got public.ecr.aws']);
    expect(release({ controller: { image: { repository: `${MIRROR}/karpenter/controller` } } })).toEqual([]);
  });
});
