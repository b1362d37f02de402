import { assetName, type Asset } from './cloud-assembly';

/** Gives the name under which a reference is compared; undefined for a name that no element of the template has. */
export type NameOf = (section: Section, id: string) => string | undefined;
export type Section = 'Resources' | 'Conditions' | 'Mappings' | 'Exports';

/** A label whose name CDK derives from the path of a construct. */
const PRUNE_LABEL = /aws\.cdk\.eks\/prune-[0-9a-f]+/g;
const HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * Writes a part of a template so that equal meanings are equal texts: references by the names they are given, `Ref`,
 * `Fn::GetAtt`,
 * `Fn::Sub` and `Fn::Join` as one text with `${…}`, texts that hold JSON as that JSON, keys sorted, assets by their
 * content.
 */
export class Canonical {
  constructor(private readonly nameOf: NameOf, private readonly assets: { readonly [hash: string]: Asset }) {}

  public of(value: any): any {
    if (typeof value === 'string') {
      return this.json(this.literal(value));
    }
    if (Array.isArray(value)) {
      return value.map((element) => this.of(element));
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    const text = this.text(value);
    if (text !== undefined) {
      return this.json(text);
    }
    return Object.fromEntries(Object.entries(value).sort(byKey).map(([key, entry]) => this.entry(key, entry)));
  }

  private entry(key: string, value: any): [string, any] {
    if (key === 'Fn::If' || key === 'Fn::FindInMap') {
      const [name, ...rest] = value;
      return [
        key, [this.name(key === 'Fn::If' ? 'Conditions' : 'Mappings', name), ...rest.map((part: any) => this.of(part))],
      ];
    }
    if (key === 'Condition' && typeof value === 'string') {
      return [key, this.name('Conditions', value)];
    }
    return [this.literal(key), this.of(value)];
  }

  /** The text that an intrinsic function gives; undefined for every other object. */
  private text(value: any): string | undefined {
    const [[key, argument] = ['', undefined], ...others] = Object.entries<any>(value);
    if (others.length > 0) {
      return undefined;
    }
    switch (key) {
      case 'Ref': return this.reference(argument);
      case 'Fn::GetAtt': return Array.isArray(argument) ? this.attribute(argument) : this.reference(argument);
      case 'Fn::ImportValue': return typeof argument === 'string'
        ? `\${import ${this.name('Exports', argument)}}`
        : undefined;
      case 'Fn::Join': return this.joined(argument);
      case 'Fn::Sub': return Array.isArray(argument)
        ? this.substituted(argument[0], argument[1])
        : this.substituted(argument, {});
      default: return undefined;
    }
  }

  private attribute([id, attribute]: any[]): string {
    return typeof attribute === 'string'
      ? this.reference(`${id}.${attribute}`)
      : `\${${this.name('Resources', id)} ${this.quoted(attribute)}}`;
  }

  private reference(target: string): string {
    const [id, ...attribute] = target.split('.');
    return `\${${[this.name('Resources', id), ...attribute].join('.')}}`;
  }

  private joined([delimiter, parts]: [string, any]): string | undefined {
    return Array.isArray(parts) ? parts.map((part) => this.part(part)).join(this.literal(delimiter)) : undefined;
  }

  private substituted(text: string, variables: { readonly [name: string]: any }): string {
    const parts = text.split(/(\$\{[^}]*\})/);
    return parts.map((part) => {
      const [, name] = /^\$\{([^!].*)\}$/.exec(part) ?? [];
      if (name === undefined) {
        return this.constant(part);
      }
      return Object.hasOwn(variables, name) ? this.part(variables[name]) : this.reference(name.trim());
    }).join('');
  }

  private part(part: any): string {
    return typeof part === 'string' ? this.literal(part) : this.text(part) ?? `\${${this.quoted(part)}}`;
  }

  /** For use within a text that may be JSON. */
  private quoted(value: any): string {
    return JSON.stringify(this.of(value)).replace(/"/g, "'");
  }

  private name(section: Section, id: string): string {
    return this.nameOf(section, id) ?? id;
  }

  /** A text in which `${` is no reference; in `Fn::Sub` it is written so already. */
  private literal(text: string): string {
    return this.constant(text).replace(/\$\{/g, '${!');
  }

  private constant(text: string): string {
    const assets = this.assets;
    return text.replace(PRUNE_LABEL, 'aws.cdk.eks/prune').replace(HASH, (hash) => (Object.hasOwn(assets, hash)
      ? assetName(assets[hash].digest)
      : hash));
  }

  /** Reads JSON in texts, also in those within. */
  private json(text: string): any {
    if (!/^\s*[[{]/.test(text)) {
      return text;
    }
    try {
      return { 'as JSON text': this.within(JSON.parse(text)) };
    } catch {
      return text;
    }
  }

  private within(value: any): any {
    if (typeof value === 'string') {
      return this.json(value);
    }
    if (Array.isArray(value)) {
      return value.map((element) => this.within(element));
    }
    return value === null || typeof value !== 'object'
      ? value
      : Object.fromEntries(Object.entries(value).sort(byKey).map(([key, entry]) => [key, this.within(entry)]));
  }
}

function byKey([a]: [string, any], [b]: [string, any]): number {
  return a < b ? -1 : 1;
}
