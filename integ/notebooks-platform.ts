import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  EmrEksKarpenterCluster, EmrStudio, type ManagedEndpoint, ShuffleStorage, SparkNodePoolPreset, type EmrTeam,
} from '../src';

/** A team that works in notebooks: a managed endpoint, a Studio to reach it from, and a role for those who do. */
export class NotebooksPlatform extends Stack {
  public readonly team: EmrTeam;
  public readonly endpoint: ManagedEndpoint;
  public readonly studio: EmrStudio;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const platform = new EmrEksKarpenterCluster(this, 'Platform', {
      clusterName: 'emr-eks-notebooks',
      kubectlLayer: new KubectlV35Layer(this, 'Kubectl'),
    });
    const compute = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
    const logs = new s3.Bucket(this, 'Logs', { enforceSSL: true });
    this.team = platform.addTeam('TeamA', { namespace: 'emr-data-team-a', logs: { bucket: logs } });

    const fast = this.team.addSparkProfile('Fast', { executorPool: compute, shuffleStorage: ShuffleStorage.nvme() });
    this.endpoint = this.team.addManagedEndpoint('Notebooks', { profile: fast }); // the pattern's endpoint, in one line

    this.studio = new EmrStudio(this, 'Studio', { cluster: platform });
    this.studio.attach(this.endpoint);

    // Example of a user: whoever may take this role opens the Studio and attaches workspaces to this endpoint.
    const analyst = new iam.Role(this, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
    this.studio.grantUse(analyst);
    this.endpoint.grantConnect(analyst);
  }
}
