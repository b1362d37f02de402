import type { awscdk } from 'projen';
import { addFolder } from './folders';

/** The reference stories in `integ/`: snapshots are verified anywhere, deployed by whoever has an account. */
export function addIntegrationStories(project: awscdk.AwsCdkConstructLibrary): void {
  addFolder(project, 'integ');
  // No stack traces: in the metadata they would name the folders of the machine that wrote the snapshot.
  const runner =
    "integ-runner --directory integ --app 'tsx --stack-trace-limit=0 {filePath}' --test-regex '^integ\\..*\\.ts$'";
  project.addTask('integ', {
    description: 'Verify the committed snapshots of the stories', exec: runner, receiveArgs: true,
  });
  project.addTask('integ:update', {
    description: 'Write the snapshots of the stories (deliberately: read the diff)',
    exec: `${runner} --dry-run --update-on-failed --force`,
    receiveArgs: true,
  });
  project.addTask('integ:deploy', {
    description: 'Deploy the stories to the current AWS account, assert and destroy',
    exec: `${runner} --update-on-failed`,
    receiveArgs: true,
  });
  // Snapshots keep what we wrote (pod templates, scripts), not CDK's own layers and functions: 56 MB.
  project.gitignore.exclude(
    '/integ/*.snapshot/asset.*/', '/integ/*.snapshot/asset.*.zip', '/integ/*.snapshot/asset.*.bundle',
  );
  project.gitignore.exclude('cdk.out/', 'cdk-integ.out.*/');
}
