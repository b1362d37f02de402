import { awscdk, javascript, release, typescript } from 'projen';
import { addCi } from './projenrc/ci';
import { addInspector, addLocalControlPlane } from './projenrc/folders';
import { addIntegrationStories } from './projenrc/integ';
import { hardenJsii } from './projenrc/jsii';
import { addRooms, commandOptions } from './projenrc/rooms';
import { addRosetta } from './projenrc/rosetta';
import { addSuites, jestOptions, tsconfigDev } from './projenrc/suites';
import * as versions from './projenrc/versions';

const name = 'cdk-emr-eks-karpenter';
const repository = `https://github.com/${name}/${name}`;

const project = new awscdk.AwsCdkConstructLibrary({
  name,
  description: 'Apache Spark on Amazon EMR on EKS, on nodes that Karpenter provisions, as AWS CDK constructs',
  keywords: ['aws', 'cdk', 'emr', 'emr-on-eks', 'eks', 'karpenter', 'spark', 'yunikorn'],
  author: `${name} authors`,
  authorAddress: repository,
  authorOrganization: true,
  repositoryUrl: `${repository}.git`,
  license: 'Apache-2.0',
  stability: 'experimental',

  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  workflowNodeVersion: versions.workflowNode,
  ...versions.toolchain,
  devDeps: versions.devDeps,

  publishToPypi: { distName: name, module: 'cdk_emr_eks_karpenter', trustedPublishing: true },
  publishToMaven: {
    mavenGroupId: `io.github.${name}`, mavenArtifactId: name, javaPackage: 'io.github.cdkemrekskarpenter',
  },
  publishToGo: { moduleName: `github.com/${name}/${name}-go`, packageName: 'emrekskarpenter' },
  npmTrustedPublishing: true,
  compressAssembly: true,

  defaultReleaseBranch: 'main',
  majorVersion: 0,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  depsUpgrade: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplate: false,

  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  sampleCode: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  eslintOptions: { dirs: ['src'], devdirs: ['test'], commandOptions },
  jestOptions,
  tsconfigDev,
});

hardenJsii(project);
addRosetta(project);
addRooms(project);
addInspector(project);
addLocalControlPlane(project);
addIntegrationStories(project);
addSuites(project);
addCi(project);

project.synth();
