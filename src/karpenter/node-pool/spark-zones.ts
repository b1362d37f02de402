import { Stack, Token } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { shown } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** In which availability zones a pool starts nodes. */
export abstract class SparkZones {
  /** In every zone that has a data-plane subnet. */
  public static all(): SparkZones {
    return new AllZones();
  }

  /**
   * In the zones of some data-plane subnets, by index into `cluster.network.dataPlaneSubnets`: the same code suits
   * every region.
   *
   * One zone keeps a job's shuffle from crossing zones, which is billed, and file systems of one zone within reach.
   * Throws if none is given or there is no such subnet.
   */
  public static ofSubnets(...indexes: number[]): SparkZones {
    some('indexes', indexes);
    return new SubnetZones(indexes);
  }

  /**
   * In zones by name, such as "eu-west-1a".
   *
   * Throws if none is given, one has another form, or none of the data-plane subnets is in it as far as that is known
   * at synthesis.
   */
  public static named(...names: string[]): SparkZones {
    some('names', names);
    const stray = names.find((name) => !Token.isUnresolved(name) && !ZONE.test(name));
    if (stray !== undefined) {
      refuse(undefined, 'karpenter:zones', {
        prop: 'names', must: 'be names of availability zones', got: shown(stray), fix: 'write them like "eu-west-1a"',
      });
    }
    return new NamedZones(names);
  }

  /** The names of the zones, or undefined for every zone. @internal */
  public abstract _resolve(scope: IConstruct, subnets: ISubnet[]): string[] | undefined;
}

/**
 * Availability zones and local zones.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html
 */
const ZONE = /^[a-z]+(-[a-z]+)+-\d+(-[a-z]+-\d+)?[a-z]$/;

class AllZones extends SparkZones {
  public _resolve(): undefined {
    return undefined;
  }
}

class SubnetZones extends SparkZones {
  constructor(private readonly indexes: number[]) {
    super();
  }

  public _resolve(scope: IConstruct, subnets: ISubnet[]): string[] {
    const stray = this.indexes.find((index) => subnets[index] === undefined);
    if (stray !== undefined) {
      refuse(scope, 'karpenter:zones', {
        prop: 'zones',
        must: `name data-plane subnets from 0 to ${subnets.length - 1}`,
        got: stray,
        fix: 'choose an index of `cluster.network.dataPlaneSubnets`',
      });
    }
    return [...new Set(this.indexes.map((index) => subnets[index].availabilityZone))];
  }
}

class NamedZones extends SparkZones {
  constructor(private readonly names: string[]) {
    super();
  }

  public _resolve(scope: IConstruct, subnets: ISubnet[]): string[] {
    const zones = Token.isUnresolved(Stack.of(scope).region)
      ? []
      : [...new Set(subnets.map((subnet) => subnet.availabilityZone))];
    // Tokens, and the dummies of CDK's first pass, tell nothing.
    if (zones.length > 0 && zones.every((zone) => !Token.isUnresolved(zone) && ZONE.test(zone))) {
      const stray = this.names.find((name) => !Token.isUnresolved(name) && !zones.includes(name));
      if (stray !== undefined) {
        refuse(scope, 'karpenter:zones', {
          prop: 'zones',
          must: `be among those of the data-plane subnets, ${zones.join(', ')}`,
          got: shown(stray),
          fix: 'choose one of them, or add a subnet',
        });
      }
    }
    return [...new Set(this.names)];
  }
}

function some(prop: string, values: unknown[]): void {
  if (values.length === 0) {
    refuse(undefined, 'karpenter:zones', {
      prop, must: 'name at least one zone', got: 'none', fix: 'use `SparkZones.all()` for every zone',
    });
  }
}
