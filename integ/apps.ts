import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import type { App } from 'aws-cdk-lib';
import { NotebooksPlatform } from './notebooks-platform';
import { PrivatePlatform } from './private-platform';
import { ReferencePlatform } from './reference-platform';
import { StoragePlatform } from './storage-platform';
import { YuniKornPlatform } from './yunikorn-platform';

/** Every story of this folder by name: what the demo, the checks and the local control plane synthesise. */
export const apps: { readonly [name: string]: (app: App) => void } = {
  reference: (app) => {
    new ReferencePlatform(app, 'EmrEksKarpenter', { kubectlLayer: (scope) => new KubectlV35Layer(scope, 'Kubectl') });
  },
  notebooks: (app) => {
    new NotebooksPlatform(app, 'EmrEksNotebooks');
  },
  private: (app) => {
    new PrivatePlatform(app, 'EmrEksPrivate');
  },
  storage: (app) => {
    new StoragePlatform(app, 'EmrEksStorage');
  },
  yunikorn: (app) => {
    new YuniKornPlatform(app, 'EmrEksYuniKorn');
  },
};
