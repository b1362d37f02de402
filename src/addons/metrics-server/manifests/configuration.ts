import { corePlacement } from '../../../kubernetes/vocabulary';
import type { AddonConfiguration } from '../../managed-addon/addon-configuration';

/** The add-on itself brings two replicas and a disruption budget. @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html */
export function metricsServerConfiguration(): AddonConfiguration {
  return { owned: {}, defaults: { ...corePlacement() } };
}
