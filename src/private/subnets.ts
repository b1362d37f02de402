import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Address range of a subnet, where it is known. */
export function knownCidr(subnet: ec2.ISubnet): string | undefined {
  try {
    return subnet.ipv4CidrBlock;
  // An imported subnet throws if its CIDR was not given, and ISubnet has no way to ask first.
  // eslint-disable-next-line no-restricted-syntax -- see above
  } catch {
    return undefined;
  }
}

/** A token would say nothing to a reader. */
export function shownId(subnet: ec2.ISubnet): string {
  return Token.isUnresolved(subnet.subnetId) ? subnet.node.path : subnet.subnetId;
}

/** True if every address of the second IPv4 range is one of the first. */
export function coversCidr(outer: string, inner: string): boolean {
  const [from, mask] = rangeOf(outer);
  const [address, innerMask] = rangeOf(inner);
  return mask <= innerMask && Math.floor(from / 2 ** (32 - mask)) === Math.floor(address / 2 ** (32 - mask));
}

function rangeOf(cidr: string): number[] {
  const [address, mask] = cidr.split('/');
  return [address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), Number(mask)];
}
