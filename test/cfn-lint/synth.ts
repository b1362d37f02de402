import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { apps } from '../../integ/apps';

// Writes the cloud assembly of every story to <folder>/<story>.
const [folder = 'cdk.out'] = process.argv.slice(2);
for (const [name, define] of Object.entries(apps)) {
  const app = new App({ outdir: path.join(folder, name), analyticsReporting: false });
  define(app);
  app.synth();
}
