import { needsReplacement } from './recorded';
import type { CloudClient } from '../cloud/cloud-client';
import type { DeleteRequest, ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest } from '../deploy/model';

/** Attributes that only we know, by type. */
export type KnownAttributes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Creates a resource on the emulated AWS. */
export class CloudResourceHandler implements ResourceHandler {
  constructor(private readonly client: CloudClient, private readonly known: KnownAttributes = {}) {}

  public async create({ type, properties, suggestedId }: ResourceRequest): Promise<ResourceResult> {
    const { physicalId, attributes } = await this.client.call('create', { type, properties, name: suggestedId });
    return { physicalId, attributes: { ...attributes, ...this.known[type] } };
  }

  public async update(request: UpdateRequest): Promise<ResourceResult> {
    if (await needsReplacement(this.client, request)) {
      return this.create(request);
    }
    const { type, properties, oldProperties, physicalId } = request;
    return this.client.call('update', { type, properties, oldProperties, physicalId });
  }

  public async delete({ type, properties, physicalId }: DeleteRequest): Promise<void> {
    await this.client.call('delete', { type, properties, physicalId });
  }
}
