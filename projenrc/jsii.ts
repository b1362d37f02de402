import type { awscdk } from 'projen';

/** Where projen's jsii defaults are too lenient, or ask for what a registry cannot serve. */
export function hardenJsii(project: awscdk.AwsCdkConstructLibrary): void {
  // projen silences names that are reserved in a target language (JSII5018); here any warning fails the compilation.
  project.compileTask.reset('node projenrc/compile.mjs');

  // Maps with the sources in them were two thirds of what users download; stack traces name lines of readable
  // JavaScript.
  const tsconfig = project.tryFindObjectFile('tsconfig.json')!;
  for (const option of ['inlineSourceMap', 'inlineSources']) tsconfig.addDeletionOverride(`compilerOptions.${option}`);

  project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

  // `compat` skips silently while the package is unpublished; a baseline comes with 1.0.
  project.removeTask('compat');

  // Compiling Go here would resolve the library's own module, which no proxy serves before the first release.
  project.tasks.tryFind('package:go')!.reset('jsii-pacmak -v --target go --code-only');
  // pacmak writes transitive versions into go.mod, and 2.1.3 has no Go module.
  project.package.addPackageResolutions('@aws-cdk/asset-node-proxy-agent-v6@2.1.2');

  // Resolves imports for ESLint and Jest; of 1.13.0 only the Linux binaries were published.
  project.package.addPackageResolutions('unrs-resolver@1.11.1');

  // A lock file names versions and checksums, never the registry of the machine that wrote it.
  project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
  project.npmrc.addConfig('fund', 'false');

  project.gitignore.exclude('.jsii.gz');
  for (const path of [
    '/.ci/', '/decisions/', '/report/', '/CONTRIBUTING.md', '/docs/house-style.md', '/.npmrc', '/jest.config.json',
  ]) {
    project.npmignore?.exclude(path);
  }
}
