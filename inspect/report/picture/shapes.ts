import { each, html, type Content, type Markup } from '../html';

/** A finished picture, in pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: Markup;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place on the left and right border of a block at which lines begin or end. */
export interface Anchor {
  readonly id: string;
  readonly dy: number;
}

/** A part of the picture that knows its size and is drawn wherever there is room for it. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly anchors: readonly Anchor[];
  readonly draw: (x: number, y: number) => Content;
}

/**
 * Sizes of type in the picture, with the mean width of a letter in the widest of usual fonts (DejaVu Sans) as a share
 * of the size.
 */
const TYPE = {
  title: { size: 15, letter: 0.66 },
  strong: { size: 13, letter: 0.66 },
  body: { size: 12.5, letter: 0.59 },
  small: { size: 12, letter: 0.6 },
} as const;

export type TypeStyle = keyof typeof TYPE;

/** Width of a text, near enough to keep it inside its box. */
export function widthOf(words: string, style: TypeStyle): number {
  return words.length * TYPE[style].size * TYPE[style].letter;
}

/** One line of text, cut where its box ends; the whole text stays as a tooltip. */
export function line(x: number, y: number, words: string, style: TypeStyle, width: number, tone = ''): Markup {
  const room = Math.max(1, Math.floor(width / (TYPE[style].size * TYPE[style].letter)));
  if (words.length <= room) return html`<text x="${x}" y="${y}" class="${style} ${tone}">${words}</text>`;
  return html`<text x="${x}" y="${y}" class="${style} ${tone}">${words.slice(0, room - 1).trimEnd()}…<title>${words}</title></text>`;
}

export function box({ x, y, width, height }: Rect, look: string, radius = 8): Markup {
  return html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" class="${look}"/>`;
}

/** A frame with its name in the upper left corner and a note in the upper right one, if there is room. */
export function frame(rect: Rect, name: string, note: string, look = 'frame'): Markup {
  const room = rect.width - widthOf(name, 'strong') - 90;
  const [right, baseline] = [rect.x + rect.width - 34, rect.y + 22];
  return html`${box(rect, look, 12)}${line(rect.x + 14, baseline, name, 'strong', rect.width - 28)}${widthOf(
    note, 'small',
  ) < room
    && html`<text x="${right}" y="${baseline}" class="small muted end">${note}</text>`}`;
}

const CHIP = { height: 22, gap: 6, padding: 8 } as const;

export interface Chip {
  readonly words: string;
  readonly tone?: string;
}

interface Placed extends Chip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Short words in boxes, side by side, in as many rows as they need. */
export function chips(items: readonly Chip[], width: number): Block {
  const placed: Placed[] = [];
  let [x, y] = [0, 0];
  for (const item of items) {
    const size = Math.min(width, widthOf(item.words, 'small') + 2 * CHIP.padding);
    if (x > 0 && x + size > width) [x, y] = [0, y + CHIP.height + CHIP.gap];
    placed.push({ ...item, x, y, width: size });
    x += size + CHIP.gap;
  }
  return {
    width,
    height: items.length === 0 ? 0 : y + CHIP.height,
    anchors: [],
    draw: (left, top) => each(placed, (chip) => drawChip(chip, left, top)),
  };
}

function drawChip(chip: Placed, left: number, top: number): Markup {
  const [x, y] = [left + chip.x, top + chip.y];
  const tone = chip.tone ?? 'plain';
  return html`${box({ x, y, width: chip.width, height: CHIP.height }, `chip ${tone}`, 6)}${line(
    x + chip.width / 2, y + 15.5, chip.words, 'small', chip.width - CHIP.padding, `middle on-${tone}`,
  )}`;
}

/** Words in as many lines as the width asks for. */
export function wrap(words: string, style: TypeStyle, width: number): readonly string[] {
  const wrapped: string[] = [];
  for (const word of words.split(' ')) {
    const longer = [...wrapped.slice(-1), word].join(' ');
    if (wrapped.length > 0 && widthOf(longer, style) <= width) wrapped.splice(-1, 1, longer);
    else wrapped.push(word);
  }
  return wrapped;
}

/** Lines of text, one below the other. */
export function lines(
  items: ReadonlyArray<{ readonly words: string; readonly style?: TypeStyle; readonly tone?: string }>, width: number,
): Block {
  const step = 18;
  return {
    width,
    height: items.length * step,
    anchors: [],
    draw: (x, y) => each(items, (item, index) => line(
      x, y + 13 + index * step, item.words, item.style ?? 'body', width, item.tone,
    )),
  };
}

/** Blocks below one another; anchors keep their places. */
export function stack(blocks: readonly Block[], gap: number, width: number): Block {
  const tops: number[] = [];
  let height = 0;
  for (const block of blocks.filter((candidate) => candidate.height > 0)) {
    tops.push(height);
    height += block.height + gap;
  }
  const shown = blocks.filter((candidate) => candidate.height > 0);
  return {
    width,
    height: Math.max(0, height - gap),
    anchors: shown
      .flatMap((block, index) => block.anchors.map((anchor) => ({ ...anchor, dy: anchor.dy + tops[index] }))),
    draw: (x, y) => each(shown, (block, index) => block.draw(x, y + tops[index])),
  };
}

/** A block on a card of its own. */
export function card(inner: Block, look = 'card', own: readonly Anchor[] = []): Block {
  const padding = 12;
  return {
    width: inner.width + 2 * padding,
    height: inner.height + 2 * padding,
    anchors: [...own, ...inner.anchors.map((anchor) => ({ ...anchor, dy: anchor.dy + padding }))],
    draw: (x, y) =>
      html`${box({ x, y, width: inner.width + 2 * padding, height: inner.height + 2 * padding }, look)}${inner.draw(
        x + padding, y + padding,
      )}`,
  };
}
