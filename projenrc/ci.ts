import { github, type awscdk } from 'projen';
import { workflowNode } from './versions';

/**
 * One script says whether a change is good, here and on GitHub: `.ci/run`. Build and release are projen's own
 * workflows.
 */
export function addCi(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github!.addWorkflow('ci');
  workflow.on({ pullRequest: {}, workflowDispatch: {} });
  workflow.addJob('run', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ },
    timeoutMinutes: 60,
    tools: {
      node: { version: workflowNode }, python: { version: '3.11' }, java: { version: '17' }, go: { version: '1.26' },
    },
    steps: [github.WorkflowSteps.checkout(), { name: 'Every suite', run: 'bash .ci/run' }],
  });

  project.gitignore.exclude('/.ci/results/');
  project.gitattributes.addAttributes('/API.md', 'linguist-generated');
  project.gitattributes.addAttributes('/integ/*.snapshot/**', 'linguist-generated');
}
