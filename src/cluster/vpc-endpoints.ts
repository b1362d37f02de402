import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { UnscopedValidationError } from '../private/errors';

// Functions: naming a service loads aws-ec2, which importing this library must not cost.

/** As the pattern has them. @see https://github.com/awslabs/data-on-eks/blob/7b59538a/analytics/terraform/emr-eks-karpenter/vpc.tf */
const standardServices = () => {
  const service = ec2.InterfaceVpcEndpointAwsService;
  return [
    service.AUTOSCALING, service.ECR, service.ECR_DOCKER, service.EC2, service.EC2_MESSAGES, service.EKS, service.EKS_AUTH,
    service.ELASTIC_LOAD_BALANCING, service.KMS, service.CLOUDWATCH_LOGS, service.SSM, service.SSM_MESSAGES, service.STS,
  ];
};

/**
 * What the platform calls besides: EMR, Karpenter's queue, FSx, Amazon Managed Prometheus, the Glue catalog, secrets; and Lambda, since of CDK's
 * two functions for Kubernetes objects, both in the VPC, one invokes the other.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 * @see https://karpenter.sh/v1.14/getting-started/getting-started-with-karpenter/#private-clusters
 */
const privateServices = () => {
  const service = ec2.InterfaceVpcEndpointAwsService;
  return [
    ...standardServices(),
    service.EMR_EKS, service.SQS, service.FSX, service.PROMETHEUS_WORKSPACES, service.GLUE, service.SECRETS_MANAGER, service.LAMBDA,
  ];
};

/**
 * The AWS services that a network reaches without the internet.
 *
 * Interface endpoints cost by the hour in every zone. Endpoint names differ between partitions and follow the stack's region, so a stack
 * for China needs a concrete one. Where a region lacks a service, leave it out: `VpcEndpoints.FULLY_PRIVATE.excluding(…)`.
 */
export class VpcEndpoints {
  /** No endpoints: everything goes through NAT, which bills each gigabyte, also those from S3. */
  public static readonly NONE = new VpcEndpoints(() => [], false, false);

  /** A gateway to S3, free of charge; everything else goes through NAT. */
  public static readonly S3_GATEWAY = new VpcEndpoints(() => [], true, false);

  /**
   * Besides NAT, the gateway to S3 and endpoints for what nodes and controllers call most.
   *
   * Interface endpoints: autoscaling, ecr.api, ecr.dkr, ec2, ec2messages, eks, eks-auth, elasticloadbalancing, kms, logs, ssm, ssmmessages, sts.
   */
  public static readonly STANDARD = new VpcEndpoints(standardServices, true, false);

  /**
   * No internet: no NAT, no internet gateway, no public subnets.
   *
   * As `STANDARD`, with emr-containers, sqs, fsx, aps-workspaces, glue, secretsmanager and lambda. Charts and images must come from mirrors.
   */
  public static readonly FULLY_PRIVATE = new VpcEndpoints(privateServices, true, true);

  private constructor(
    private readonly services: () => ec2.InterfaceVpcEndpointAwsService[],
    /** @internal */
    public readonly _s3Gateway: boolean,
    /** @internal */
    public readonly _isolated: boolean,
  ) {}

  /**
   * The same with further interface endpoints, such as `ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING`.
   *
   * A service that is there already stays once.
   */
  public including(...services: ec2.InterfaceVpcEndpointAwsService[]): VpcEndpoints {
    const own = this._services();
    const more = services.filter((service, i) => ![...own, ...services.slice(0, i)].some((other) => other.shortName === service.shortName));
    return new VpcEndpoints(() => [...own, ...more], this._s3Gateway, this._isolated);
  }

  /** The same without some interface endpoints. Throws if one is not there. */
  public excluding(...services: ec2.InterfaceVpcEndpointAwsService[]): VpcEndpoints {
    const names = this._services().map((service) => service.shortName);
    const unknown = services.find((service) => !names.includes(service.shortName));
    if (unknown !== undefined) {
      throw new UnscopedValidationError('cluster:unknown-endpoint',
        `\`services\` must be among the interface endpoints to exclude from, got "${unknown.shortName}"; there are ${names.join(', ') || 'none'}`);
    }
    const excluded = services.map((service) => service.shortName);
    return new VpcEndpoints(() => this._services().filter((service) => !excluded.includes(service.shortName)), this._s3Gateway, this._isolated);
  }

  /** @internal */
  public _services(): ec2.InterfaceVpcEndpointAwsService[] {
    return this.services();
  }
}
