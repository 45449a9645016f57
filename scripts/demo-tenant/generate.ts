/**
 * Writes the demo tenant, and docs/demo-access-cases.json with questions about it: `node scripts/demo-tenant/generate.ts`. Edit the catalogues beside this file, never the
 * JSON files; docs/demo-tenant.md tells the stories they hold.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { accessCases } from './access-cases.ts';
import { tenantFiles } from './tenant-files.ts';

const root = new URL('../../', import.meta.url);
const folder = fileURLToPath(new URL('tenants/demo/', root));
mkdirSync(folder, { recursive: true });
let bytes = 0;
for (const [name, text] of tenantFiles()) {
  writeFileSync(`${folder}${name}.json`, text);
  bytes += Buffer.byteLength(text);
}
const cases = await format(JSON.stringify(accessCases()), { parser: 'json', printWidth: 110 });
writeFileSync(fileURLToPath(new URL('docs/demo-access-cases.json', root)), cases);
console.log(
  `wrote ${String(tenantFiles().size)} files, ${String(Math.round(bytes / 1024))} KiB, to tenants/demo`,
);
