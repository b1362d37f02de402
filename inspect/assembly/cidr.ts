/** `Fn::Cidr`: the first `count` blocks with `hostBits` host bits inside an IPv4 block. */
export function cidrBlocks([block, count, hostBits = 8]: [string, number | string, (number | string)?]): string[] {
  const [address] = block.split('/');
  const start = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** Number(hostBits);
  return Array.from({ length: Number(count) }, (_, index) => `${dotted(start + index * size)}/${32 - Number(hostBits)}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
