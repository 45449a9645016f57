import { text } from '../json.ts';
import type { TenantStore } from '../store/tenant-store.ts';

/** What the library holds when the tenant folder has no `libraryFiles.json`. */
const BUILT_IN = ['list-autoruns.ps1', 'list-processes.sh'];

/** Names of the files and scripts that live response may put or run. */
export function libraryOf(store: TenantStore): ReadonlySet<string> {
  const names = store.list('libraryFiles').map((file) => text(file['fileName']) ?? '');
  return new Set(names.length === 0 ? BUILT_IN : names);
}
