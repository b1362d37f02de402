import { evaluate } from './iam';
import type { IamRequest, Statement } from './iam';
import table from '../schemas/iam/karpenter-1.14.1-requests.json';

/** Whose requests: what the placeholders of the table stand for. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly clusterName: string;
  readonly nodeRoleArn: string;
  readonly queueArn: string;
}

/** A request with all that IAM asks of it: allowed only if every part is. */
export interface NamedRequest {
  readonly name: string;
  readonly parts: readonly IamRequest[];
}

export type Tags = Readonly<Record<string, string>>;

/** What one action does to one resource. */
export interface Deed {
  readonly action: string;
  readonly resource: string;
  readonly region: string;
  /** Tags that the request sets. */
  readonly sets?: Tags;
  /** Tags that the resource has. */
  readonly carries?: Tags;
  /** Further keys. */
  readonly context?: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function requestOf({ action, resource, region, sets, carries, context }: Deed): IamRequest {
  const keys = (kind: string, tags: Tags = {}) => Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:${kind}/${key}`, value]),
  );
  return withTagKeys({
    action, resource, context: { 'aws:RequestedRegion': region, ...keys('RequestTag', sets), ...keys('ResourceTag', carries), ...context },
  });
}

/** `aws:TagKeys` follows from the tags that the request sets; without any, the request lacks it. */
function withTagKeys(request: IamRequest): IamRequest {
  const keys = Object.keys(request.context ?? {}).flatMap((key) => /^aws:RequestTag\/(.*)$/.exec(key)?.[1] ?? []);
  return keys.length === 0 ? request : { ...request, context: { ...request.context, 'aws:TagKeys': keys } };
}

interface Part {
  readonly action: string;
  readonly on: string;
  readonly sets?: string;
  readonly carries?: string;
  readonly context?: Readonly<Record<string, string>>;
}

interface DeniedPart extends Part {
  readonly why: string;
  /** Keys that the request lacks. */
  readonly without?: readonly string[];
  /** Keys that have another value. */
  readonly instead?: Readonly<Record<string, string>>;
}

interface AllowedRequest {
  readonly name: string;
  /** Who shows it: the `log` of the emulated AWS; or not that, since `kwok` mode answers, an `option` is off, or `nobody` calls it. */
  readonly by: 'log' | 'kwok' | 'option' | 'nobody';
  /** Keys of the table's `sources`. */
  readonly sources: readonly string[];
  readonly parts: readonly Part[];
}

interface Table {
  readonly sources: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, Tags>>;
  readonly allowed: readonly AllowedRequest[];
  readonly denied: readonly DeniedPart[];
}

/** The table, for the cluster of `place`. */
function tableOf({ partition, region, account, clusterName, nodeRoleArn, queueArn }: Place): Table {
  const values: Readonly<Record<string, string>> = {
    Partition: partition, Region: region, Account: account, Cluster: clusterName, NodeRole: nodeRoleArn, Queue: queueArn,
    Suffix: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    OtherAccount: '444455556666', OtherCluster: `${clusterName}-2`, OtherRegion: region === 'us-west-2' ? 'us-east-2' : 'us-west-2',
  };
  return JSON.parse(JSON.stringify(table).replace(/\$\{(\w+)\}/g, (_, name: string) => values[name]));
}

function partOf({ tags }: Table, place: Place, { action, on, sets, carries, context }: Part): IamRequest {
  return requestOf(
    { action, resource: on, region: place.region, sets: sets && tags[sets], carries: carries && tags[carries], context } as Deed,
  );
}

/** One of the table's sets of tags: those of a `node`, of the `claim` that is added to it, of an instance `profile`. */
export function tagsOf(place: Place, name: 'node' | 'claim' | 'profile'): Tags {
  return tableOf(place).tags[name];
}

/** Requests that Karpenter's controller makes for the cluster of `place`; `by` as in the table. */
export function requestsOf(place: Place): Array<NamedRequest & { readonly by: string }> {
  const own = tableOf(place);
  return own.allowed.map(({ name, by, parts }) => ({ name, by, parts: parts.map((part) => partOf(own, place, part)) }));
}

/** Requests that no controller should ever make. */
export function mischiefOf(place: Place): NamedRequest[] {
  const own = tableOf(place);
  return own.denied.map(({ why, without = [], instead = {}, ...part }) => {
    const { context, ...rest } = partOf(own, place, part);
    const left = Object.entries({ ...context, ...instead }).filter(([key]) => !without.includes(key));
    return { name: `${why}: ${part.action}`, parts: [withTagKeys({ ...rest, context: Object.fromEntries(left) })] };
  });
}

/** Where the requests of the table stand. */
export function sourcesOf(): { readonly links: string[]; readonly used: string[] } {
  return {
    links: Object.values(table.sources), used: table.allowed.flatMap(({ sources }) => sources.map((name) => (table.sources as Tags)[name])),
  };
}

/** Whether every part of the request is allowed. */
export function isAllowed(statements: Statement[], { parts }: NamedRequest): boolean {
  return parts.every((part) => evaluate(statements, part) === 'allowed');
}

/** Whether a request changes something. */
export function isMutation({ parts }: NamedRequest): boolean {
  return parts.some(({ action }) => !/:(Describe|Get|List|Receive)/.test(action));
}

/** A policy with one thing changed. */
export interface Mutant {
  readonly what: string;
  readonly statements: Statement[];
}

const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

/** The policy without one statement, one action of a statement, or one resource of a statement: each allows less. */
export function narrowed(statements: Statement[]): Mutant[] {
  return statements.flatMap((statement, index) => {
    const change = (what: string, ...replacement: Statement[]) => ({
      what: `${nameOf(statement, index)}${what}`, statements: replaced(statements, index, ...replacement),
    });
    const without = (field: 'Action' | 'Resource') => list(statement[field]).length < 2 ? [] : list(statement[field])
      .map((gone) => change(` without ${gone}`, { ...statement, [field]: list(statement[field]).filter((one) => one !== gone) }));
    return [change(''), ...without('Action'), ...without('Resource')];
  });
}

/** The policy without one condition, with all actions of a service, or with all resources: each allows more. */
export function widened(statements: Statement[]): Mutant[] {
  return statements.flatMap((statement, index) => {
    const change = (what: string, replacement: Partial<Statement>) => ({
      what: `${nameOf(statement, index)} ${what}`, statements: replaced(statements, index, { ...statement, ...replacement }),
    });
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) => Object.keys(keys).map((key) => {
      const others = Object.fromEntries(Object.entries(keys).filter(([other]) => other !== key));
      return change(`without ${operator} ${key}`, { Condition: { ...statement.Condition, [operator]: others } });
    }));
    const services = [...new Set(list(statement.Action).map((action) => `${action.split(':')[0]}:*`))];
    const everywhere = list(statement.Resource).includes('*') ? [] : [change('on everything', { Resource: '*' })];
    return [...conditions, change(`with ${services.join(', ')}`, { Action: services }), ...everywhere];
  });
}

/** A copy with other items in place of one. */
export function replaced<T>(items: readonly T[], index: number, ...replacement: T[]): T[] {
  return [...items.slice(0, index), ...replacement, ...items.slice(index + 1)];
}

function nameOf(statement: Statement, index: number): string {
  return (statement as { Sid?: string }).Sid ?? `statement ${index}`;
}

/** Mutants that no request tells from the policy: what is missing in the requests, or superfluous in the policy. */
export function survivors(mutants: Mutant[], kills: (statements: Statement[]) => boolean): string[] {
  return mutants.filter(({ statements }) => !kills(statements)).map(({ what }) => what);
}
