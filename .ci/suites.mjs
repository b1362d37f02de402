import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';

const results = '.ci/results';
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

const sum = (counts) => counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), { passed: 0, failed: 0 });

/** How a suite says what it counted. */
const fromJest = (name) => () => {
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites, success } = json(`${results}/${name}.json`);
  return { passed, failed: numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites)) };
};
const fromLine = (output) => {
  const [, passed = 0, failed = 0] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
};
const fromSummary = () => sum(json('report/summary.json').checks.map(({ checked, failed }) => ({ passed: checked - failed, failed })));
const jest = (name) => `--json --outputFile=${results}/${name}.json`;

const generated = () => {
  const files = [...json('.projen/files.json').files, 'API.md', 'package-lock.json'];
  const changed = spawnSync('git', ['status', '--porcelain', '--', ...files], { encoding: 'utf8' }).stdout.trimEnd();
  if (changed) console.log(`not as generated:\n${changed}`);
  const failed = changed ? changed.split('\n').length : 0;
  return { passed: files.length - failed, failed };
};
const workflows = readdirSync('.github/workflows').map((file) => `../../.github/workflows/${file}`);

/** name, command, and what it counted. A suite fails when its command fails, when a check fails, and when nothing was checked. */
const suites = [
  { name: 'install', run: 'npm ci', count: () => ({ passed: 1, failed: 0 }) },
  { name: 'generated', run: 'npx projen && npx projen compile && npx projen docgen', count: generated },
  { name: 'examples', run: 'npx projen rosetta', count: () => ({ passed: Object.keys(json('.jsii.tabl.json').snippets).length, failed: 0 }) },
  { name: 'tests', run: `npm test -- ${jest('tests')}`, count: (output) => sum([fromJest('tests')(), fromLine(output)]) },
  { name: 'demo', run: 'npm run demo', count: fromSummary },
  { name: 'stories', run: 'npm run integ', count: (output) => ({ passed: output.match(/^ *UNCHANGED/gm)?.length ?? 0, failed: output.match(/^ *(CHANGED|NEW|FAILED|ERROR)\b/gm)?.length ?? 0 }) },
  { name: 'newest', run: `npm run test:newest -- ${jest('newest')}`, count: fromJest('newest') },
  { name: 'cleanup', run: `npm run test:cleanup -- ${jest('cleanup')}`, count: fromJest('cleanup') },
  { name: 'cluster', run: `npm run test:cluster -- ${jest('cluster')}`, count: fromJest('cluster') },
  { name: 'languages', run: 'npm run test:languages', count: fromLine },
  { name: 'workflows', run: `go tool -C .ci/tools actionlint -no-color ${workflows.join(' ')}`, count: () => ({ passed: workflows.length, failed: 0 }) },
];

function runSuite({ name, run, count }) {
  const started = Date.now();
  console.log(`\n=== ${name}: ${run}`);
  const log = `${results}/${name}.log`;
  const { status } = spawnSync('bash', ['-o', 'pipefail', '-c', `{ ${run}; } 2>&1 | tee ${log}`], { stdio: ['ignore', 'inherit', 'inherit'] });
  let counted;
  try {
    counted = count(readFileSync(log, 'utf8'));
  } catch (error) {
    console.log(`${name}: no count: ${error.message}`);
    counted = { passed: 0, failed: 0 };
  }
  const { passed, failed } = counted;
  const broken = status !== 0 || passed + failed === 0;
  return { name, passed, failed: failed || (broken ? 1 : 0), seconds: Math.round((Date.now() - started) / 1000) };
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`no suite ${unknown.join(', ')}; there are ${suites.map(({ name }) => name).join(', ')}`);

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const done = suites.filter(({ name }) => asked.length === 0 || asked.includes(name)).map(runSuite);

console.log('');
for (const suite of done) console.log(`${suite.name.padEnd(10)} ${suite.passed} passed, ${suite.failed} failed (${suite.seconds} s)`);
const { passed, failed } = sum(done);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
