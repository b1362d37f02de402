import * as fs from 'fs';
import * as path from 'path';
import { Problem } from '../../inspect/assembly/command-line';
import type { Platform } from '../../inspect/assembly/model';
import { runChecks } from '../../inspect/checks';
import { renderReport } from '../../inspect/report';
import type { RunHistory } from '../../inspect/report';

export interface ReportOptions {
  /** Folder that receives the page. */
  readonly out: string;
  readonly platform: Platform;
  /**
   * Says whether the assembly is ours and will be gone: then the folder of the page gets a copy, which its commands
   * name.
   */
  readonly isTemporary: boolean;
  /** Length of the synthesis. */
  readonly seconds: number;
  readonly history: RunHistory;
}

/** Writes the page of `npm run demo`, with what happened; gives its path. */
export function writeReport({ out, platform, isTemporary, seconds, history }: ReportOptions): string {
  const started = Date.now();
  const checks = runChecks(platform, []);
  const page = path.join(out, 'index.html');
  const kept = path.join(out, 'cdk.out');
  const shown = isTemporary ? { ...platform, folder: kept } : platform;
  try {
    fs.mkdirSync(out, { recursive: true });
    if (isTemporary) {
      fs.rmSync(kept, { recursive: true, force: true });
      fs.cpSync(platform.folder, kept, { recursive: true });
    }
    fs.writeFileSync(page, renderReport(shown, checks, seconds + (Date.now() - started) / 1000, history));
  } catch (error) {
    throw new Problem(`--out must be a folder that can be written, got ${out}: ${(error as Error).message}`);
  }
  return page;
}
