import * as fs from 'fs';
import * as path from 'path';
import { moduleFolder } from '../build/go-modules';

/** Region of the price list that is part of Karpenter's source. */
export const PRICE_REGION = 'us-east-1';

/**
 * On-demand prices in USD an hour by instance type, from Karpenter's own source; spot is cheaper by an amount that
 * nobody here knows.
 */
export function onDemandPrices(): ReadonlyMap<string, number> {
  const file = path.join(
    moduleFolder('karpenter', 'github.com/aws/karpenter-provider-aws'),
    'pkg',
    'providers',
    'pricing',
    'zz_generated.pricing_aws.go',
  );
  const prices = fs.readFileSync(file, 'utf8').matchAll(/"([a-z0-9-]+\.[a-z0-9-]+)": (\d+\.\d+)/g);
  return new Map([...prices].map(([, type, price]) => [type, Number(price)]));
}

/** Price of spot as a share of on demand, roughly; the order of types matters here, not the amount. */
const SPOT_SHARE = 0.4;

/** Zones of a region, as the emulator names them. */
const ZONES = ['a', 'b', 'c'];

/**
 * Answer of `DescribeSpotPriceHistory`: every type in every zone at its share of the price on demand. The emulator
 * gives all types one price.
 */
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
