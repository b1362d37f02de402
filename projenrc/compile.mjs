/**
 * Runs jsii so that every warning fails the compilation, except a name reserved in C# alone, for which nothing is
 * published. (jsii's own --fail-on-warnings cannot tell target languages apart: `namespace` is a C# keyword.)
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const warning = /^.* - warning (JSII\d+): .*$/gm;
const harmless = /reserved word in C#\. /;

rmSync('lib', { recursive: true, force: true }); // or what a renamed source has left would be published
const jsii = spawnSync('jsii', ['--compress-assembly', ...process.argv.slice(2)], { encoding: 'utf8', stdio: ['inherit', 'pipe', 'pipe'] });
if (jsii.error) throw jsii.error;
const output = jsii.stdout + jsii.stderr;
const warnings = [...output.matchAll(warning)].map(([line]) => line).filter((line) => !harmless.test(line));

if (jsii.status !== 0) console.error(output);
else warnings.forEach((line) => console.error(line));
process.exit(jsii.status || (warnings.length > 0 ? 1 : 0));
