import { Token } from 'aws-cdk-lib';
import { wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** Bounds within which EKS scales CoreDNS. */
export interface ManagedDnsAutoscalingOptions {
  /** Fewest replicas. 2 or more, so that one node may fail. @default 2 */
  readonly minReplicas?: number;
  /** Most replicas. Not less than `minReplicas`, at most 1000. @default 10 */
  readonly maxReplicas?: number;
}

/** Two survive the loss of a node; the upper bound is that of the add-on's schema. @see https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html */
const REPLICAS = { min: 2, max: 1000, allowToken: true };

/** The scaling of CoreDNS with the size of the cluster. */
export class DnsAutoscaling {
  /**
   * By EKS, with nothing to install.
   *
   * Throws if a bound is out of range.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html
   */
  public static managed(options: ManagedDnsAutoscalingOptions = {}): DnsAutoscaling {
    const { minReplicas = 2, maxReplicas = 10 } = options;
    wholeNumber(undefined, 'minReplicas', minReplicas, REPLICAS);
    wholeNumber(undefined, 'maxReplicas', maxReplicas, REPLICAS);
    if (!Token.isUnresolved(minReplicas) && !Token.isUnresolved(maxReplicas) && maxReplicas < minReplicas) {
      refuse(undefined, 'addons:dns-replicas', {
        prop: 'maxReplicas', must: 'be at least `minReplicas`', got: `${maxReplicas} and ${minReplicas}`,
        fix: 'raise `maxReplicas` or lower `minReplicas`',
      });
    }
    return new DnsAutoscaling(minReplicas, maxReplicas);
  }

  private constructor(private readonly minReplicas: number, private readonly maxReplicas: number) {}

  /** @internal */
  public _bounds(): { minReplicas: number; maxReplicas: number } {
    return { minReplicas: this.minReplicas, maxReplicas: this.maxReplicas };
  }
}
