import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';

interface Docs {
  readonly summary?: string;
  readonly default?: string;
  readonly deprecated?: string;
}

export interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly optional?: boolean;
  readonly overrides?: string;
  readonly type?: { readonly primitive?: string };
}

export interface Callable extends Member {
  readonly parameters?: Array<Member>;
}

export interface JsiiType extends Member {
  readonly kind: 'class' | 'enum' | 'interface';
  readonly fqn: string;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: string[];
  readonly initializer?: Callable;
  readonly properties?: Member[];
  readonly methods?: Callable[];
  readonly members?: Member[];
}

/** Types that the last `npx projen compile` exported; `npm test` compiles first when a source is newer. */
export function exportedTypes(): JsiiType[] {
  const { types = {} } = JSON.parse(gunzipSync(readFileSync(join(__dirname, '../../.jsii.gz'))).toString());
  return Object.values(types);
}

/** Members a user can name: properties, methods and enum members. */
export function membersOf(type: JsiiType): Member[] {
  return [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []];
}

/** Methods and the constructor. */
export function callablesOf(type: JsiiType): Callable[] {
  return [...type.initializer ? [{ ...type.initializer, name: 'new' }] : [], ...type.methods ?? []];
}

/** Properties of a struct, inherited ones of this library's structs counted. */
export function propertiesOf(type: JsiiType, types: JsiiType[]): Member[] {
  const inherited = (type.interfaces ?? []).flatMap((fqn) => {
    const base = types.find((candidate) => candidate.fqn === fqn);
    return base ? propertiesOf(base, types) : [];
  });
  return [...new Map([...inherited, ...type.properties ?? []].map((property) => [property.name, property])).values()];
}
