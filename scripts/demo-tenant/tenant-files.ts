/** Every file of the demo tenant, by name and as text. Pure: the same bytes each time. */
import { authenticationStrengths, conditionalAccessPolicies, namedLocations } from './access-policies.ts';
import { alerts, incidents } from './alerts.ts';
import { complianceStates, compliancePolicies } from './compliance.ts';
import { deviceOwners, entraDevices } from './entra-devices.ts';
import { formatJson } from './format-json.ts';
import { configurationPolicies, mobileThreatDefenseConnectors } from './intune-configuration.ts';
import { groupId, groupMembers, groups, roleAssignments } from './groups.ts';
import { subscribedSkus } from './licences.ts';
import { indicators, machineActions } from './machine-actions.ts';
import { machineDetails } from './machine-details.ts';
import { machines } from './machines.ts';
import { managedDevices } from './managed-devices.ts';
import { personOf } from './people.ts';
import { riskDetections, riskyUsers } from './risk.ts';
import { app, organization, servicePrincipals } from './service-principals.ts';
import { shifts } from './shifts.ts';
import { signIns } from './sign-ins.ts';
import { NOW, iso } from './stable.ts';
import { users } from './users.ts';

/** Who plays which part when the demo runs. */
const demo = (): object => ({
  people: { responder: personOf('iris.ek').upn, approver: personOf('tomas.ng').upn },
  roles: {
    reader: [groupId('drawbridge-readers')],
    responder: [groupId('drawbridge-responders')],
    approver: [groupId('drawbridge-approvers')],
  },
});

function tenant(): Readonly<Record<string, unknown>> {
  const log = signIns();
  return {
    clock: { now: iso(NOW) },
    demo: demo(),
    app: app(),
    organization: organization(),
    subscribedSkus: subscribedSkus(),
    users: users(log),
    groups: groups(),
    groupMembers: groupMembers(),
    roleAssignments: roleAssignments(),
    servicePrincipals: servicePrincipals(),
    devices: entraDevices(),
    deviceOwners: deviceOwners(),
    managedDevices: managedDevices(),
    compliancePolicies: compliancePolicies(),
    complianceStates: complianceStates(),
    configurationPolicies: configurationPolicies(),
    mobileThreatDefenseConnectors: mobileThreatDefenseConnectors(),
    machines: machines(),
    machineActions: machineActions(),
    machineDetails: machineDetails(),
    indicators: indicators(),
    alerts: alerts(),
    incidents: incidents(),
    conditionalAccessPolicies: conditionalAccessPolicies(),
    namedLocations: namedLocations(),
    authenticationStrengths: authenticationStrengths(),
    signIns: log,
    riskyUsers: riskyUsers(),
    riskDetections: riskDetections(),
    shifts: shifts(),
  };
}

/** File name without `.json` → its text. */
export const tenantFiles = (): ReadonlyMap<string, string> =>
  new Map(Object.entries(tenant()).map(([name, content]) => [name, `${formatJson(content)}\n`]));
