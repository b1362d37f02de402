import { Fn, Token, type IResolvable, type IResolveContext } from 'aws-cdk-lib';

/**
 * The same text, with its references written into it: `Fn::Sub` where CDK would write a `Fn::Join` of many lines.
 *
 * A third of the bytes, and whoever reads the template sees the ARN or the document as it will be. `names` are for what
 * is no mere reference; others are called by their function.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
 */
export function substituted(text: string, names: { readonly [name: string]: string } = {}): string {
  return Token.isUnresolved(text) ? Token.asString(new Substitution(text, names)) : text;
}

/** ARN of a policy that AWS keeps, in the partition of the stack; `name` with its path, without a leading slash. */
export function awsManagedPolicyArn(name: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`);
}

class Substitution implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly text: string, private readonly names: { readonly [name: string]: string }) {}

  public resolve(context: IResolveContext): any {
    const value = context.resolve(this.text);
    // While CDK looks for references it makes plain strings, which a property that wants an object would refuse, and
    // CDK would miss the references.
    return context.preparing ? { 'Fn::Sub': value } : writtenOut(value, context.resolve(this.names));
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A value as `Fn::Sub` writes it; one that is no concatenation stays as it is. */
function writtenOut(value: any, names: { readonly [name: string]: any }): any {
  const [separator, parts] = value?.['Fn::Join'] ?? [];
  if (separator !== '' || !Array.isArray(parts)) {
    return value;
  }
  const variables = new Variables(JSON.stringify(parts), names);
  const text = parts.map((part) => written(part, variables)).join('');
  return { 'Fn::Sub': variables.size === 0 ? text : [text, variables.values()] };
}

function written(part: any, variables: Variables): string {
  if (typeof part === 'string') {
    return part.replace(/\$\{/g, '${!');
  }
  const [[fn, argument]] = Object.entries<any>(part);
  switch (fn) {
    case 'Ref': return `\${${argument}}`;
    case 'Fn::GetAtt': return `\${${[argument].flat().join('.')}}`;
    case 'Fn::Sub': return typeof argument === 'string' ? argument : variables.of(fn, part);
    default: return variables.of(fn, part);
  }
}

/** Variables of one `Fn::Sub`, for functions that its text cannot hold: one for all that are the same. */
class Variables {
  private readonly names = new Map<string, string>();

  /** `all` is the text with everything it refers to: a variable must not hide a resource. */
  constructor(private readonly all: string, private readonly wanted: { readonly [name: string]: any }) {}

  public get size(): number {
    return this.names.size;
  }

  public of(fn: string, value: any): string {
    const key = JSON.stringify(value);
    const wanted = Object.keys(this.wanted).find((name) => JSON.stringify(this.wanted[name]) === key
      && !this.all.includes(`"${name}"`));
    const name = this.names.get(key) ?? wanted ?? this.free(fn.replace('Fn::', ''));
    this.names.set(key, name);
    return `\${${name}}`;
  }

  public values(): { [name: string]: any } {
    return Object.fromEntries([...this.names].map(([value, name]) => [name, JSON.parse(value)]));
  }

  private free(readable: string): string {
    let number = this.size + 1;
    while (this.all.includes(`${readable}${number}`)) {
      number++;
    }
    return `${readable}${number}`;
  }
}
