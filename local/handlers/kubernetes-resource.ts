import { randomUUID } from 'crypto';
import type { KubectlLambda } from './lambda';
import type {
  DeleteRequest, Properties, ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest,
} from '../deploy/model';

/** Sends `Custom::AWSCDK-EKS-*` resources to CDK's handler as CloudFormation and CDK's provider framework do. */
export class KubernetesResourceHandler implements ResourceHandler {
  constructor(private readonly lambda: KubectlLambda) {}

  public async create({ logicalId, type, properties }: ResourceRequest): Promise<ResourceResult> {
    const { physicalId, data } = await this.lambda.invoke({
      RequestType: 'Create', LogicalResourceId: logicalId, ResourceType: type, ResourceProperties: asText(properties),
    });
    // the framework falls back to the id of the request
    return { physicalId: physicalId ?? randomUUID(), attributes: data };
  }

  public async update(
    { logicalId, type, properties, oldProperties, physicalId: old }: UpdateRequest,
  ): Promise<ResourceResult> {
    const { physicalId, data } = await this.lambda.invoke({
      RequestType: 'Update', LogicalResourceId: logicalId, ResourceType: type, PhysicalResourceId: old,
      ResourceProperties: asText(properties), OldResourceProperties: asText(oldProperties),
    });
    return { physicalId: physicalId ?? old, attributes: data };
  }

  public async delete({ logicalId, type, properties, physicalId }: DeleteRequest): Promise<void> {
    await this.lambda.invoke({
      RequestType: 'Delete', LogicalResourceId: logicalId, ResourceType: type, PhysicalResourceId: physicalId,
      ResourceProperties: asText(properties),
    });
  }
}

/** CloudFormation hands numbers and booleans to custom resources as text. */
function asText(value: any): Properties {
  if (Array.isArray(value)) {
    return value.map(asText);
  }
  if (typeof value !== 'object' || value === null) {
    return String(value) as any;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]));
}
