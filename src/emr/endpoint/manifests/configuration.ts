/** A classification, as CloudFormation writes it. */
export interface EndpointClassification {
  readonly classification: string;
  readonly properties?: { readonly [key: string]: string };
  readonly configurations?: EndpointClassification[];
}

/** Input of an endpoint's configuration. */
export interface EndpointSpec {
  /** Settings for Spark and the applications beside it. */
  readonly applications: EndpointClassification[];
  /** Gateways of notebooks end kernels themselves; Spark Connect takes the time beside the configuration. */
  readonly gatewayIdleSeconds?: number;
  /** Images of kernels by the name of the kernel. */
  readonly kernelImages: { readonly [kernel: string]: string };
  /** As `StartJobRun` writes it. */
  readonly monitoring: { readonly [key: string]: any };
  readonly logRotation?: { readonly sizeKiB: number; readonly files: number };
}

/** Interval at which the gateway looks for idle kernels. */
const CULL_INTERVAL_SECONDS = 60;

/**
 * Names of EMR's kernels.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/docker-custom-images-steps.html
 */
export const Kernel = { PYTHON: 'python3', PYSPARK: 'spark-python-kubernetes' } as const;

/**
 * `ConfigurationOverrides` of an endpoint.
 *
 * @see
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-emrcontainers-endpoint-configurationoverrides.html
 */
export function endpointConfiguration(spec: EndpointSpec): {
  applicationConfiguration: EndpointClassification[];
  monitoringConfiguration: object;
} {
  const { persistentAppUI, ...monitoring } = spec.monitoring;
  return {
    applicationConfiguration: [...spec.applications, ...gateway(spec), ...kernels(spec)],
    monitoringConfiguration: { persistentAppUi: persistentAppUI, ...monitoring, ...rotation(spec) },
  };
}

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/jeg-config-options.html */
function gateway({ gatewayIdleSeconds }: EndpointSpec): EndpointClassification[] {
  if (gatewayIdleSeconds === undefined) {
    return [];
  }
  const properties = {
    'RemoteMappingKernelManager.cull_idle_timeout': `${gatewayIdleSeconds}`,
    'RemoteMappingKernelManager.cull_interval': `${CULL_INTERVAL_SECONDS}`,
  };
  return [{ classification: 'jeg-config', properties }];
}

function kernels({ kernelImages }: EndpointSpec): EndpointClassification[] {
  const configurations = Object.keys(kernelImages).sort()
    .map((kernel) => ({ classification: kernel, properties: { 'container-image': kernelImages[kernel] } }));
  return configurations.length === 0 ? [] : [{ classification: 'jupyter-kernel-overrides', configurations }];
}

function rotation({ logRotation }: EndpointSpec): object {
  if (logRotation === undefined) {
    return {};
  }
  // Whole numbers only:
  // https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-log-rotation-container.html
  const { sizeKiB, files } = logRotation;
  const rotationSize = sizeKiB % 1024 === 0 ? `${sizeKiB / 1024}MB` : `${sizeKiB}KB`;
  return { containerLogRotationConfiguration: { rotationSize, maxFilesToKeep: files } };
}
