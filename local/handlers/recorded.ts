import { isDeepStrictEqual } from 'util';
import type { CloudClient } from '../cloud/cloud-client';
import type { ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest } from '../deploy/model';

/** Keeps the books of a resource that nothing here can create. */
export class RecordedHandler implements ResourceHandler {
  private replacements = 0;

  constructor(private readonly client: CloudClient) {}

  public async create({ suggestedId }: ResourceRequest): Promise<ResourceResult> {
    return { physicalId: suggestedId };
  }

  public async update(request: UpdateRequest): Promise<ResourceResult> {
    return {
      physicalId: await needsReplacement(this.client, request)
        ? `${request.suggestedId}-${++this.replacements}`
        : request.physicalId,
    };
  }

  public async delete(): Promise<void> {}
}

/** Says whether an update changes a property that only a new resource can have, by the type's own schema. */
export async function needsReplacement(
  client: CloudClient, { type, properties, oldProperties }: UpdateRequest,
): Promise<boolean> {
  const createOnly = await client.call<string[]>('create_only', { type });
  return createOnly.some((name) => !isDeepStrictEqual(properties[name], oldProperties[name]));
}
