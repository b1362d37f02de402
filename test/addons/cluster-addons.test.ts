import { ClusterAddons } from '../../src/addons/cluster-addons';
import { FsxCsiDriver } from '../../src/addons/fsx-csi-driver/fsx-csi-driver';
import { VpcCni } from '../../src/addons/vpc-cni/vpc-cni';
import { AddonStage, type IClusterAddon } from '../../src/contracts';

const EVERY_CLUSTER = ['eks-pod-identity-agent', 'kube-proxy', 'vpc-cni', 'coredns', 'aws-ebs-csi-driver', 'metrics-server'];
const namesOf = ({ _addons }: ClusterAddons) => _addons.map(({ addonName }) => addonName);

describe('ClusterAddons', () => {
  test('minimal() are the six add-ons of every cluster', () => {
    expect(namesOf(ClusterAddons.minimal())).toEqual(EVERY_CLUSTER);
  });

  test('including() puts an add-on in the place of another of its name', () => {
    const cni = new VpcCni({ networkPolicy: false });
    const addons = ClusterAddons.minimal().including(cni);
    expect(namesOf(addons)).toEqual(EVERY_CLUSTER);
    expect(addons._addons[2]).toBe(cni);
  });

  test('including() adds others, and the last of a name wins', () => {
    const drivers = [new FsxCsiDriver(), new FsxCsiDriver({ version: 'v1.7.0-eksbuild.1' })];
    const addons = ClusterAddons.minimal().including(...drivers);
    expect(namesOf(addons)).toEqual([...EVERY_CLUSTER, 'aws-fsx-csi-driver']);
    expect(addons._addons[6]).toBe(drivers[1]);
  });

  test('including() leaves the list itself as it is', () => {
    const addons = ClusterAddons.minimal();
    addons.including(new FsxCsiDriver());
    expect(namesOf(addons)).toEqual(EVERY_CLUSTER);
  });

  const own = { addonName: 'own', stage: AddonStage.EXTENSION, bind: () => ({}) };
  const fix = 'pass an add-on such as `new VpcCni()`';

  test.each<[string, unknown, string]>([
    ['a name', 'vpc-cni', `\`addons[1]\` must be a \`IClusterAddon\`, got "vpc-cni"; ${fix}`],
    ['nothing', undefined, `\`addons[1]\` must be a \`IClusterAddon\`, got none; ${fix}`],
    ['a blank name', { ...own, addonName: ' ' }, '`addons[1].addonName` must be text that is not blank, got " "; name the EKS add-on or the chart'],
    ['no name', { ...own, addonName: undefined }, '`addons[1].addonName` must be text, got none; name the EKS add-on or the chart'],
    ['no stage', { ...own, stage: undefined }, '`addons[1].stage` must be one of "BEFORE_NODES", "CORE", "EXTENSION", got none; use the members of its enum'],
  ])('fails on %s', (_, addon, message) => {
    expect(() => ClusterAddons.minimal().including(new FsxCsiDriver(), addon as IClusterAddon)).toThrow(new Error(message));
  });
});
