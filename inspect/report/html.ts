/** Text that is markup already: what `html` returns, and nothing else. */
export class Markup {
  public constructor(private readonly source: string) {}

  public toString(): string {
    return this.source;
  }
}

/** Values of a template: text is escaped, markup is not, `undefined` and `false` are left out. */
export type Content = Markup | string | number | false | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;',
};

/** Text as it may stand between tags and between quotes; characters that no browser accepts are left out. */
export function escape(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/**
 * Markup from a template. Every value is escaped unless it is markup itself, so data never becomes a tag.
 *
 * Values stand between tags or between quotes, never bare inside a tag.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + render(values[index - 1]) + part));
}

/** Markup of every item, one after the other. */
export function each<T>(items: readonly T[], draw: (item: T, index: number) => Content): Markup {
  return new Markup(items.map((item, index) => render(draw(item, index))).join(''));
}

/** A value that holds only when something was found. */
export function when(condition: unknown, draw: () => Content): Content {
  return condition ? draw() : undefined;
}

function render(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.toString();
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return content.map(render).join('');
}
