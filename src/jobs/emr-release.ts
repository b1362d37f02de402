import { text } from '../private/checks';

/**
 * `emr-7.13.0-latest`, `emr-7.13.0-20260410`, `emr-7.13.0-java11-latest`, `emr-spark-8.1.0-latest`.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-releases.html
 */
const LABEL = /^(emr|emr-spark)-(\d+)\.(\d+)\.(\d+)((?:-[a-z][a-z0-9]*)*)-(latest|\d{8})$/;

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_StartJobRun.html (releaseLabel) */
const LONGEST = 64;

/**
 * A release of Amazon EMR on EKS: which Spark runs.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-releases.html
 */
export class EmrRelease {
  /** Spark 3.5.6. */
  public static readonly EMR_7_12_0 = EmrRelease.of('emr-7.12.0-latest');
  /**
   * Spark 3.5.6, Hudi 1.0.2, Iceberg 1.10.0, Delta 3.3.2.
   *
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-7.13.0.html
   */
  public static readonly EMR_7_13_0 = EmrRelease.of('emr-7.13.0-latest');
  /**
   * Spark 3.5.8; Spark Connect.
   *
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-7.14.0.html
   */
  public static readonly EMR_7_14_0 = EmrRelease.of('emr-7.14.0-latest');
  /** Spark 4.0, of the line "AWS runtime for Apache Spark". */
  public static readonly EMR_SPARK_8_0_0 = EmrRelease.of('emr-spark-8.0.0-latest');
  /**
   * Spark 4.1, of the line "AWS runtime for Apache Spark".
   *
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-spark-8.1.0.html
   */
  public static readonly EMR_SPARK_8_1_0 = EmrRelease.of('emr-spark-8.1.0-latest');

  /**
   * A release by its label, `emr-x.y.z-latest` or `emr-x.y.z-yyyymmdd`, with or without a variant before the last part.
   *
   * @param label such as "emr-7.13.0-20260410", "emr-7.13.0-java11-latest" or "emr-spark-8.1.0-latest"; a literal
   */
  public static of(label: string): EmrRelease {
    const fix = 'use a constant such as `EmrRelease.EMR_7_13_0`';
    const must =
      `be of the form emr-x.y.z-latest, emr-x.y.z-yyyymmdd or emr-spark-x.y.z-…, at most ${LONGEST} characters`;
    const match = LABEL.exec(text(undefined, 'label', label, { form: LABEL, max: LONGEST, must, fix, literal: true }))!;
    return new EmrRelease(label, {
      line: match[1], version: [match[2], match[3], match[4]].map(Number), variant: match[5].slice(1),
    });
  }

  /** The label, as the EMR API takes it. */
  public readonly label: string;
  /** Major version: 7 of "emr-7.13.0-latest". */
  public readonly major: number;
  /** Minor version: 13 of "emr-7.13.0-latest". */
  public readonly minor: number;
  /** "emr", or "emr-spark" from version 8 on. */
  public readonly line: string;
  /** Variant of the images, such as "java11", "spark-rapids" or "flink"; empty for the plain one. */
  public readonly variant: string;

  private constructor(label: string, parts: ReleaseParts) {
    this.label = label;
    this.line = parts.line;
    this.major = parts.version[0];
    this.minor = parts.version[1];
    this.variant = parts.variant;
  }

  /** Whether this is the given version or a later one. */
  public isAtLeast(major: number, minor: number): boolean {
    return this.major > major || (this.major === major && this.minor >= minor);
  }

  /**
   * Whether jobs of this release can get credentials through EKS Pod Identity; earlier ones need IRSA.
   *
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-enable-IAM.html
   */
  public get supportsPodIdentity(): boolean {
    return this.isAtLeast(7, 3);
  }

  /**
   * Whether executors of this release take over the claims of lost ones with the shuffle files on them: Spark 3.4 and
   * later.
   *
   * @see https://aws.github.io/aws-emr-containers-best-practices/performance/docs/dra/
   */
  public get supportsClaimReuse(): boolean {
    return this.isAtLeast(6, 12);
  }

  /** The label. */
  public toString(): string {
    return this.label;
  }
}

interface ReleaseParts {
  readonly line: string;
  readonly version: number[];
  readonly variant: string;
}
