import { Construct, Dependable, type IConstruct } from 'constructs';
import type { AddonBindOptions, AddonConfig, AddonStage, IClusterAddon } from '../contracts/addon';

export interface StagedAddonsProps extends AddonBindOptions {
  readonly addons: readonly IClusterAddon[];
  readonly stage: AddonStage;
  /** Called with each add-on as soon as it is installed. */
  readonly onInstalled: (addonName: string, config: AddonConfig) => void;
}

/** The add-ons that a cluster installs at one time. Whoever depends on it waits for all of them, also for later ones. */
export class StagedAddons extends Construct {
  private readonly configs: AddonConfig[] = [];

  constructor(scope: Construct, id: string, private readonly props: StagedAddonsProps) {
    super(scope, id);
    const { configs } = this;
    Dependable.implement(this, {
      get dependencyRoots(): IConstruct[] {
        return configs.flatMap(({ ready }) => Dependable.of(ready).dependencyRoots);
      },
    });
    props.addons.filter(({ stage }) => stage === props.stage).forEach((addon) => this.install(addon));
  }

  /** Installs an add-on now. */
  public install(addon: IClusterAddon): AddonConfig {
    const { cluster, clusterReference, after, onInstalled } = this.props;
    const config = addon.bind(this, { cluster, clusterReference, after });
    this.configs.push(config);
    onInstalled(addon.addonName, config);
    return config;
  }
}
