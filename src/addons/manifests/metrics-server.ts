import type { AddonConfiguration } from './addon-configuration';
import { corePlacement } from '../../kubernetes/vocabulary';

/** The add-on itself brings two replicas and a disruption budget. @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html */
export function metricsServerConfiguration(): AddonConfiguration {
  return { owned: {}, defaults: { ...corePlacement() } };
}
