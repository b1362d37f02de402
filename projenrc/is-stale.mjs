/** Ends well when a source is newer than the assembly, or there is none; projen's own shell knows few of `test`'s operators. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const changed = (path) => statSync(path).mtimeMs;
const sources = readdirSync('src', { recursive: true }).map((file) => join('src', file));
const isStale = !existsSync('.jsii') || ['package.json', 'tsconfig.json', ...sources].some((file) => changed(file) > changed('.jsii'));
process.exitCode = isStale ? 0 : 1;
