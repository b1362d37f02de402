import { platformStack, testPlatform } from '../support/platforms';

describe('mirrors of EmrEksKarpenterCluster', () => {
  test.each(['public.ecr.aws/charts', 'oci://registry/charts/', 'http://charts'])('fails when mirrors.chartRepository is "%s"', (chartRepository) => {
    expect(() => testPlatform(platformStack(), { mirrors: { chartRepository } })).toThrow(
      `[Test/Platform] \`mirrors.chartRepository\` must begin with "oci://" or "https://" and not end in "/", got "${chartRepository}"; each chart's name is appended to it`);
  });

  test.each(['https://registry', 'registry/', ''])('fails when mirrors.imageRegistry is "%s"', (imageRegistry) => {
    expect(() => testPlatform(platformStack(), { mirrors: { imageRegistry } })).toThrow(
      `[Test/Platform] \`mirrors.imageRegistry\` must be a registry with an optional path, such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/mirror", got "${imageRegistry}"; leave out the scheme and the last "/"`);
  });

  test.each(['registry', 'registry.corp:5000/a/b'])('accepts mirrors.imageRegistry "%s"', (imageRegistry) => {
    expect(() => testPlatform(platformStack(), { mirrors: { imageRegistry } })).not.toThrow();
  });
});
