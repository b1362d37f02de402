import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { pathOf } from './support';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import { apps } from '../../../integ/apps';
import { LocalEnvironment } from '../../../local/environment';
import { leftovers } from '../../../local/leftovers';
import { LocalPlatform, placeOf } from '../../../local/platform';
import { commandOf } from '../command';

const folder = mkdtempSync(join(tmpdir(), 'cluster-stories-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Charts of which no source is here: they are recorded, not installed; of YuniKorn the scheduler itself runs. */
const MISSING: Readonly<Record<string, string[]>> = { notebooks: ['aws-load-balancer-controller'], yunikorn: ['yunikorn'] };

const others = Object.keys(apps).filter((name) => name !== 'reference'); // which has a suite of its own

test.each(others)('the API server takes every object of the %s app, and nothing is left of it', async (name) => {
  const assembly = synthesise(commandOf('integ/reference-app.ts', name), join(folder, name));
  const templates = readAssembly(assembly);
  const environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
  try {
    const { client } = environment.plane;
    const { executor, missingCharts } = await LocalPlatform.on({ environment, assembly, log: console.log });
    await executor.deploy(templates);
    const found = await Promise.all(
      templates.objects.map(async ({ object }) => [pathOf(object), await client.read(pathOf(object))] as const),
    );
    expect(found.filter(([, object]) => object === undefined).map(([path]) => path)).toEqual([]);
    expect(missingCharts.map(({ chart }) => chart)).toEqual(MISSING[name] ?? []);
    await executor.destroy();
    expect(await leftovers(client, environment.cloudClient)).toEqual({});
  } finally {
    await environment.stop();
  }
}, 1_800_000);
