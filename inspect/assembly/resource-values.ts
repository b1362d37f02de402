import { createHash } from 'crypto';

/** A resource in its account and region, with its properties resolved. */
export interface ResourceIdentity {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** A property of the resource, resolved; `undefined` where it has none. */
  property(name: string): any;
}

/** Types whose `Ref` is an id: the prefix, before 17 hexadecimal digits. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::EgressOnlyInternetGateway': 'eigw',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::LaunchTemplate': 'lt',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::NetworkInterface': 'eni',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::SecurityGroupIngress': 'sgr',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCEndpoint': 'vpce',
  'AWS::EC2::Volume': 'vol',
  'AWS::EFS::AccessPoint': 'fsap',
  'AWS::EFS::FileSystem': 'fs',
  'AWS::FSx::FileSystem': 'fs',
};

/** Types whose `Ref` is the ARN. */
const ARN_REFS = new Set([
  'AWS::APS::Workspace', 'AWS::CertificateManager::Certificate', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::OIDCProvider',
  'AWS::Lambda::LayerVersion',
  'AWS::SecretsManager::Secret', 'AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine',
]);

/** Resource part of an ARN where it is not `<type>/<name>`; `{name}` stands for the physical name. */
const ARN_RESOURCES: Readonly<Record<string, string>> = {
  'AWS::EMRContainers::VirtualCluster': '/virtualclusters/{name}',
  'AWS::EMRContainers::JobTemplate': '/jobtemplates/{name}',
  'AWS::Events::Rule': 'rule/{name}',
  'AWS::Lambda::Function': 'function:{name}',
  'AWS::Lambda::LayerVersion': 'layer:{name}:1',
  'AWS::Logs::LogGroup': 'log-group:{name}:*',
  'AWS::S3::Bucket': '{name}',
  'AWS::SNS::Topic': '{name}',
  'AWS::SQS::Queue': '{name}',
  'AWS::SecretsManager::Secret': 'secret:{name}-AbCdEf',
};

/** Services whose name in ARNs differs from the one in resource types. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  aps: 'aps', certificatemanager: 'acm', emrcontainers: 'emr-containers', efs: 'elasticfilesystem',
};

/** Services without a region in their ARNs. */
const GLOBAL_SERVICES = new Set(['iam', 's3']);

/** Attributes that are neither an ARN, nor an id, nor a property. */
const ATTRIBUTES: Readonly<Record<string, (resource: ResourceIdentity) => string>> = {
  'AWS::EKS::Cluster.CertificateAuthorityData': () => Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64'),
  'AWS::EKS::Cluster.ClusterSecurityGroupId': (r) => `sg-${hex(r, 17)}`,
  'AWS::EKS::Cluster.Endpoint': (r) => `https://${hex(r, 32).toUpperCase()}.gr7.${r.region}.eks.amazonaws.com`,
  'AWS::EKS::Cluster.OpenIdConnectIssuerUrl': (r) => `https://oidc.eks.${r.region}.amazonaws.com/id/${hex(r, 32)
    .toUpperCase()}`,
  'AWS::EKS::Cluster.KubernetesNetworkConfig.ServiceIpv4Cidr': () => '172.20.0.0/16',
  'AWS::EC2::VPC.DefaultSecurityGroup': (r) => `sg-${hex(r, 17)}`,
  'AWS::EC2::VPC.CidrBlock': (r) => r.property('CidrBlock'),
  'AWS::EC2::EIP.AllocationId': (r) => `eipalloc-${hex(r, 17)}`,
  'AWS::EC2::EIP.PublicIp': () => '203.0.113.10',
  'AWS::EC2::LaunchTemplate.LatestVersionNumber': () => '1',
  'AWS::EC2::LaunchTemplate.DefaultVersionNumber': () => '1',
  'AWS::APS::Workspace.WorkspaceId': (r) => physicalName(r),
  'AWS::APS::Workspace.PrometheusEndpoint': (r) =>
    `https://aps-workspaces.${r.region}.amazonaws.com/workspaces/${physicalName(r)}/`,
  'AWS::FSx::FileSystem.DNSName': (r) => `fs-${hex(r, 17)}.fsx.${r.region}.amazonaws.com`,
  'AWS::FSx::FileSystem.LustreMountName': (r) => hex(r, 8),
  'AWS::SQS::Queue.QueueUrl': (r) => queueUrl(r),
  'AWS::SQS::Queue.QueueName': (r) => physicalName(r),
  'AWS::S3::Bucket.DomainName': (r) => `${physicalName(r)}.s3.amazonaws.com`,
  'AWS::S3::Bucket.RegionalDomainName': (r) => `${physicalName(r)}.s3.${r.region}.amazonaws.com`,
  'AWS::IAM::Role.RoleId': (r) => `AROA${hex(r, 17).toUpperCase()}`,
  'AWS::SSM::Parameter.Value': (r) => r.property('Value'),
};

/** Value of `Ref` in the shape that it has once the resource is deployed. */
export function refOf(resource: ResourceIdentity): string {
  if (ID_PREFIXES[resource.type]) {
    return `${ID_PREFIXES[resource.type]}-${hex(resource, 17)}`;
  }
  if (ARN_REFS.has(resource.type)) {
    return arnOf(resource);
  }
  return resource.type === 'AWS::SQS::Queue' ? queueUrl(resource) : physicalName(resource);
}

/** Value of `Fn::GetAtt` in the shape that it has once the resource is deployed. */
export function attributeOf(resource: ResourceIdentity, attribute: string): any {
  const known = ATTRIBUTES[`${resource.type}.${attribute}`];
  if (known) {
    return known(resource);
  }
  if (attribute.endsWith('Arn')) {
    return arnOf(resource);
  }
  const property = resource.property(attribute);
  if (property !== undefined) {
    return property;
  }
  if (/Url$|Endpoint$/.test(attribute)) {
    return `https://${hex(resource, 12)}.${resource.region}.amazonaws.com`;
  }
  return attribute.endsWith('Id') && ID_PREFIXES[resource.type] ? refOf(resource) : physicalName(resource);
}

function arnOf(resource: ResourceIdentity): string {
  const [, vendor, type] = resource.type.split('::');
  const service = ARN_SERVICES[vendor?.toLowerCase()] ?? vendor?.toLowerCase() ?? 'custom';
  const name = physicalName(resource);
  const path = service === 'iam' ? resource.property('Path') ?? '/' : '/';
  const suffix = ARN_RESOURCES[resource.type]?.replace('{name}', name)
    ?? `${resourceWord(type ?? 'resource')}${path}${name}`;
  const region = GLOBAL_SERVICES.has(service) ? '' : resource.region;
  return `arn:${resource.partition}:${service}:${region}:${service === 's3' ? '' : resource.account}:${suffix}`;
}

/** `ManagedPolicy` is `policy` in an ARN, `OIDCProvider` is `oidc-provider`, the rest is the word in lower case. */
function resourceWord(type: string): string {
  return { ManagedPolicy: 'policy', OIDCProvider: 'oidc-provider', InstanceProfile: 'instance-profile' }[type]
    ?? type.toLowerCase();
}

/** Types that the service names, whatever the template says. */
const SERVICE_IDS: Readonly<Record<string, (resource: ResourceIdentity) => string>> = {
  'AWS::APS::Workspace': (r) => `ws-${uuid(r)}`,
  'AWS::EMRContainers::Endpoint': (r) => hex(r, 25),
  'AWS::EMRContainers::JobTemplate': (r) => hex(r, 25),
  'AWS::EMRContainers::VirtualCluster': (r) => hex(r, 25),
  'AWS::KMS::Key': uuid,
};

/** The name that the service or the template gives, else one as CloudFormation would make it. */
function physicalName(resource: ResourceIdentity): string {
  const type = resource.type.split('::').pop()!;
  const given = SERVICE_IDS[resource.type]?.(resource) ?? resource.property(`${type}Name`) ?? resource.property('Name');
  if (typeof given === 'string') {
    return given;
  }
  const made = `${resource.stack.slice(0, 24)}-${resource.logicalId.slice(0, 24)}-${hex(resource, 12).toUpperCase()}`;
  return resource.type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
}

function queueUrl(resource: ResourceIdentity): string {
  const suffix = resource.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${resource.region}.${suffix}/${resource.account}/${physicalName(resource)}`;
}

function uuid(resource: ResourceIdentity): string {
  return hex(resource, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Digits that are the same on every run and differ between resources. */
function hex(resource: ResourceIdentity, length: number): string {
  return createHash('sha256').update(`${resource.stack}/${resource.logicalId}`).digest('hex').slice(0, length);
}
