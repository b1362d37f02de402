/**
 * A volume whose name begins like this becomes Spark's local directory, and Spark adds none of its own.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#local-storage
 */
export const LOCAL_DIR_VOLUME = 'spark-local-dir-1';

/** The pattern's path; EMR reserves /mnt and /tmp. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html */
export const MOUNT_PATH = '/data1';
