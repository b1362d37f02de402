import { App } from 'aws-cdk-lib';
import { apps } from './apps';

// Synthesises one story: `tsx integ/reference-app.ts [story]`.
const [story = 'reference'] = process.argv.slice(2);
const app = new App();
apps[story](app);
app.synth();
