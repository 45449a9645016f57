/** What Contoso bought and which service plans come with it. */
import type { AssignedPlan, SubscribedSku } from '@microsoft/microsoft-graph-types';
import { PEOPLE, TENANT_ID, type Licence } from './people.ts';
import { DAY, ago, guid } from './stable.ts';

interface Plan {
  readonly name: string;
  readonly id: string;
  /** `assignedPlan.service`. */
  readonly service: string;
}

interface Sku {
  readonly part: string;
  readonly id: string;
  readonly bought: number;
  readonly plans: readonly Plan[];
}

const AAD_P1: Plan = {
  name: 'AAD_PREMIUM',
  id: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  service: 'AADPremiumService',
};
const INTUNE: Plan = { name: 'INTUNE_A', id: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', service: 'SCO' };
const MFA: Plan = {
  name: 'MFA_PREMIUM',
  id: '8a256a2b-b617-496d-b51b-e76466e88db0',
  service: 'MultiFactorService',
};

const SKUS: Readonly<Record<Licence, Sku>> = {
  E5: {
    part: 'SPE_E5',
    id: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
    bought: 50,
    plans: [
      { name: 'EXCHANGE_S_ENTERPRISE', id: 'efb87545-963c-4e0d-99df-69c6916d9eb0', service: 'exchange' },
      { name: 'SHAREPOINTENTERPRISE', id: '5dbe027f-2339-4123-9542-606e4d348a72', service: 'SharePoint' },
      { name: 'TEAMS1', id: '57ff2da0-773e-42df-b2af-ffb7a2317929', service: 'TeamspaceAPI' },
      { name: 'OFFICESUBSCRIPTION', id: '43de0ff5-c92c-492b-9116-175376d08c38', service: 'MicrosoftOffice' },
      { name: 'WINDEFATP', id: '871d91ec-ec1a-452b-a83f-bd76c7d770ef', service: 'WindowsDefenderATP' },
      { name: 'AAD_PREMIUM_P2', id: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', service: 'AADPremiumService' },
      AAD_P1,
      INTUNE,
      MFA,
    ],
  },
  EMS: {
    part: 'EMS',
    id: 'efccb6f7-5641-4e0e-bd10-b4976e1bf68e',
    bought: 5,
    plans: [AAD_P1, INTUNE, MFA],
  },
  Exchange: {
    part: 'EXCHANGESTANDARD',
    id: '4b9405b0-7788-4568-add1-99614e613b69',
    bought: 3,
    plans: [{ name: 'EXCHANGE_S_STANDARD', id: '9aaf7827-d63c-4b61-89c3-182f06f82e5c', service: 'exchange' }],
  },
};

export const skuOf = (licence: Licence): string => SKUS[licence].id;

export const assignedPlans = (licence: Licence | null): AssignedPlan[] =>
  licence === null
    ? []
    : SKUS[licence].plans.map((plan) => ({
        assignedDateTime: ago(400 * DAY),
        capabilityStatus: 'Enabled',
        service: plan.service,
        servicePlanId: plan.id,
      }));

export const tenantPlans = (): AssignedPlan[] =>
  assignedPlans('E5').map((plan) => ({ ...plan, assignedDateTime: ago(900 * DAY) }));

export function subscribedSkus(): SubscribedSku[] {
  return (Object.keys(SKUS) as Licence[]).map((licence) => {
    const sku = SKUS[licence];
    return {
      id: `${TENANT_ID}_${sku.id}`,
      accountId: TENANT_ID,
      accountName: 'contoso',
      appliesTo: 'User',
      capabilityStatus: 'Enabled',
      consumedUnits: PEOPLE.filter((one) => one.licence === licence).length,
      prepaidUnits: { enabled: sku.bought, lockedOut: 0, suspended: 0, warning: 0 },
      skuId: sku.id,
      skuPartNumber: sku.part,
      subscriptionIds: [guid('subscription', sku.part)],
      servicePlans: sku.plans.map((plan) => ({
        servicePlanId: plan.id,
        servicePlanName: plan.name,
        provisioningStatus: 'Success',
        appliesTo: 'User',
      })),
    };
  });
}
