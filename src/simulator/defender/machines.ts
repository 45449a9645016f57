import { param, type Call, type Route } from '../http/route.ts';
import { isObject, objects, text, type JsonObject } from '../json.ts';
import { resourceNotFound } from './defender-errors.ts';
import { defenderLimit } from './defender-limits.ts';
import { defenderFilter, entityReply, listReply, type DefenderList } from './list-answer.ts';
import { machineAlerts } from './machine-alerts.ts';
import { DEVICE_VALUE, EXPOSURE, HEALTH, machineShape, RISK } from './machine-shape.ts';

const EQUAL = 'eq ne';
const ORDERED = 'eq ne gt ge lt le';

const MACHINES: DefenderList = {
  context: 'Machines',
  filter: defenderFilter({
    computerDnsName: ['string', 'eq ne startswith'],
    id: ['string', EQUAL],
    version: ['string', EQUAL],
    deviceValue: ['enum', EQUAL, DEVICE_VALUE],
    aadDeviceId: ['string', `${EQUAL} null`],
    machineTags: ['string', 'any'],
    'machineTags/*': ['string', 'eq'],
    lastSeen: ['date', ORDERED],
    exposureLevel: ['enum', EQUAL, EXPOSURE],
    onboardingStatus: ['string', EQUAL],
    lastIpAddress: ['string', EQUAL],
    healthStatus: ['enum', EQUAL, HEALTH],
    osPlatform: ['string', EQUAL],
    riskScore: ['enum', EQUAL, RISK],
    rbacGroupId: ['int', EQUAL],
  }),
};

const FILTERED = [...(MACHINES.filter?.keys() ?? [])].filter((name) => !name.endsWith('/*'));

export function requiredMachine(call: Call): JsonObject {
  const id = param(call, 'id');
  const found = call.store.find('machines', id);
  if (found === undefined) throw resourceNotFound('Machine', id);
  return found;
}

/** One machine is addressed by its id or by its computer name; of several with one name the first of the file comes. */
function machineByIdOrName(call: Call): JsonObject {
  const key = param(call, 'id');
  const machines = call.store.list('machines');
  const found =
    machines.find((machine) => machine['id'] === key) ??
    machines.find((machine) => text(machine['computerDnsName']) === key);
  if (found === undefined) throw resourceNotFound('Machine', key);
  return found;
}

function listMachines(call: Call) {
  const machines = call.store.list('machines');
  if (machines.length === 0) throw resourceNotFound('Machines', 'of the last 30 days');
  return listReply(call, MACHINES, machines.map(machineShape));
}

function details(call: Call, name: string): JsonObject[] {
  const all = call.store.object('machineDetails')[text(requiredMachine(call)['id']) ?? ''];
  return isObject(all) ? objects(all[name]) : [];
}

const READ = ['Machine.Read.All', 'Machine.ReadWrite.All'];
const shared = { service: 'defender', method: 'GET' } as const;
const LIST_OPTIONS = '$top(≤10000) $skip';

function detailRoute(
  segment: string,
  name: string,
  context: string,
  permission: string,
  perMinute?: number,
): Route {
  return {
    ...shared,
    path: `/machines/{id}/${segment}`,
    permissions: [permission],
    limit: defenderLimit(`machines/${segment}`, perMinute),
    options: LIST_OPTIONS,
    note: `\`${name}\` of the machine in machineDetails.json.`,
    handle: (call) => listReply(call, { context }, details(call, name)),
  };
}

export const MACHINE_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/machines',
    permissions: READ,
    limit: defenderLimit('machines'),
    options: `$filter(${FILTERED.join(', ')}) ${LIST_OPTIONS}`,
    note: 'startswith(computerDnsName) and the lambda on machineTags are UNCONFIRMED; `in`, `$select`, `$orderby` and `$count` are refused. 404 in a tenant without machines.',
    handle: listMachines,
  },
  {
    ...shared,
    path: '/machines/{id}',
    permissions: READ,
    limit: defenderLimit('machines/{id}'),
    note: '`{id}` is a machine id or a computer name.',
    handle: (call) => entityReply(call, 'Machines', machineShape(machineByIdOrName(call))),
  },
  detailRoute('logonusers', 'logonUsers', 'Users', 'User.Read.All'),
  detailRoute(
    'vulnerabilities',
    'vulnerabilities',
    'Collection(microsoft.windowsDefenderATP.api.PublicVulnerabilityDto)',
    'Vulnerability.Read.All',
    50,
  ),
  detailRoute('recommendations', 'recommendations', 'Recommendations', 'SecurityRecommendation.Read.All'),
  detailRoute('software', 'software', 'Software', 'Software.Read.All'),
  detailRoute(
    'getmissingkbs',
    'missingKbs',
    'Collection(microsoft.windowsDefenderATP.api.PublicProductFixDto)',
    'Software.Read.All',
  ),
  {
    ...shared,
    path: '/machines/{id}/alerts',
    permissions: ['Alert.Read.All', 'Alert.ReadWrite.All'],
    limit: defenderLimit('machines/alerts'),
    options: LIST_OPTIONS,
    note: 'Derived from alerts.json (alerts_v2) by the device evidence. Permission and limit UNCONFIRMED.',
    handle: (call) =>
      listReply(call, { context: 'Alerts' }, machineAlerts(call.store, requiredMachine(call))),
  },
];
