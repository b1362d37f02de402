import { needsReplacement } from './recorded';
import type { CloudClient } from '../cloud/cloud-client';
import type { AccessPolicies } from '../control-plane/access-policies';
import type { DeleteRequest, ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest } from '../deploy/model';

/** Access entries: their policies hold from now on. */
export class AccessEntryHandler implements ResourceHandler {
  constructor(private readonly policies: AccessPolicies, private readonly cloud: CloudClient) {}

  public async create({ properties }: ResourceRequest): Promise<ResourceResult> {
    this.policies.associate(properties.PrincipalArn, properties.AccessPolicies ?? [], properties.KubernetesGroups);
    return { physicalId: `${properties.PrincipalArn}|${properties.ClusterName}` };
  }

  public async update(request: UpdateRequest): Promise<ResourceResult> {
    const { physicalId } = await this.create(request);
    return { physicalId: await needsReplacement(this.cloud, request) ? physicalId : request.physicalId };
  }

  public async delete({ properties }: DeleteRequest): Promise<void> {
    this.policies.forget(properties.PrincipalArn);
  }
}
