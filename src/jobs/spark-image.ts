import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import type { CpuArchitecture } from '../contracts/node-pool';
import { list, text } from '../private/checks';

/** @see https://pkg.go.dev/github.com/distribution/reference */
const IMAGE_REFERENCE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

/** The rule of every image. */
export const IMAGE_RULE = {
  form: IMAGE_REFERENCE,
  must: 'be an image reference [registry/]repository[:tag][@digest]',
  fix: 'leave out any scheme such as https://',
};

/** What is known of a custom Spark image. */
export interface SparkImageOptions {
  /**
   * CPU architectures for which the image was built.
   *
   * A job whose pools may launch others fails at synthesis.
   *
   * @default - not known, so not checked
   */
  readonly architectures?: CpuArchitecture[];
}

/**
 * A custom image for drivers and executors, built on the image of the EMR release.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/docker-custom-images.html
 */
export class SparkImage {
  /**
   * An image by its address.
   *
   * @param uri such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/spark:1"; may be a token
   * @param options what is known of the image
   */
  public static fromUri(uri: string, options: SparkImageOptions = {}): SparkImage {
    text(undefined, 'uri', uri, IMAGE_RULE);
    return new SparkImage(uri, options);
  }

  /**
   * An image of an ECR repository. Karpenter's nodes may pull from repositories of their own account.
   *
   * @param repository where it lies
   * @param tagOrDigest such as "1.2" or "sha256:…"
   * @param options what is known of the image
   */
  public static fromEcrRepository(repository: ecr.IRepository, tagOrDigest: string, options: SparkImageOptions = {}): SparkImage {
    return new SparkImage(repository.repositoryUriForTagOrDigest(tagOrDigest), options);
  }

  /**
   * An image that the deployment builds from a local folder.
   *
   * @param asset the image
   * @param options what is known of the image
   */
  public static fromDockerImageAsset(asset: DockerImageAsset, options: SparkImageOptions = {}): SparkImage {
    return new SparkImage(asset.imageUri, options);
  }

  /** Address of the image. */
  public readonly uri: string;
  /** CPU architectures for which it was built. @default - not known */
  public readonly architectures?: CpuArchitecture[];

  private constructor(uri: string, options: SparkImageOptions) {
    if (options.architectures !== undefined) {
      list(undefined, 'architectures', options.architectures, { min: 1, fix: 'leave it out when they are not known' });
    }
    this.uri = uri;
    this.architectures = options.architectures;
  }
}
