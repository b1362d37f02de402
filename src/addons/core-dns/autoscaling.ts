import { Token } from 'aws-cdk-lib';
import { UnscopedValidationError } from '../../private/errors';

/** Bounds within which EKS scales CoreDNS. */
export interface ManagedDnsAutoscalingOptions {
  /** Fewest replicas. 2 or more, so that one node may fail. @default 2 */
  readonly minReplicas?: number;
  /** Most replicas. Not less than `minReplicas`, at most 1000. @default 10 */
  readonly maxReplicas?: number;
}

/** Upper bound in the add-on's schema. @see https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html */
const MOST_REPLICAS = 1000;

/** Who scales CoreDNS with the size of the cluster. */
export class DnsAutoscaling {
  /**
   * EKS does, with nothing to install.
   *
   * Throws if a bound is out of range.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html
   */
  public static managed(options: ManagedDnsAutoscalingOptions = {}): DnsAutoscaling {
    const { minReplicas = 2, maxReplicas = 10 } = options;
    requireReplicas('minReplicas', minReplicas);
    requireReplicas('maxReplicas', maxReplicas);
    if (!Token.isUnresolved(minReplicas) && !Token.isUnresolved(maxReplicas) && maxReplicas < minReplicas) {
      throw new UnscopedValidationError('addons:dns-replicas', `\`maxReplicas\` must be at least \`minReplicas\`, got ${maxReplicas} and ${minReplicas}; raise \`maxReplicas\` or lower \`minReplicas\``);
    }
    return new DnsAutoscaling(minReplicas, maxReplicas);
  }

  private constructor(
    /** @internal */
    public readonly _minReplicas: number,
    /** @internal */
    public readonly _maxReplicas: number,
  ) {}
}

function requireReplicas(prop: string, value: number): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (!Number.isInteger(value) || value < 2 || value > MOST_REPLICAS) {
    throw new UnscopedValidationError('addons:dns-replicas', `\`${prop}\` must be a whole number from 2 to ${MOST_REPLICAS}, got ${value}; two replicas survive the loss of a node`);
  }
}
