import type { Setting } from '../facts/model';
import { each, html, when, type Content, type Markup } from '../html';

/** A column of a table: its heading and how a row fills it. The first one names the row. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => Content;
  readonly numeric?: boolean;
  /** Says whether the cell has so little that a narrow page leaves it out. */
  readonly isMinor?: (row: T) => boolean;
}

/** A part of the page with a heading and one sentence that says what is to be seen. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly body: Content;
}

export function section({ id, title, lead, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="lead">${lead}</p>${body}</section>`;
}

/**
 * A table; where the page is narrow each row becomes a card, unless its look is `compact`. Roles keep it a table for
 * those who listen.
 */
export function table<T>(
  caption: string, columns: ReadonlyArray<Column<T>>, rows: readonly T[], look = 'stacking',
): Markup {
  return html`<div class="panel scroll" tabindex="0" role="group" aria-label="${caption}"><table role="table" class="${look}"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${each(columns, (column) => html`<th role="columnheader" scope="col"${numeric(
  column,
)}>${column.title}</th>`)}</tr></thead>
<tbody role="rowgroup">${each(rows, (row) => html`<tr role="row">${each(columns, (column, index) => cell(
  column, row, index === 0,
))}</tr>
`)}</tbody></table></div>`;
}

function cell<T>(column: Column<T>, row: T, first: boolean): Markup {
  if (first) return html`<th role="rowheader" scope="row">${column.cell(row)}</th>`;
  const look = column.isMinor?.(row) ? html` class="minor"` : numeric(column);
  return html`<td role="cell" data-label="${column.title}"${look}>${column.cell(row)}</td>`;
}

function numeric({ numeric: isNumeric }: { readonly numeric?: boolean }): Content {
  return when(isNumeric, () => html` class="number"`);
}

/** Settings as a list of names and values. */
export function pairs(settings: readonly Setting[]): Content {
  return settings.length > 0
    ? html`<dl class="pairs">${each(settings, ({ name, value }) => html`<div><dt>${name}</dt> <dd>${value}</dd></div>`)}</dl>`
    : none();
}

export function tag(words: string, tone = ''): Markup {
  return html`<span class="tag ${tone}">${words}</span>`;
}

/** Short words side by side. */
export function tags(items: readonly string[], tone: (item: string) => string = () => ''): Content {
  return items.length > 0
    ? html`<ul class="set">${each(items, (item) => html`<li>${tag(item, tone(item))}</li>`)}</ul>`
    : none();
}

export function bullets(items: readonly string[]): Content {
  if (items.length === 1) return html`<code>${items[0]}</code>`;
  return items.length > 1
    ? html`<ul class="plain">${each(items, (item) => html`<li><code>${item}</code></li>`)}</ul>`
    : none();
}

/** An empty cell that says so. */
export function none(): Markup {
  return html`<span class="muted">none</span>`;
}

export function note(words: string): Content {
  return when(words, () => html`<span class="muted">${words}</span>`);
}
