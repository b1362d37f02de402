import { App } from 'aws-cdk-lib';
import type { Platform } from '../../../inspect/assembly/model';
import { readAssembly } from '../../../inspect/assembly/read';
import { CHECKS, checkPublicRegistries } from '../../../inspect/checks';
import { apps } from '../../../integ/apps';
import { emptyFolder } from '../platforms';

const platforms = new Map<string, Platform>();

/** The platform of a story; each is synthesised once. */
function platformOf(story: string): Platform {
  const known = platforms.get(story) ?? synthesise(story);
  platforms.set(story, known);
  return known;
}

function synthesise(story: string): Platform {
  const app = new App({ outdir: emptyFolder() });
  apps[story](app);
  return readAssembly(app.synth().directory);
}

describe.each(Object.keys(apps))('the story "%s"', (story) => {
  test('has objects, charts and stacks to check', () => {
    const { stacks, objects, charts } = platformOf(story);
    expect(Math.min(stacks.length, objects.length, charts.length)).toBeGreaterThan(0);
  });

  test.each(CHECKS.map((check) => [check.name, check] as const))('passes %s', (_, check) => {
    expect(check(platformOf(story)).findings).toEqual([]);
  });
});

test('the story "private" needs no public registry', () => {
  expect(checkPublicRegistries(platformOf('private')).findings).toEqual([]);
});
