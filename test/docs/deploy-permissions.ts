/** Writes docs/deploy-permissions.md: `npx tsx test/docs/deploy-permissions.ts`. */
import { mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { page } from './deploy-permissions/page';
import { policies, rows, trustedServices } from './deploy-permissions/permissions';
import { templates } from './deploy-permissions/sources';

export const PAGE = join(__dirname, '../../docs/deploy-permissions.md');

/** The page as it should be, from what the apps synthesise to now. */
export function deployPermissions(): string {
  const synthesised = templates();
  const all = rows(synthesised);
  return page(all, policies(all, trustedServices(synthesised)));
}

if (require.main === module) {
  mkdirSync(dirname(PAGE), { recursive: true });
  writeFileSync(PAGE, deployPermissions());
}
