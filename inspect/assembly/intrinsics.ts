import { createHash } from 'crypto';
import type { CloudFormationResource, StackTemplate } from './model';
import { attributeOf, refOf, type ResourceIdentity } from './resource-values';

/** A stack inside another one: its parameters are what the outer resource passes. */
export interface NestedIn {
  readonly stack: string;
  readonly logicalId: string;
}

/** A template with what is known of the place where it is deployed. */
export interface Scope {
  readonly stack: StackTemplate;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly nestedIn?: NestedIn;
}

/** Account and region of an app that names none. */
const SOMEWHERE = { account: '111122223333', region: 'eu-west-1' };

const DROPPED = Symbol('AWS::NoValue');

type Function = (argument: any, scope: Scope) => any;

/** Turns intrinsics into values of the shape that CloudFormation would give: names, ids, ARNs, addresses. */
export class Resolver {
  private readonly scopes: ReadonlyMap<string, Scope>;
  /** References being resolved, so that a template with a cycle cannot hold us up. */
  private readonly open = new Set<string>();
  private exports?: ReadonlyMap<string, { value: any; scope: Scope }>;

  private readonly functions: Readonly<Record<string, Function>> = {
    'Ref': (name: string, scope) => this.ref(name, scope),
    'Fn::Base64': (value, scope) => Buffer.from(String(this.value(value, scope))).toString('base64'),
    'Fn::Cidr': (argument, scope) => cidrBlocks(this.value(argument, scope)),
    'Fn::FindInMap': (argument, scope) => this.findInMap(this.value(argument, scope), scope),
    'Fn::GetAtt': (argument, scope) => this.getAtt(argument, scope),
    'Fn::GetAZs': (region, scope) =>
      ['a', 'b', 'c'].map((letter) => (this.value(region, scope) || scope.region) + letter),
    'Fn::If': ([condition, then, otherwise], scope) => this.value(this.condition({ Condition: condition }, scope)
      ? then
      : otherwise, scope),
    'Fn::ImportValue': (name, scope) => this.importValue(this.value(name, scope)),
    'Fn::Join': ([separator, parts], scope) => (this.value(parts, scope) as any[]).join(separator),
    'Fn::Length': (list, scope) => this.value(list, scope).length,
    'Fn::Select': ([index, list], scope) => this.value(list, scope)[Number(this.value(index, scope))],
    'Fn::Split': ([separator, text], scope) => String(this.value(text, scope)).split(separator),
    'Fn::Sub': (argument, scope) => this.sub(argument, scope),
    'Fn::ToJsonString': (value, scope) => JSON.stringify(this.value(value, scope)),
  };

  constructor(stacks: readonly StackTemplate[], nestedIn: ReadonlyMap<string, NestedIn> = new Map()) {
    this.scopes = new Map(stacks.map((stack) => [
      stack.name, { ...placeOf(stack.environment), stack, nestedIn: nestedIn.get(stack.name) },
    ]));
  }

  /** A copy of the value without intrinsics. */
  public resolve(value: any, stack: string): any {
    return this.value(value, this.scopes.get(stack)!);
  }

  private value(value: any, scope: Scope): any {
    if (Array.isArray(value)) {
      return value.map((item) => this.value(item, scope)).filter((item) => item !== DROPPED);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries = Object.entries<any>(value);
    if (entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::'))) {
      const [[name, argument]] = entries;
      return this.functions[name]?.(argument, scope) ?? `unresolved-${name.replace('::', '-')}`;
    }
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.value(item, scope)]).filter(([, item]) => item !== DROPPED),
    );
  }

  private ref(name: string, scope: Scope): any {
    const { stack, nestedIn } = scope;
    if (name.startsWith('AWS::')) {
      return pseudoParameter(name, scope);
    }
    const passed = nestedIn && this.resource(nestedIn.stack, nestedIn.logicalId)?.Properties?.Parameters?.[name];
    if (passed !== undefined) {
      return this.resolve(passed, nestedIn!.stack);
    }
    const parameter = stack.template.Parameters?.[name];
    if (parameter) {
      return parameterValue(name, parameter);
    }
    return this.guarded(`${stack.name}/${name}`, name, () => refOf(this.identity(name, scope)));
  }

  private getAtt(argument: string | string[], scope: Scope): any {
    const [logicalId, ...rest] = Array.isArray(argument) ? argument : argument.split('.');
    const attribute = rest.join('.');
    const nested = attribute.startsWith('Outputs.') && [...this.scopes.values()].find((candidate) =>
      candidate.nestedIn?.stack === scope.stack.name && candidate.nestedIn.logicalId === logicalId);
    if (nested) {
      return this.value(nested.stack.template.Outputs?.[attribute.slice('Outputs.'.length)]?.Value, nested);
    }
    return this.guarded(`${scope.stack.name}/${logicalId}.${attribute}`, attribute, () => attributeOf(
      this.identity(logicalId, scope), attribute,
    ));
  }

  private sub(argument: string | [string, Record<string, any>], scope: Scope): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal) {
        return `\${${name}}`;
      }
      if (name in variables) {
        return this.value(variables[name], scope);
      }
      return name.includes('.') ? this.getAtt(name, scope) : this.ref(name, scope);
    });
  }

  private findInMap([map, first, second, fallback]: any[], scope: Scope): any {
    return this.value(scope.stack.template.Mappings?.[map]?.[first]?.[second], scope)
      ?? fallback?.DefaultValue
      ?? `unmapped-${first}-${second}`;
  }

  private importValue(name: string): any {
    this.exports ??= this.exportsByName();
    const found = this.exports.get(name);
    return found ? this.value(found.value, found.scope) : `imported-${name.replace(/[^A-Za-z0-9-]/g, '-')}`;
  }

  private exportsByName(): ReadonlyMap<string, { value: any; scope: Scope }> {
    const all = [...this.scopes.values()].flatMap((scope) => Object.values<any>(scope.stack.template.Outputs ?? {})
      .filter((output) => output.Export)
      .map((output) => [this.value(output.Export.Name, scope), { value: output.Value, scope }] as const));
    return new Map(all);
  }

  private condition(condition: any, scope: Scope): boolean {
    const [[name, argument]] = Object.entries<any>(condition);
    switch (name) {
      case 'Condition': return this.condition(scope.stack.template.Conditions?.[argument] ?? { 'Fn::Or': [] }, scope);
      case 'Fn::And': return argument.every((item: any) => this.condition(item, scope));
      case 'Fn::Or': return argument.some((item: any) => this.condition(item, scope));
      case 'Fn::Not': return !this.condition(argument[0], scope);
      default: return String(this.value(argument[0], scope)) === String(this.value(argument[1], scope));
    }
  }

  private identity(logicalId: string, scope: Scope): ResourceIdentity {
    const resource = scope.stack.template.Resources?.[logicalId];
    const { stack, account, region, partition } = scope;
    return {
      stack: stack.name, logicalId, account, region, partition,
      type: resource?.Type ?? 'Custom::Unknown',
      property: (name) => this.value(resource?.Properties?.[name], scope),
    };
  }

  private resource(stack: string, logicalId: string): CloudFormationResource | undefined {
    return this.scopes.get(stack)?.stack.template.Resources?.[logicalId];
  }

  private guarded(key: string, fallback: string, resolve: () => any): any {
    if (this.open.has(key)) {
      return fallback;
    }
    this.open.add(key);
    try {
      return resolve();
    } finally {
      this.open.delete(key);
    }
  }
}

function placeOf(environment: string | undefined): Pick<Scope, 'account' | 'region' | 'partition'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment ?? '') ?? [];
  const place = {
    account: !account || account.startsWith('unknown-') ? SOMEWHERE.account : account,
    region: !region || region.startsWith('unknown-') ? SOMEWHERE.region : region,
  };
  const partition = /^(cn|us-gov)-/.exec(place.region)?.[1];
  return { ...place, partition: partition ? `aws-${partition}` : 'aws' };
}

function pseudoParameter(name: string, scope: Scope): any {
  const { account, region, partition, stack } = scope;
  switch (name) {
    case 'AWS::AccountId': return account;
    case 'AWS::Region': return region;
    case 'AWS::Partition': return partition;
    case 'AWS::URLSuffix': return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    case 'AWS::StackName': return stack.name;
    case 'AWS::StackId': return `arn:${partition}:cloudformation:${region}:${account}:stack/${stack.name}/${digits(
      stack.name,
    )}`;
    case 'AWS::NotificationARNs': return [];
    default: return DROPPED; // AWS::NoValue
  }
}

function parameterValue(name: string, parameter: { Type: string; Default?: any }): any {
  if (parameter.Type.startsWith('AWS::SSM::Parameter::Value')) {
    return parameter.Type.includes('EC2::Image::Id') ? `ami-${digits(name)}` : `value-of-${name}`;
  }
  const value = parameter.Default ?? (parameter.Type === 'Number' ? 1 : `value-of-${name}`);
  return /List/.test(parameter.Type) ? String(value).split(',') : value;
}

function digits(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 17);
}

/** `Fn::Cidr`: the first `count` blocks with `hostBits` host bits inside an IPv4 block. */
function cidrBlocks([block, count, hostBits = 8]: [string, number | string, (number | string)?]): string[] {
  const [address] = block.split('/');
  const start = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** Number(hostBits);
  const prefix = 32 - Number(hostBits);
  return Array.from({ length: Number(count) }, (_, index) => `${dotted(start + index * size)}/${prefix}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
