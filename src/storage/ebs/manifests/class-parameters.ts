/** Parameters of volumes, in the words of AWS. */
export interface EbsParametersSpec {
  readonly fileSystem: string;
  readonly iops?: number;
  readonly throughputMiBps?: number;
  readonly kmsKeyArn?: string;
  /** In the order of their numbers. */
  readonly tags: ReadonlyArray<{ readonly key: string; readonly value: string }>;
}

/**
 * Parameters of a StorageClass of encrypted gp3 volumes.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md (tagSpecification_n)
 */
export function ebsParameters(spec: EbsParametersSpec): { [name: string]: string } {
  const tags = spec.tags.map(({ key, value }, index) => [`tagSpecification_${index + 1}`, `${key}=${value}`]);
  return {
    'type': 'gp3',
    'encrypted': 'true',
    'csi.storage.k8s.io/fstype': spec.fileSystem,
    ...(spec.iops === undefined ? {} : { iops: `${spec.iops}` }),
    ...(spec.throughputMiBps === undefined ? {} : { throughput: `${spec.throughputMiBps}` }),
    ...(spec.kmsKeyArn === undefined ? {} : { kmsKeyId: spec.kmsKeyArn }),
    ...Object.fromEntries(tags),
  };
}
