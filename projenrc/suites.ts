import { javascript, JsonFile, type awscdk } from 'projen';
import { newest } from './versions';

/** A single file runs at once (`npx jest test/karpenter`); coverage and its floor belong to the whole suite. */
export const jestOptions: javascript.JestOptions = {
  jestVersion: '^30',
  updateSnapshot: javascript.UpdateSnapshot.NEVER,
  configFilePath: 'jest.config.json',
  passWithNoTests: false,
  junitReporting: false,
  extraCliOptions: ['--coverage'],
  jestConfig: {
    collectCoverage: false,
    coverageProvider: 'babel',
    collectCoverageFrom: ['src/**/*.ts', '!src/**/index.ts'],
    setupFiles: ['<rootDir>/test/support/jest.setup.ts'],
    maxWorkers: 2,
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(languages|newest|cleanup|local/cluster)/'],
    modulePathIgnorePatterns: [
      '<rootDir>/(dist|lib|report|cdk.out)/', '<rootDir>/test/languages/', '<rootDir>/test/newest/node_modules/',
    ],
  },
};


/** Rooms re-export structs by name, which `isolatedModules` refuses. Handlers are JavaScript with types in comments. */
export const tsconfigDev: javascript.TypescriptConfigOptions = {
  compilerOptions: { isolatedModules: false, allowJs: true, checkJs: true },
};

export function addSuites(project: awscdk.AwsCdkConstructLibrary): void {
  const jest = project.jest!;
  jest.config.testMatch = ['<rootDir>/test/**/*.test.ts'];
  // Types are checked by tsc. The CEL library holds ES modules only, which jest cannot require before Node 24.9.
  const transpile = {
    tsconfig: { allowJs: true, esModuleInterop: true, isolatedModules: true, module: 'commonjs', target: 'es2022' },
    diagnostics: false,
  };
  jest.config.transform = { '\\.[jt]s$': ['ts-jest', transpile] } as unknown as typeof jest.config.transform;
  jest.config.transformIgnorePatterns = ['/node_modules/(?!@marcbachmann/cel-js/)'];
  jest.config.coverageReporters = ['lcov', ['text', { skipFull: true }]];
  jest.config.coverageThreshold = {
    'global': { branches: 95 },
    './src/**/manifests/*.ts': { branches: 100, functions: 100, lines: 100 },
    './src/**/policies/*.ts': { branches: 100, functions: 100, lines: 100 },
  };

  const tests = project.tsconfigDev;
  for (const path of ['languages', 'newest/node_modules', '.*']) tests.addExclude(path);

  project.testTask.prependSteps(
    {
      name: 'Compile if a source is newer than the assembly', spawn: 'compile', condition: 'node projenrc/is-stale.mjs',
    },
    { name: 'Check the types of tests, stories and tools', exec: 'tsc --noEmit -p test/tsconfig.json' },
  );

  project.tasks.tryFind('test:update')!.reset('jest --updateSnapshot', { receiveArgs: true });
  addNewest(project, jest);
  project.addTask('test:languages', {
    description: 'Build all four packages and compare the templates of their consumers',
    exec: 'bash test/languages/run.sh',
    receiveArgs: true,
  });
  addSuiteApart(project, jest, {
    // minutes, and Go to build it
    folder: 'test/local/cluster', task: 'test:cluster', description: 'Run the behaviours on the local control plane',
    // They wait more than they work, each on a control plane of its own.
    config: { maxWorkers: 2, globalSetup: '<rootDir>/test/local/cluster/prepare.ts' },
  });
  addSuiteApart(project, jest, {
    folder: 'test/cleanup', task: 'test:cleanup', description: 'Run the clean-up against an emulated account with the '
      + 'leftovers of two clusters',
  });
  const cfnLint = project.addTask('test:cfn-lint', {
    description: 'Lint every synthesised template', exec: 'bash test/cfn-lint/run.sh', receiveArgs: true,
  });
  project.testTask.spawn(cfnLint);
  project.gitignore.exclude('/test/**/.venv/', '/test/**/.work/');
}

interface SuiteApart {
  readonly folder: string;
  readonly task: string;
  readonly description: string;
  /** @default - one file at a time */
  readonly config?: javascript.JestConfigOptions;
}

/** What starts servers, with a command of its own. */
function addSuiteApart(
  project: awscdk.AwsCdkConstructLibrary, jest: javascript.Jest, { folder, task, description, config }: SuiteApart,
): void {
  new JsonFile(project, `${folder}/jest.config.json`, {
    marker: false,
    obj: () => ({
      ...jest.config,
      rootDir: folder.replace(/[^/]+/g, '..'),
      testMatch: [`<rootDir>/${folder}/*.test.ts`],
      testPathIgnorePatterns: ['/node_modules/'],
      coverageThreshold: undefined,
      snapshotResolver: undefined,
      maxWorkers: 1,
      testTimeout: 180000,
      ...config,
    }),
  });
  project.addTask(task, { description, exec: `jest --ci -c ${folder}/jest.config.json`, receiveArgs: true });
}

/** The same suite against the newest aws-cdk-lib, with its validation engine on. */
function addNewest(project: awscdk.AwsCdkConstructLibrary, jest: javascript.Jest): void {
  new JsonFile(project, 'test/newest/package.json', { obj: { private: true, dependencies: newest }, marker: false });
  new JsonFile(project, 'test/newest/jest.config.json', {
    marker: false,
    obj: () => ({
      ...jest.config,
      rootDir: '../..',
      setupFiles: undefined,
      coverageThreshold: undefined,
      snapshotResolver: undefined,
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(languages|lint|docs|local|cleanup)/'],
      modulePathIgnorePatterns: ['<rootDir>/(dist|lib|report|cdk.out)/', '<rootDir>/test/languages/'],
      moduleNameMapper: { '^(aws-cdk-lib|constructs)(/.*)?$': '<rootDir>/test/newest/node_modules/$1$2' },
    }),
  });
  project.addTask('test:newest', {
    description: 'Run the suite against the newest aws-cdk-lib, validation engine on',
    steps: [
      { exec: 'npm ci --prefix test/newest' },
      { exec: 'jest --ci -c test/newest/jest.config.json', receiveArgs: true },
    ],
  });
}
