import { run } from './command';

process.exitCode = run(process.argv.slice(2));
