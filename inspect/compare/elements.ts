import { Canonical, type NameOf, type Section } from './canonical';
import type { CloudAssembly, Template } from './cloud-assembly';

/** A resource, output, condition, parameter or mapping of a template: what other elements refer to by its id. */
export interface Element {
  readonly stack: string;
  readonly section: string;
  readonly id: string;
  readonly type: string;
  /** What the template says of it, but for what it waits for. */
  readonly body: any;
  /** Ids of its own stack that it waits for. */
  readonly dependsOn: string[];
}

/** Gives the name under which an element is compared. */
export type Naming = (element: Element) => string;

const TYPES: { readonly [section: string]: string } = {
  Outputs: 'Output', Conditions: 'Condition', Parameters: 'Parameter', Mappings: 'Mapping',
};

/** The elements of an app, and the references between them. */
export class Elements {
  public readonly all: Element[];
  private readonly byKey = new Map<string, Element>();

  constructor(private readonly assembly: CloudAssembly) {
    this.all = Object.entries(assembly.templates).flatMap(([stack, template]) => elementsOf(stack, template));
    for (const element of this.all) {
      this.byKey.set(`${element.stack} ${sectionOf(element)} ${element.id}`, element);
      if (element.body.Export !== undefined) {
        this.byKey.set(`Exports ${element.body.Export.Name}`, element);
      }
    }
  }

  /** What an element is and holds, without its id and the order of what it waits for. */
  public content(element: Element, naming: Naming): object {
    const canonical = new Canonical(
      this.names(element, (found) => `${found.type} ${naming(found)}`), this.assembly.assets,
    );
    const { Metadata: metadata, Export: exported, ...body } = element.body;
    return {
      type: element.type, ...canonical.of({
        ...body, ...(exported && { Export: exportName(exported) }), Metadata: kept(metadata),
      }),
    };
  }

  /** Everything an element refers to, once for each reference. */
  public references(element: Element): Element[] {
    const found: Element[] = [];
    this.content(element, (target) => {
      found.push(target);
      return '';
    });
    return found;
  }

  public dependencies(element: Element): Element[] {
    return element.dependsOn.map((id) => this.byKey.get(`${element.stack} Resources ${id}`)!)
      .filter((found) => found !== undefined);
  }

  private names({ stack }: Element, naming: Naming): NameOf {
    return (section: Section, id: string) => {
      const found = this.byKey.get(section === 'Exports' ? `Exports ${id}` : `${stack} ${section} ${id}`);
      return found && naming(found);
    };
  }
}

function elementsOf(stack: string, template: Template): Element[] {
  const of = (section: string) => Object.entries<any>(template[section] ?? {}).map(([id, content]) => {
    const { DependsOn: dependsOn, ...body } = content;
    return { stack, section, id, body, type: TYPES[section] ?? body.Type, dependsOn: [dependsOn ?? []].flat() };
  });
  const { Resources, Outputs, Conditions, Parameters, Mappings, ...rest } = template;
  const sections = { Resources, Outputs, Conditions, Parameters, Mappings };
  const elements = Object.keys(sections).flatMap(of).filter(({ type }) => type !== 'AWS::CDK::Metadata');
  return [...elements, { stack, section: '', id: stack, type: 'Template', body: rest, dependsOn: [] }];
}

/** `Ref` reaches resources and parameters alike. */
function sectionOf({ section }: Element): string {
  return section === 'Parameters' ? 'Resources' : section;
}

/** Names of exports that CDK makes from logical ids say nothing. */
function exportName({ Name: name }: any): any {
  return typeof name === 'string' ? name.replace(/:ExportsOutput\w+$/, ':ExportsOutput') : name;
}

/** Metadata, but for where in the app and on the disk something comes from. */
function kept(metadata: any): any {
  const entries = Object.entries<any>(metadata ?? {}).filter(([key]) => !/^aws:(cdk:path|asset:)/.test(key));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
