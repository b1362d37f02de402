/** What an hour of spot costs beside on demand, roughly; the order of types matters here, not the amount. */
const SPOT_SHARE = 0.4;

/** Zones of a region, as the emulator names them. */
const ZONES = ['a', 'b', 'c'];

/** Answer of `DescribeSpotPriceHistory`: every type in every zone at its share of the price on demand. The emulator gives all types one price. */
export function spotPriceHistory(onDemand: ReadonlyMap<string, number>, region: string): string {
  const items = [...onDemand].flatMap(([type, price]) => ZONES.map((zone) => [
    '<item>', `<instanceType>${type}</instanceType>`, '<productDescription>Linux/UNIX</productDescription>',
    `<spotPrice>${(price * SPOT_SHARE).toFixed(6)}</spotPrice>`, `<timestamp>${new Date().toISOString()}</timestamp>`,
    `<availabilityZone>${region}${zone}</availabilityZone>`, '</item>',
  ].join('')));
  return [
    '<DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>local</requestId><spotPriceHistorySet>',
    ...items, '</spotPriceHistorySet></DescribeSpotPriceHistoryResponse>',
  ].join('');
}
