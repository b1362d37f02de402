import { each, html, type Markup } from '../html';
import { widthOf } from './shapes';
import type { Phase, RunHistory } from '../run-history';

/** Positions of times in the picture. */
export interface Scale {
  readonly left: number;
  readonly width: number;
  /** Time at the right end. */
  readonly seconds: number;
}

/** Distances of marks that people read easily, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** The mark above a tick needs this much room. */
const ROOM = 56;

/** Room right of the axis, which the last mark may use. */
export const MARGIN = 20;

/** Phases as bands behind everything, and a mark every so many seconds. */
export function axis({ phases }: RunHistory, scale: Scale, height: number): Markup {
  const step = STEPS.find((seconds) => (scale.width * seconds) / scale.seconds >= ROOM) ?? STEPS[STEPS.length - 1];
  const marks = Array.from({ length: Math.floor(scale.seconds / step) + 1 }, (_, index) => index * step);
  return html`${each(phases, (phase, index) => band(phase, { scale, height, look: index % 2 === 0 ? 'even' : 'odd' }))}${each(marks, (seconds) => mark(seconds, scale, height))}`;
}

/** Position of a time. */
export function xOf(seconds: number, scale: Scale): number {
  return scale.left + (scale.width * Math.min(seconds, scale.seconds)) / scale.seconds;
}

function band(
  { name, from, to }: Phase,
  { scale, height, look }: { readonly scale: Scale; readonly height: number; readonly look: string },
): Markup {
  const x = xOf(from, scale);
  const width = Math.max(0, xOf(to, scale) - x);
  const fits = widthOf(name, 'small') + 8 < width;
  return html`<rect x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${height}" class="phase ${look}"/>${fits
    && html`<text x="${(x + 5).toFixed(1)}" y="13" class="small">${name}</text>`}`;
}

function mark(seconds: number, scale: Scale, height: number): Markup {
  const x = xOf(seconds, scale);
  const words = `${seconds} s`;
  const fits = x + 3 + widthOf(words, 'small') <= scale.left + scale.width + MARGIN;
  return html`<path d="M${x.toFixed(1)} 20V${height}" class="tick"/>${fits
    && html`<text x="${(x + 3).toFixed(1)}" y="29" class="small muted">${words}</text>`}`;
}
