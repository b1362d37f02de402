/** A colour in light and in dark surroundings. */
interface Shade {
  readonly light: string;
  readonly dark: string;
}

/**
 * Every colour of the page; each pair of text and ground keeps a contrast of 4.5 to 1 or more, which a test measures.
 */
const PALETTE: Readonly<Record<string, Shade>> = {
  'page': { light: '#f4f6f9', dark: '#0d1219' },
  'surface': { light: '#ffffff', dark: '#151c26' },
  'sunken': { light: '#edf0f5', dark: '#1d2632' },
  'ink': { light: '#16202e', dark: '#e7ecf4' },
  'muted': { light: '#4d596b', dark: '#a6b2c4' },
  'line': { light: '#d3dae4', dark: '#2e3a4a' },
  'edge': { light: '#76839a', dark: '#73839b' },
  'accent': { light: '#1a55ad', dark: '#8dbaff' },
  'driver': { light: '#1a55ad', dark: '#8dbaff' },
  'driver-soft': { light: '#e4edfb', dark: '#182a45' },
  'executor': { light: '#0a664c', dark: '#6fd6ae' },
  'executor-soft': { light: '#dff3ea', dark: '#12312a' },
  'submitter': { light: '#753aa3', dark: '#d3a9f6' },
  'submitter-soft': { light: '#f2e8fa', dark: '#2d203e' },
  'spot': { light: '#824607', dark: '#f3bc6d' },
  'spot-soft': { light: '#fbeedb', dark: '#382911' },
  'good': { light: '#0a664c', dark: '#6fd6ae' },
  'good-soft': { light: '#dff3ea', dark: '#12312a' },
  'bad': { light: '#ab231c', dark: '#ffa199' },
  'bad-soft': { light: '#fce9e7', dark: '#3c1b19' },
};

const declarations = (mode: keyof Shade): string => Object.entries(PALETTE)
  .map(([name, shade]) => `--${name}:${shade[mode]}`).join(';');

/** Colours as custom properties: light, dark where the reader's system asks for it, light again on paper. */
export const COLOURS = `
:root{color-scheme:light dark;${declarations('light')}}
@media (prefers-color-scheme:dark){:root{${declarations('dark')}}}
@media print{:root{color-scheme:light;${declarations('light')}}}`;
