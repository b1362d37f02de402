import { readCloudAssembly } from './cloud-assembly';
import { compare } from './differences';
import { appsOfRevision, appsOfWorkingTree, type SynthesisedApps } from './revision';

const USAGE = 'usage: npm run compare -- <git revision>, or npm run compare -- <cdk.out before> <cdk.out after>';

/** Compares every app of the working tree with what it was at a revision, or two cloud assemblies. */
async function main(words: string[]): Promise<number> {
  if (words.length < 1 || words.length > 2 || words[0].startsWith('-')) {
    console.error(USAGE);
    return 2;
  }
  const [before, after] = words.length === 2
    ? words.map((folder) => ({ assembly: readCloudAssembly(folder) }))
    : await Promise.all([appsOfRevision(words[0]), appsOfWorkingTree()]);
  return report(before, after);
}

function report(before: SynthesisedApps, after: SynthesisedApps): number {
  let total = 0;
  for (const [name, assembly] of Object.entries(after)) {
    if (before[name] === undefined) {
      console.log(`${name}: new`);
      continue;
    }
    const { resources, differences, moved } = compare(before[name], assembly);
    total += differences.length;
    console.log(`${name}: ${resources} resources, ${differences.length} differences${moved > 0
      ? ` (${moved} dependencies of associations moved)`
      : ''}`);
    for (const { title, diff } of differences) {
      console.log([`  ${title}`, ...diff.map((line) => `    ${line}`)].join('\n'));
    }
  }
  const gone = Object.keys(before).filter((name) => after[name] === undefined);
  gone.forEach((name) => console.log(`${name}: gone`));
  console.log(`${Object.keys(after).length} apps, ${total + gone.length} differences`);
  return total + gone.length > 0 ? 1 : 0;
}

process.stdout.on('error', () => process.exit(1)); // a reader like `head` has seen enough
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
}, (error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
