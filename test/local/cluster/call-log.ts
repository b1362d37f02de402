import type { CloudClient } from '../../../local/cloud/cloud-client';
import type { AwsCall } from '../../../local/cloud/gap-proxy';
import type { DeployedResource } from '../../../local/deploy/model';
import type { Deed, Place, Tags } from '../../support/iam-requests';

/** An instance profile of the emulated AWS. */
export interface Profile {
  readonly arn: string;
  readonly tags: Tags;
}

/** Instance profiles of the emulated AWS by name. */
export async function profilesOf(client: CloudClient): Promise<Map<string, Profile>> {
  const { InstanceProfiles: found } = await client.call('api', { service: 'iam', method: 'list_instance_profiles' });
  return new Map(found.map(({ InstanceProfileName: name, Arn: arn, Tags: tags }: any) => [name, { arn, tags: tagMap(tags) }]));
}

/** Tags as most services list them. */
export function tagMap(tags: ReadonlyArray<{ readonly Key: string; readonly Value: string }> = []): Tags {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** The one resource whose logical id begins so. */
export function resourceOf(resources: ReadonlyMap<string, DeployedResource>, logicalId: string): DeployedResource {
  const found = [...resources.values()].filter((resource) => resource.logicalId.replace(/[0-9A-F]{8}$/, '') === logicalId);
  if (found.length !== 1) {
    throw new Error(`expected one resource ${logicalId}, found ${found.length}`);
  }
  return found[0];
}

/** Calls of Karpenter's process. */
export function callsOfKarpenter(calls: readonly AwsCall[]): AwsCall[] {
  return calls.filter(({ userAgent }) => userAgent.includes('karpenter.sh-'));
}

/** Action of a call and its resource, with the tags that it sets and that the resource had. */
export function deedOf({ service, action, region, parameters }: AwsCall, place: Place, profiles: ReadonlyMap<string, Profile>): Deed {
  const arn = (kind: string, rest: string) => `arn:${place.partition}:${kind}:${rest}`;
  switch (service) {
    case 'iam': {
      const { InstanceProfileName: name, Path: path, PathPrefix: prefix } = parameters;
      const profile = profiles.get(name);
      const resource = profile?.arn ?? arn('iam', `:${place.account}:instance-profile${prefix ?? `${path ?? '/'}${name}`}`);
      return {
        action: `iam:${action}`,
        resource,
        region,
        sets: formTags(parameters),
        carries: action.startsWith('Create') ? undefined : profile?.tags,
      };
    }
    case 'eks': {
      const [, name] = /^GET \/clusters\/([^/]+)$/.exec(action) ?? [];
      return {
        action: name === undefined ? `eks:${action}` : 'eks:DescribeCluster',
        resource: arn('eks', `${region}:${place.account}:cluster/${name}`),
        region,
      };
    }
    case 'sqs': {
      const [account, name] = parameters.QueueUrl === undefined
        ? [place.account, parameters.QueueName]
        : parameters.QueueUrl.split('/').slice(-2);
      return { action: `sqs:${action}`, resource: arn('sqs', `${region}:${account}:${name}`), region };
    }
    case 'ssm':
      return { action: `ssm:${action}`, resource: arn('ssm', `${region}::parameter${parameters.Name}`), region };
    default: // what has no resource
      return { action: `${service}:${action}`, resource: '*', region };
  }
}

/** Tags of the query protocol: `Tags.member.1.Key`. */
function formTags(parameters: AwsCall['parameters']): Tags | undefined {
  const keys = Object.keys(parameters).flatMap((name) => /^Tags\.member\.(\d+)\.Key$/.exec(name)?.[1] ?? []);
  const tag = (index: string) => [parameters[`Tags.member.${index}.Key`], parameters[`Tags.member.${index}.Value`]];
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map(tag));
}

/** The same, as if everything of the cluster were another cluster's. */
export function elsewhere<T>(deed: T, place: Place, other: Place): T {
  const owned = ['nodeRoleArn', 'queueArn', 'clusterName'] as const;
  return JSON.parse(owned.reduce((json, name) => json.replaceAll(place[name], other[name]), JSON.stringify(deed)));
}
