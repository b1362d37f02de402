import * as iam from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { InlineGrantee } from './inline-grantee';

/**
 * Assets in the inline policy of the role. All inline policies of a role share 10,240 characters, an object of a bootstrap bucket takes at
 * most 156, and what users grant to the role is to fit beside.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_ASSETS = 20;

/** Assets in each managed policy, of 6,144 characters. */
const MANAGED_ASSETS = 36;

/** Says to which policy of a role the right to read an asset goes, so that a team of many jobs does not outgrow the inline one. */
export class AssetReads {
  /** Places of the assets, by key in their bucket: an asset that is granted again stays where it is. */
  private readonly places = new Map<string, iam.IGrantable>();
  private last: iam.IGrantable;

  /** `inline` takes the first assets; policies of our own are made in `scope` when it is full. */
  constructor(private readonly scope: Construct, private readonly role: iam.IRole, inline: iam.IGrantable) {
    this.last = inline;
  }

  public placeOf({ s3ObjectKey }: Asset): iam.IGrantable {
    const known = this.places.get(s3ObjectKey);
    if (known !== undefined) {
      return known;
    }
    const beyond = this.places.size - INLINE_ASSETS;
    if (beyond >= 0 && beyond % MANAGED_ASSETS === 0) {
      this.last = this.makePolicy(1 + beyond / MANAGED_ASSETS);
    }
    this.places.set(s3ObjectKey, this.last);
    return this.last;
  }

  private makePolicy(number: number): iam.IGrantable {
    const document = new iam.PolicyDocument({ minimize: true });
    new iam.ManagedPolicy(this.scope, `Assets${number}`, { document, roles: [this.role] });
    return new InlineGrantee(this.role, document);
  }
}
