import { containerDefaultProperties, submitterProperties, type SubmitterSpec } from '../../../src/jobs/manifests/classifications';

const SUBMITTER: SubmitterSpec = { nodeSelector: { 'a.b/c': 'd' }, tolerations: [], labels: {}, annotations: {}, logging: { cpuMillis: 100, memoryMiB: 200 } };

// Keys: https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter.html
describe('submitterProperties()', () => {
  test('places the submitter and says what its log container requests', () => {
    expect(submitterProperties(SUBMITTER)).toEqual({
      'jobsubmitter.node.selector.a.b/c': 'd', 'jobsubmitter.logging.request.cores': '100m', 'jobsubmitter.logging.request.memory': '200Mi',
    });
  });

  test('tolerates a taint', () => {
    const tolerations = [{ key: 'dedicated', operator: 'Equal', value: 'graviton_machines', effect: 'NoExecute' }];
    expect(submitterProperties({ ...SUBMITTER, tolerations })).toMatchObject({
      'jobsubmitter.node.toleration.dedicated': 'graviton_machines', 'jobsubmitter.node.toleration.dedicated.effect': 'NoExecute',
    });
  });

  test('has labels, annotations and its end', () => {
    expect(submitterProperties({ ...SUBMITTER, labels: { label1: 'value1' }, annotations: { ann1: 'value1' }, gracefulTermination: true })).toMatchObject({
      'jobsubmitter.label.label1': 'value1', 'jobsubmitter.annotation.ann1': 'value1', 'jobsubmitter.gracefulTermination': 'true',
    });
  });
});

// Keys: https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter-container-defaults.html
describe('containerDefaultProperties()', () => {
  const logging = { cpuMillis: 100, memoryMiB: 512 };
  const requests = { 'logging.request.cores': '100m', 'logging.request.memory': '512Mi' };
  test('writes the requests out', () => expect(containerDefaultProperties(logging, true)).toEqual(requests));
  test('silences executors', () => expect(containerDefaultProperties(logging, false)).toEqual({ ...requests, 'executor.logging': 'DISABLED' }));
});
