/**
 * Writes the demo tenant: `node scripts/demo-tenant/generate.ts`. Edit the catalogues beside this file, never the
 * JSON files; docs/demo-tenant.md tells the stories they hold.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tenantFiles } from './tenant-files.ts';

const folder = fileURLToPath(new URL('../../tenants/demo/', import.meta.url));
mkdirSync(folder, { recursive: true });
let bytes = 0;
for (const [name, text] of tenantFiles()) {
  writeFileSync(`${folder}${name}.json`, text);
  bytes += Buffer.byteLength(text);
}
console.log(
  `wrote ${String(tenantFiles().size)} files, ${String(Math.round(bytes / 1024))} KiB, to tenants/demo`,
);
