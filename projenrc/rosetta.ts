import type { awscdk } from 'projen';

/**
 * Every `ts` block of the README and every `@example` must compile (docs/house-style.md), with the imports of
 * `rosetta/default.ts-fixture`.
 */
export function addRosetta(project: awscdk.AwsCdkConstructLibrary): void {
  const layer = '@aws-cdk/lambda-layer-kubectl-v35';
  project.addFields({
    jsiiRosetta: { strict: true, exampleDependencies: { [layer]: project.deps.getDependency(layer).version } },
  });
  const rosetta = project.addTask('rosetta', {
    description: 'Compile every documented example',
    exec: 'jsii-rosetta extract --compile --strict -o .jsii.tabl.json .',
  });
  project.postCompileTask.spawn(rosetta);
  project.gitignore.exclude('/.jsii.tabl.json');
  project.npmignore?.exclude('/rosetta/', '/.jsii.tabl.json');
}
