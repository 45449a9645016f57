import path from 'node:path';

/** The tenant that comes with Drawbridge. */
export const DEMO_TENANT_DIR = path.join(import.meta.dirname, '..', '..', 'tenants', 'demo');
