import type { ResourceResult } from './model';
import { Resolver, type NestedIn } from '../../inspect/assembly/intrinsics';
import type { StackTemplate } from '../../inspect/assembly/model';

/** Resolves intrinsics: to what a resource really is once it exists, else to the shape CloudFormation would give it. */
export class LiveValues {
  private resolver?: Resolver;

  /** `live` has the resources that exist, by `<stack>/<logical id>`; call {@link changed} after each change of it. */
  constructor(
    private readonly stacks: readonly StackTemplate[], private readonly live: ReadonlyMap<string, ResourceResult>,
  ) {}

  public changed(): void {
    this.resolver = undefined;
  }

  public resolve(value: any, stack: string): any {
    this.resolver ??= new Resolver(this.stacks.map((candidate) => this.withLive(candidate)), nestings(this.stacks));
    return this.resolver.resolve(this.substitute(value, stack), stack);
  }

  private withLive(stack: StackTemplate): StackTemplate {
    return { ...stack, template: this.substitute(stack.template, stack.name) };
  }

  private substitute(value: any, stack: string): any {
    if (Array.isArray(value)) {
      return value.map((item) => this.substitute(item, stack));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const [[name, argument] = ['', undefined], ...others] = Object.entries<any>(value);
    const found = others.length === 0 ? this.reference(name, argument, stack) : undefined;
    return found ?? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.substitute(item, stack)]));
  }

  private reference(name: string, argument: any, stack: string): any {
    switch (name) {
      case 'Ref': return this.live.get(`${stack}/${argument}`)?.physicalId;
      case 'Fn::GetAtt': return this.attribute(argument, stack);
      case 'Fn::Sub': return this.sub(argument, stack);
      default: return undefined;
    }
  }

  private attribute(argument: string | string[], stack: string): any {
    const [logicalId, ...rest] = Array.isArray(argument) ? argument : argument.split('.');
    return this.live.get(`${stack}/${logicalId}`)?.attributes?.[rest.join('.')];
  }

  private sub(argument: string | [string, object], stack: string): any {
    const [text, variables = {}] = [argument].flat() as [string, object?];
    const known = text.replace(/\$\{([^!}][^}]*)\}/g, (whole, name: string) => (name in variables ? whole
      : (name.includes('.') ? this.attribute(name, stack) : this.live.get(`${stack}/${name}`)?.physicalId) ?? whole));
    return { 'Fn::Sub': [known, this.substitute(variables, stack)] };
  }
}

/** Stacks inside others are named after the resource that stands for them. */
function nestings(stacks: readonly StackTemplate[]): Map<string, NestedIn> {
  const resources = stacks.flatMap((stack) => Object.keys(stack.template.Resources ?? {}).map((logicalId) => ({
    stack: stack.name, logicalId,
  })));
  const names = new Set(stacks.map(({ name }) => name));
  return new Map(resources.filter(({ stack, logicalId }) => names.has(`${stack}/${logicalId}`)).map((nested) => [
    `${nested.stack}/${nested.logicalId}`, nested,
  ]));
}
