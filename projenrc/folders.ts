import { javascript, type awscdk } from 'projen';

/** A folder beside `src/` with a tsconfig of its own: type-checked and linted with the tests, never packaged. */
export function addFolder(project: awscdk.AwsCdkConstructLibrary, folder: string): void {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromPaths(['../test/tsconfig.json']),
    include: ['**/*.ts'],
    exclude: ['*.snapshot', '.*'],
    compilerOptions: { noEmit: true, rootDir: '..' },
  });
  project.tsconfigDev.addInclude(`../${folder}/**/*.ts`);
  project.tsconfigDev.addExclude(`../${folder}/*.snapshot`);
  project.eslint!.addLintPattern(folder);
  project.eslint!.allowDevDeps(`**/${folder}/**`);
  project.npmignore!.exclude(`/${folder}/`);
}

/** App that the programs take in a clone of this project unless they are given another: the last `--app` holds. */
const REFERENCE_APP = ['--app', 'tsx integ/reference-app.ts'];

/** The tool behind `npm run demo`: synthesises an app, checks every object, draws the report. */
export function addInspector(project: awscdk.AwsCdkConstructLibrary): void {
  addFolder(project, 'inspect');
  project.addTask('demo', {
    description: 'Synthesise and check the reference app (or --app), and write report/index.html',
    execArgs: ['tsx', 'inspect/main.ts', ...REFERENCE_APP], // a shell would split the words of --app 'node my-app.js'
    receiveArgs: true,
  });
  project.addTask('compare', {
    description: 'Compare the templates of every story app with those of a git revision, whatever their logical ids',
    execArgs: ['tsx', 'inspect/compare/main.ts'],
    receiveArgs: true,
  });
  project.gitignore.exclude('/report/');
}

/** The local control plane: a real API server that applies what an app synthesised. */
export function addLocalControlPlane(project: awscdk.AwsCdkConstructLibrary): void {
  addFolder(project, 'local');
  project.addTask('local', {
    description: 'Deploy the reference app (or --app) on a control plane of this machine, run its jobs, destroy it',
    execArgs: ['tsx', 'local/main.ts', ...REFERENCE_APP],
    receiveArgs: true,
  });
  project.gitignore.exclude('/local/.*/');
}
