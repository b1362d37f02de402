import type { KubeClient, KubeObject } from './kube-client';

/** Drivers that the library's storage names. */
const DRIVERS = ['ebs.csi.aws.com', 'fsx.csi.aws.com'];
const ZONE = 'topology.kubernetes.io/zone';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const CLAIMS = '/api/v1/persistentvolumeclaims';
const VOLUMES = '/api/v1/persistentvolumes';
/** Milliseconds between two looks at the cluster. */
const PERIOD = 500;

/**
 * Stands in for the EBS and FSx CSI drivers, without a volume behind it: they make a volume for a claim, in the zone of
 * the node that the scheduler chose where the class waits for it, delete it after the claim, and take their startup
 * taint off new nodes.
 */
export class CsiDrivers {
  public static start(client: KubeClient): CsiDrivers {
    const drivers = new CsiDrivers(client);
    drivers.work = drivers.run();
    return drivers;
  }

  private work: Promise<void> = Promise.resolve();
  private stopped = false;

  private constructor(private readonly client: KubeClient) {}

  /** Ends after the round that is under way. */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      // Objects come and go between two calls, and the server ends before this does: the next round sees what is left
      // to do.
      await this.round().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, PERIOD));
    }
  }

  private async round(): Promise<void> {
    const nodes = await this.client.list('/api/v1/nodes');
    await Promise.all(nodes.map((node) => this.removeTaints(node)));
    const classes = new Map((await this.client.list('/apis/storage.k8s.io/v1/storageclasses')).map((found) => [
      found.metadata.name, found,
    ]));
    const volumes = await this.client.list(VOLUMES);
    const claims = await this.client.list(CLAIMS);
    await Promise.all(claims.map(async (claim) => {
      const made = volumes.some(({ spec }) => spec.claimRef?.uid === claim.metadata.uid);
      const storageClass = classes.get(claim.spec.storageClassName ?? '');
      if (!made && storageClass !== undefined && DRIVERS.includes(storageClass.provisioner)) {
        await this.provision(claim, storageClass, nodes);
      }
    }));
    await Promise.all(
      volumes.filter(isForgotten).map(({ metadata }) => this.client.delete(`${VOLUMES}/${metadata.name}`)),
    );
  }

  private async removeTaints({ metadata, spec }: KubeObject): Promise<void> {
    const taints: any[] = spec.taints ?? [];
    const kept = taints.filter(({ key }) => !DRIVERS.some((driver) => key === `${driver}/agent-not-ready`));
    if (kept.length < taints.length) {
      await this.client.patch(`/api/v1/nodes/${metadata.name}`, {
        metadata: { resourceVersion: metadata.resourceVersion }, spec: { taints: kept },
      });
    }
  }

  private async provision(claim: KubeObject, storageClass: KubeObject, nodes: readonly KubeObject[]): Promise<void> {
    const { metadata, spec } = claim;
    const node = nodes.find(({ metadata: { name } }) => name === metadata.annotations?.[SELECTED_NODE]);
    const waits = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
    if (metadata.deletionTimestamp !== undefined || spec.volumeName !== undefined || (waits && node === undefined)) {
      return;
    }
    await this.client.create(VOLUMES, {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `pvc-${metadata.uid}`, annotations: { [PROVISIONED_BY]: storageClass.provisioner } },
      spec: {
        accessModes: spec.accessModes,
        capacity: spec.resources.requests,
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
        storageClassName: storageClass.metadata.name,
        mountOptions: storageClass.mountOptions,
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          namespace: metadata.namespace,
          name: metadata.name,
          uid: metadata.uid,
        },
        csi: { driver: storageClass.provisioner, volumeHandle: `made-for-${metadata.uid}` },
        nodeAffinity: waits ? inZone(node!.metadata.labels[ZONE]) : undefined,
      },
    });
  }
}

/** A volume of a driver whose claim is gone, to be deleted with it. */
function isForgotten({ metadata, spec, status }: KubeObject): boolean {
  return DRIVERS.includes(metadata.annotations?.[PROVISIONED_BY]) && status?.phase === 'Released'
    && spec.persistentVolumeReclaimPolicy === 'Delete' && metadata.deletionTimestamp === undefined;
}

function inZone(zone: string): object {
  return { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }] } };
}
