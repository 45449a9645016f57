import type { Route } from '../http/route.ts';
import { AUTHENTICATION_METHOD_ROUTES } from './authentication-methods.ts';
import { CONDITIONAL_ACCESS_ROUTES } from './conditional-access.ts';
import { LOG_COLLECTION_ROUTES } from './device-actions/logs.ts';
import { DEVICE_ACTION_ROUTES } from './device-actions/routes.ts';
import { DEVICE_MANAGEMENT_ROUTES } from './device-management.ts';
import { GROUP_AND_DEVICE_ROUTES } from './groups-and-devices.ts';
import { HUNTING_ROUTES } from './hunting/run-hunting-query.ts';
import { IDENTITY_PROTECTION_ROUTES } from './identity-protection.ts';
import { MANAGED_DEVICE_ROUTES } from './managed-devices.ts';
import { ORGANIZATION_ROUTES } from './organization.ts';
import { RELATIONSHIP_ROUTES } from './relationships.ts';
import { RISK_JUDGEMENT_ROUTES } from './risk-judgements.ts';
import { SCHEDULE_ROUTES } from './schedules.ts';
import { SECURITY_ROUTES } from './security.ts';
import { SERVICE_PRINCIPAL_ROUTES } from './service-principals.ts';
import { SIGN_IN_ROUTES } from './sign-ins.ts';
import { USER_ROUTES } from './users.ts';

/** `$batch` is not in the table: it carries calls of the others (`graph/batch.ts`). */
export const GRAPH_ROUTES: readonly Route[] = [
  ...USER_ROUTES,
  ...AUTHENTICATION_METHOD_ROUTES,
  ...RELATIONSHIP_ROUTES,
  ...GROUP_AND_DEVICE_ROUTES,
  ...SIGN_IN_ROUTES,
  ...IDENTITY_PROTECTION_ROUTES,
  ...RISK_JUDGEMENT_ROUTES,
  ...CONDITIONAL_ACCESS_ROUTES,
  ...ORGANIZATION_ROUTES,
  ...SERVICE_PRINCIPAL_ROUTES,
  ...MANAGED_DEVICE_ROUTES,
  ...DEVICE_ACTION_ROUTES,
  ...LOG_COLLECTION_ROUTES,
  ...DEVICE_MANAGEMENT_ROUTES,
  ...SECURITY_ROUTES,
  ...HUNTING_ROUTES,
  ...SCHEDULE_ROUTES,
];
