import { Token } from 'aws-cdk-lib';
import { shown } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { AL2023_ALIAS } from '../versions';

/** Characters that the CRD takes in `amiSelectorTerms[].alias`. */
const MAX_ALIAS_LENGTH = 30;

/** Terms that the CRD takes in `amiSelectorTerms`. */
const MAX_TERMS = 30;

/**
 * Kind of operating system, which decides the form of user data and the root device.
 *
 * @see https://karpenter.sh/docs/concepts/nodeclasses/#specamifamily
 */
export enum AmiFamily {
  /** Amazon Linux 2023. User data is MIME, NodeConfig or a shell script. */
  AL2023 = 'AL2023',
  /** Bottlerocket. User data is TOML. */
  BOTTLEROCKET = 'Bottlerocket',
  /** Your own: user data alone must make the node join. */
  CUSTOM = 'Custom',
}

/** The image that nodes start from. */
export class NodeAmi {
  /** Amazon Linux 2023 of a dated EKS release, the one this library was checked with. */
  public static readonly AL2023 = NodeAmi.alias(AL2023_ALIAS);

  /**
   * An EKS release for every architecture, as `<family>@<version>`: "al2023@v20260903", "bottlerocket@v1.48.0".
   *
   * Version "latest" replaces all nodes whenever AWS publishes a release; node classes warn about it.
   *
   * Throws if it is a token, longer than 30 characters or of another family or form. Amazon Linux 2 has no images from
   * Kubernetes 1.33 on.
   *
   * @see https://github.com/awslabs/amazon-eks-ami/releases
   * @see https://github.com/bottlerocket-os/bottlerocket/releases
   */
  public static alias(alias: string): NodeAmi {
    const match = Token.isUnresolved(alias)
      ? null
      : /^(?:(al2023)@(?:latest|v\d{8})|(bottlerocket)@(?:latest|v?\d+\.\d+\.\d+))$/.exec(alias);
    if (match === null || alias.length > MAX_ALIAS_LENGTH) {
      refuse(undefined, 'karpenter:ami', {
        prop: 'alias',
        must: 'be "al2023@v<date>", "bottlerocket@v<version>" or "latest" in place of either version, at most '
          + `${MAX_ALIAS_LENGTH} characters`,
        got: shown(alias),
        fix: `choose a release such as "${AL2023_ALIAS}"`,
      });
    }
    return new NodeAmi(match[1] === undefined ? AmiFamily.BOTTLEROCKET : AmiFamily.AL2023, [], alias);
  }

  /**
   * Images of your own by id, one for each architecture of the pools. 1 to 30; tokens are taken as they are.
   *
   * Throws if there is none, there are more, or one is not `ami-…`.
   */
  public static ids(family: AmiFamily, ...amiIds: string[]): NodeAmi {
    if (amiIds.length < 1 || amiIds.length > MAX_TERMS) {
      refuse(undefined, 'karpenter:ami', {
        prop: 'amiIds',
        must: `be 1 to ${MAX_TERMS} ids`,
        got: amiIds.length,
        fix: 'name one image for each architecture',
      });
    }
    for (const id of amiIds) {
      if (!Token.isUnresolved(id) && !/^ami-[0-9a-z]+$/.test(id)) {
        refuse(undefined, 'karpenter:ami', {
          prop: 'amiIds',
          must: 'be ids of images, "ami-" and digits',
          got: shown(id),
          fix: 'look the id up with `aws ec2 describe-images`',
        });
      }
    }
    return new NodeAmi(family, amiIds);
  }

  private constructor(
    /** Kind of operating system. */
    public readonly family: AmiFamily,
    /** @internal */ public readonly _ids: string[],
    /** @internal */ public readonly _alias?: string,
  ) {}

  /** True when nodes start from whatever AWS published last. @internal */
  public _isLatest(): boolean {
    return this._version === 'latest';
  }

  /** The version of an alias, without a leading "v". @internal */
  public get _version(): string | undefined {
    return this._alias?.split('@')[1].replace(/^v/, '');
  }
}
