import type { TestCloud } from './cloud';

/** Virtual cluster with jobs and a managed endpoint. */
export async function virtualCluster(cloud: TestCloud, cluster: string, jobs: number): Promise<string> {
  const { aws } = cloud;
  const { id: virtualClusterId } = await aws.call('emr-containers:CreateVirtualCluster', {
    name: cluster, containerProvider: { id: cluster, type: 'EKS', info: { eksInfo: { namespace: `team-${cluster}` } } },
  });
  for (let i = 0; i < jobs; i++) {
    await aws.call('emr-containers:StartJobRun', {
      virtualClusterId, name: `job-${i}`, executionRoleArn: 'arn:aws:iam::111122223333:role/job', releaseLabel: 'emr-7.12.0-latest',
      jobDriver: { sparkSubmitJobDriver: { entryPoint: 's3://bucket/job.py' } },
    });
  }
  cloud.endpoints.set(virtualClusterId, [{ id: `endpoint${cluster}`, name: 'studio', state: 'ACTIVE' }]);
  return virtualClusterId;
}
