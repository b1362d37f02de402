import { Lazy, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable } from 'constructs';
import { AddonConflictResolution, type ManagedAddonOptions } from './options';
import type { AddonBindOptions } from '../../contracts/addon';
import { validateValues } from '../../kubernetes/controller-chart';
import type { ControllerValues, HelmValues } from '../../kubernetes/object';
import { podIdentityPrincipal } from '../../kubernetes/pod-identity';
import { flag, map, oneOf, text } from '../../private/checks';
import { deepMerge, sortKeys } from '../../private/maps';
import { awsManagedPolicyArn } from '../../private/substitution';

/** The identity under which an add-on calls AWS. */
export interface AddonIdentity {
  readonly serviceAccount: string;
  /** AWS managed policy, the same name in every partition. @default - none */
  readonly managedPolicy?: string;
  /** Statements of a policy of its own, where the managed one allows too much. @default - none */
  readonly statements?: iam.PolicyStatement[];
}

export interface ManagedAddonProps extends Pick<AddonBindOptions, 'clusterReference' | 'after'> {
  readonly addonName: string;
  readonly options: ManagedAddonOptions;
  /** @default - those of the add-on itself */
  readonly values?: ControllerValues;
  /** Values that follow from the tags of the add-on, which are known at the end of synthesis. @default - none */
  readonly valuesFromTags?: (tags: { [key: string]: string }) => HelmValues;
  /** @default - it calls no AWS service */
  readonly identity?: AddonIdentity;
}

/** The form of add-on versions. @see https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html */
const VERSION = /^v\d+\.\d+\.\d+-eksbuild\.\d+$/;

/** An EKS add-on, and its role when it calls AWS. One resource, or two. */
export class ManagedAddon extends Construct {
  /** Its role, when it calls AWS. */
  public readonly role?: iam.IRole;

  constructor(scope: Construct, id: string, props: ManagedAddonProps) {
    super(scope, id);
    const { options, identity, values = { owned: {}, defaults: {} } } = props;
    validateOptions(this, props, values);
    this.role = identity && this.createRole(identity);

    const addon: eks.CfnAddon = new eks.CfnAddon(this, 'Resource', {
      clusterName: props.clusterReference,
      addonName: props.addonName,
      addonVersion: options.version,
      resolveConflicts: options.resolveConflicts ?? AddonConflictResolution.OVERWRITE,
      preserveOnDelete: options.preserveOnDelete ?? false,
      podIdentityAssociations: identity && [{ serviceAccount: identity.serviceAccount, roleArn: this.role!.roleArn }],
      configurationValues: Lazy.string({
        produce: () => this.renderValues(values, options, props.valuesFromTags?.(addon.tags.tagValues()) ?? {}),
      }),
    });
    addon.node.addDependency(...props.after);
    Dependable.implement(this, { dependencyRoots: [addon] });
  }

  private renderValues({ owned, defaults }: ControllerValues, options: ManagedAddonOptions, fromTags: HelmValues): string | undefined {
    const usual = deepMerge(defaults, fromTags);
    const values = sortKeys(deepMerge(deepMerge(usual, options.configurationValues ?? {}), owned));
    return Object.keys(values).length === 0 ? undefined : Stack.of(this).toJsonString(values);
  }

  /** Pod Identity: the one service account of the one namespace may take the role. */
  private createRole({ managedPolicy: name, statements }: AddonIdentity): iam.IRole {
    return new iam.Role(this, 'Role', {
      assumedBy: podIdentityPrincipal(),
      managedPolicies: name === undefined ? undefined : [iam.ManagedPolicy.fromManagedPolicyArn(this, 'Policy', awsManagedPolicyArn(name))],
      inlinePolicies: statements === undefined ? undefined : { Driver: new iam.PolicyDocument({ statements }) },
    });
  }
}

function validateOptions(scope: Construct, { addonName, options }: ManagedAddonProps, values: ControllerValues): void {
  const { version, configurationValues = {}, resolveConflicts, preserveOnDelete } = map(scope, 'options', { ...options }) as ManagedAddonOptions;
  if (version !== undefined) {
    const fix = `list versions with \`aws eks describe-addon-versions --addon-name ${addonName}\``;
    text(scope, 'version', version, { form: VERSION, must: 'have the form "v1.2.3-eksbuild.1"', fix });
  }
  if (resolveConflicts !== undefined) {
    oneOf(scope, 'resolveConflicts', resolveConflicts, Object.values(AddonConflictResolution));
  }
  if (preserveOnDelete !== undefined) {
    flag(scope, 'preserveOnDelete', preserveOnDelete);
  }
  validateValues(scope, 'addons:owned-value', 'configurationValues', values, configurationValues);
}
