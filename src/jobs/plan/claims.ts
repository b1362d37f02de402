import { Token } from 'aws-cdk-lib';
import type { JsonObject } from '../manifests/pod-template';
import type { SparkConf } from '../manifests/spark-conf';

/** Persistent volume claims of a job. */
export interface JobClaims {
  /** Those that Spark makes for the driver. */
  readonly driver: number;
  /** Those that Spark makes for each executor. */
  readonly executor: number;
  /** Those that its pods mount and nobody makes for it: they stand in the namespace. */
  readonly standing: number;
}

/** @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#using-kubernetes-volumes */
const CLAIM_NAME = /^spark\.kubernetes\.(driver|executor)\.volumes\.persistentVolumeClaim\.[^.]+\.options\.claimName$/;
/** What makes a name one of each pod. */
const EACH_POD = /OnDemand|SPARK_EXECUTOR_ID/;

/**
 * The claims of a job with these settings and pod templates; names that are tokens are not known, so they do not count.
 */
export function jobClaims(conf: SparkConf, templates: readonly JsonObject[]): JobClaims {
  const named = Object.entries(conf).flatMap(([key, name]) => {
    const [, role] = CLAIM_NAME.exec(key) ?? [];
    return role === undefined || Token.isUnresolved(name) ? [] : [{ role, name }];
  });
  const made = (role: string) => named.filter((claim) => claim.role === role && EACH_POD.test(claim.name)).length;
  const volumes: any[] = templates.flatMap(({ spec }) => spec?.volumes ?? []);
  const names: Array<string | undefined> = volumes.map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName);
  const mounted = names.filter((name) => name !== undefined && !Token.isUnresolved(name));
  const standing = new Set([...mounted, ...named.map(({ name }) => name).filter((name) => !EACH_POD.test(name))]);
  return { driver: made('driver'), executor: made('executor'), standing: standing.size };
}
