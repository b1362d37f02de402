import { isDeepStrictEqual } from 'util';
import type { CloudClient } from '../cloud/cloud-client';
import type { UpdateRequest } from '../deploy/model';

/** Whether an update changes a property that only a new resource can have, by the type's own schema. */
export async function needsReplacement(client: CloudClient, { type, properties, oldProperties }: UpdateRequest): Promise<boolean> {
  const createOnly = await client.call<string[]>('create_only', { type });
  return createOnly.some((name) => !isDeepStrictEqual(properties[name], oldProperties[name]));
}
