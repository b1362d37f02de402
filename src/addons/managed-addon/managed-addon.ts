import { Lazy, Stack, Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { AddonConfiguration } from './addon-configuration';
import { ValidationError } from '../../private/errors';
import { conflictingPaths, deepMerge, sortKeys, type Json } from '../../private/maps';
import { awsManagedPolicyArn } from '../../private/substitution';

/** What EKS does when a setting in the cluster differs from the add-on's. @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html */
export enum AddonConflictResolution {
  /** The add-on wins, also over the self-managed add-ons that EKS puts into a new cluster. */
  OVERWRITE = 'OVERWRITE',
  /** Nothing is changed, and the deployment may fail. */
  NONE = 'NONE',
  /** The cluster wins on updates. */
  PRESERVE = 'PRESERVE',
}

/** Settings that every EKS add-on has. */
export interface ManagedAddonOptions {
  /**
   * Version of the add-on, such as "v1.20.4-eksbuild.1".
   *
   * Throws if it has another form. `aws eks describe-addon-versions` lists what a Kubernetes version can run.
   *
   * @default - the version that EKS recommends for the Kubernetes version when the add-on is created
   */
  readonly version?: string;

  /**
   * Configuration values, merged at every depth over ours.
   *
   * Throws if it changes a value that a construct relies on. `aws eks describe-addon-configuration` prints the schema.
   *
   * @default - no other values than ours
   */
  readonly configurationValues?: { [key: string]: any };

  /**
   * What to do when settings in the cluster differ.
   *
   * @default AddonConflictResolution.OVERWRITE
   */
  readonly resolveConflicts?: AddonConflictResolution;

  /**
   * Whether the software stays in the cluster when the add-on is deleted.
   *
   * @default false
   */
  readonly preserveOnDelete?: boolean;
}

/** How an add-on calls AWS. */
export interface AddonIdentity {
  readonly serviceAccount: string;
  /** AWS managed policy, the same name in every partition. @default - none */
  readonly managedPolicy?: string;
  /** Statements of a policy of its own, where the managed one allows too much. @default - none */
  readonly statements?: iam.PolicyStatement[];
}

export interface ManagedAddonProps {
  /** Name of the cluster, as a reference to it. */
  readonly clusterName: string;
  readonly addonName: string;
  /** The public path of `options`, for messages. */
  readonly prop: string;
  readonly options: ManagedAddonOptions;
  readonly configuration?: AddonConfiguration;
  /** Values that follow from the tags of the add-on, which are known at the end of synthesis. */
  readonly valuesFromTags?: (tags: { [key: string]: string }) => { [key: string]: unknown };
  readonly identity?: AddonIdentity;
  /** What the add-on waits for, and is deleted before. */
  readonly after?: IDependable;
}

/** The form of add-on versions. @see https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html */
const VERSION = /^v\d+\.\d+\.\d+-eksbuild\.\d+$/;

/** One EKS add-on, and its role when it calls AWS. */
export class ManagedAddon extends Construct {
  /** Its role, when it calls AWS. */
  public readonly role?: iam.IRole;

  constructor(scope: Construct, id: string, props: ManagedAddonProps) {
    super(scope, id);
    const { options, configuration = { owned: {}, defaults: {} } } = props;
    this.validate(props, configuration);
    this.role = props.identity && this.createRole(props.identity);

    const addon: eks.CfnAddon = new eks.CfnAddon(this, 'Resource', {
      clusterName: props.clusterName,
      addonName: props.addonName,
      addonVersion: options.version,
      resolveConflicts: options.resolveConflicts ?? AddonConflictResolution.OVERWRITE,
      preserveOnDelete: options.preserveOnDelete ?? false,
      podIdentityAssociations: props.identity && [{
        serviceAccount: props.identity.serviceAccount,
        roleArn: this.role!.roleArn,
      }],
      configurationValues: Lazy.string({
        produce: () => {
          const fromTags = props.valuesFromTags?.(addon.tags.tagValues()) ?? {};
          return this.values(deepMerge(configuration.defaults, fromTags), configuration.owned, options);
        },
      }),
    });
    if (props.after !== undefined) {
      addon.node.addDependency(props.after);
    }
    Dependable.implement(this, { dependencyRoots: [addon] });
  }

  private values(defaults: Json, owned: Json, options: ManagedAddonOptions): string | undefined {
    const values = sortKeys(deepMerge(deepMerge(defaults, options.configurationValues ?? {}), owned));
    return Object.keys(values).length === 0 ? undefined : Stack.of(this).toJsonString(values);
  }

  /** Pod Identity: the one service account of the one namespace may take the role. */
  private createRole({ managedPolicy, statements }: AddonIdentity): iam.IRole {
    return new iam.Role(this, 'Role', {
      assumedBy: new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com')),
      managedPolicies: managedPolicy === undefined ? undefined : [iam.ManagedPolicy.fromManagedPolicyArn(this, 'Policy', awsManagedPolicyArn(managedPolicy))],
      inlinePolicies: statements === undefined ? undefined : { Driver: new iam.PolicyDocument({ statements }) },
    });
  }

  private validate(props: ManagedAddonProps, configuration: AddonConfiguration): void {
    const { version, configurationValues = {} } = props.options;
    if (version !== undefined && !Token.isUnresolved(version) && !VERSION.test(version)) {
      throw new ValidationError(this, 'addons:version', `\`${props.prop}.version\` must have the form "v1.2.3-eksbuild.1", got "${version}"; list versions with \`aws eks describe-addon-versions --addon-name ${props.addonName}\``);
    }
    const [conflict] = conflictingPaths(configuration.owned, configurationValues);
    if (conflict !== undefined) {
      throw new ValidationError(this, 'addons:owned-value', `\`${props.prop}.configurationValues.${conflict}\` must stay as this library sets it, got another value; use the typed options of \`${props.prop}\``);
    }
  }
}
