import { createHash } from 'crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { basename, join, relative, resolve } from 'path';

/** A template as the CDK writes it. */
export interface Template {
  readonly [section: string]: any;
}

/** A file or folder that an app uploads. */
export interface Asset {
  /** The same for equal contents, wherever they come from. */
  readonly digest: string;
  /** Absent of archives, folders and what is longer than a person reads. */
  readonly text?: string;
}

/** Templates and assets of one synthesised app. */
export interface CloudAssembly {
  readonly templates: { readonly [stack: string]: Template };
  readonly assets: { readonly [hash: string]: Asset };
}

const READABLE = 64 * 1024;

export function readCloudAssembly(folder: string): CloudAssembly {
  const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const templates = files.filter((file) => file.endsWith('.template.json') && !basename(file).startsWith('asset.'));
  const assets: Record<string, Asset> = {};
  for (const file of files.filter((name) => name.endsWith('.assets.json'))) {
    for (const [hash, { source }] of Object.entries<any>(json(join(folder, file)).files ?? {})) {
      if (source.path?.endsWith('.template.json') === false) {
        assets[hash] = readAsset(resolve(join(folder, file, '..'), source.path), hash);
      }
    }
  }
  return {
    assets,
    templates: Object.fromEntries(
      templates.map((file) => [basename(file, '.template.json'), json(join(folder, file))]),
    ),
  };
}

/**
 * An asset that is not there (snapshots leave the large ones out), an archive and a large folder are what their hash
 * says.
 */
function readAsset(path: string, hash: string): Asset {
  const text = existsSync(path) ? textOf(path) : undefined;
  return text === undefined ? { digest: hash } : { digest: digestOf(text), text };
}

/** A file's text, or those of a folder one after the other; undefined if it is too long to read or no text. */
function textOf(path: string): string | undefined {
  const files = statSync(path).isFile() ? [path] : filesIn(path);
  if (files.reduce((sum, file) => sum + statSync(file).size, 0) > READABLE) {
    return undefined;
  }
  const texts = files.map(
    (file) => (file === path ? '' : `=== ${relative(path, file)}\n`) + readFileSync(file, 'utf8'),
  );
  return texts.some((text) => text.includes('\u0000')) ? undefined : texts.join('');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** How an asset is called in what is compared. */
export function assetName(digest: string): string {
  return `asset-${digest.slice(0, 16)}`;
}

export function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
