import { App, Stack } from 'aws-cdk-lib';
import { apps } from '../../../integ/apps';
import { ClusterOidcProvider, EmrTeamIdentity } from '../../../src';
import { testPlatform } from '../../support/platforms';

/** A synthesised template. */
export interface SynthesisedTemplate {
  readonly Parameters?: { readonly [name: string]: { readonly Type: string; readonly Default?: string } };
  readonly Resources: { readonly [logicalId: string]: { readonly Type: string; readonly Properties?: any } };
}

/** Every resource type that can be asked for, beyond what the stories hold. */
function options(app: App): void {
  const stack = new Stack(app, 'Options');
  const platform = testPlatform(stack, { karpenter: { createSpotServiceLinkedRole: true } });
  const { oidcProviderArn, oidcIssuer } = new ClusterOidcProvider(stack, 'Oidc', {
    issuerUrl: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF',
  });
  platform.addTeam('Team', {
    namespace: 'emr-data-team-a', jobExecutionRole: { identity: EmrTeamIdentity.irsa({ oidcProviderArn, oidcIssuer }) },
  });
}

/** The templates of every story, and of the options that add a type. */
export function templates(): { readonly [app: string]: SynthesisedTemplate[] } {
  return Object.fromEntries(Object.entries({ ...apps, options }).map(([name, define]) => {
    const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
    define(app);
    return [name, app.synth().stacks.map((stack) => stack.template)];
  }));
}
