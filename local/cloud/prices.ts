import * as fs from 'fs';
import * as path from 'path';
import { moduleFolder } from '../build/go-modules';

/** Region of the price list that is part of Karpenter's source. */
export const PRICE_REGION = 'us-east-1';

/** On-demand prices in USD an hour by instance type, from Karpenter's own source; spot is cheaper by an amount that nobody here knows. */
export function onDemandPrices(): ReadonlyMap<string, number> {
  const file = path.join(moduleFolder('karpenter', 'github.com/aws/karpenter-provider-aws'), 'pkg', 'providers', 'pricing', 'zz_generated.pricing_aws.go');
  const prices = fs.readFileSync(file, 'utf8').matchAll(/"([a-z0-9-]+\.[a-z0-9-]+)": (\d+\.\d+)/g);
  return new Map([...prices].map(([, type, price]) => [type, Number(price)]));
}
