import { STYLE } from '../../../inspect/report/style';
import { COLOURS } from '../../../inspect/report/theme';

type Palette = Record<string, string>;

function paletteOf(block: string): Palette {
  return Object.fromEntries([...block.matchAll(/--([a-z-]+):(#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour]));
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const [, light, dark, paper] = COLOURS.split(/@?media|:root\{color/).map(paletteOf).filter((palette) => Object.keys(palette).length > 0)
  .reduce<Palette[]>((all, palette) => [...all, palette], [{}]);
const MODES: ReadonlyArray<readonly [string, Palette]> = [['light', light], ['dark', dark], ['paper', paper]];
const GROUNDS = ['page', 'surface', 'sunken'];
const TEXTS = ['ink', 'muted', 'accent', 'driver', 'executor', 'submitter'];
const BADGES = ['driver', 'executor', 'submitter', 'spot', 'good', 'bad'];

describe.each(MODES)('colours on %s', (_, palette) => {
  test.each(TEXTS.flatMap((word) => GROUNDS.map((ground) => [word, ground])))('%s on %s can be read', (word, ground) => {
    expect(contrast(palette[word], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(BADGES)('%s on its own badge can be read', (word) => {
    expect(contrast(palette[word], palette[`${word}-soft`])).toBeGreaterThanOrEqual(4.5);
  });

  // https://www.w3.org/TR/WCAG22/#non-text-contrast
  test.each(GROUNDS)('borders that carry meaning stand out from %s', (ground) => {
    expect(contrast(palette.edge, palette[ground])).toBeGreaterThanOrEqual(3);
  });

  test('the skip link can be read', () => {
    expect(contrast(palette.page, palette.ink)).toBeGreaterThanOrEqual(4.5);
  });
});

test('the contrast of black on white is 21, as WCAG says', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});

test('style uses no colour but the measured ones', () => {
  expect(STYLE.replace(COLOURS.replace(/\n/g, ''), '')).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl/);
});

test('every colour that style uses is defined', () => {
  const used = [...STYLE.matchAll(/var\(--([a-z-]+)\)/g)].map(([, name]) => name);
  expect(used.filter((name) => !(name in light))).toEqual([]);
});

test('style loads nothing', () => {
  expect(STYLE).not.toMatch(/url\(|@import|@font-face/);
});
