import { objects, text } from '../json.ts';
import type { TenantStore } from '../store/tenant-store.ts';

export const ENTRA_P1 = '41781fb2-bc02-4b7c-bd55-b576c07bb09d';
export const ENTRA_P2 = 'eec0eb4f-6444-4f95-aba0-50c24d67f998';

/** Has the tenant any of these service plans? A tenant whose licences are not known has them all. */
export function isLicensed(store: TenantStore, plans: readonly string[]): boolean {
  const skus = store.list('subscribedSkus');
  const held = skus.flatMap((sku) =>
    objects(sku['servicePlans']).map((plan) => text(plan['servicePlanId'])?.toLowerCase() ?? ''),
  );
  return skus.length === 0 || held.some((plan) => plans.includes(plan));
}
