/** A tenant folder with as many machines as are asked for and the ten people of the plan: the demo tenant has too few. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stableGuid } from '../../src/simulator/stable-id.ts';
import { DEMO_DIR } from '../scenarios/chat.ts';
import type { PlannedRequest } from './plan.ts';
import { APPROVERS, ASKERS, BOTH, PEOPLE, READER } from './plan.ts';

type Row = Readonly<Record<string, unknown>>;

export function idOf(person: string): string {
  return stableGuid('soak', 'person', person);
}

export function machineIdOf(device: string): string {
  return stableGuid('soak', 'machine', device).replaceAll('-', '').padEnd(40, '0');
}

/** Their devices are alike in everything that does not matter here. */
export async function writeFleetTenant(
  folder: string,
  requests: readonly Pick<PlannedRequest, 'device' | 'quorum' | 'offline'>[],
): Promise<void> {
  const [user, device, machine, managed, group] = await Promise.all(
    ['users', 'devices', 'machines', 'managedDevices', 'groups'].map(firstOf),
  );
  const roles = {
    reader: [...ASKERS, ...BOTH, ...APPROVERS, READER],
    responder: [...ASKERS, ...BOTH],
    approver: [...APPROVERS, ...BOTH],
  };
  const files: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(
      await Promise.all(
        ['clock', 'app', 'organization'].map(async (name): Promise<[string, unknown]> => [
          name,
          await read(name),
        ]),
      ),
    ),
    users: PEOPLE.map((person) => ({
      ...user,
      id: idOf(person),
      displayName: nameOf(person),
      userPrincipalName: `${person}@contoso.example`,
      mail: `${person}@contoso.example`,
      mailNickname: person,
      onPremisesSamAccountName: person,
    })),
    groups: Object.keys(roles).map((role) => ({
      ...group,
      id: groupOf(role),
      displayName: `Soak ${role}s`,
      mailNickname: role,
    })),
    groupMembers: Object.fromEntries(
      Object.entries(roles).map(([role, people]) => [groupOf(role), people.map(idOf)]),
    ),
    demo: {
      people: { responder: `${ASKERS[0]}@contoso.example`, approver: `${APPROVERS[0]}@contoso.example` },
      roles: Object.fromEntries(Object.keys(roles).map((role) => [role, [groupOf(role)]])),
    },
    devices: requests.map((one) => ({
      ...device,
      id: stableGuid('soak', 'device', one.device),
      deviceId: stableGuid('soak', 'deviceId', one.device),
      displayName: one.device,
    })),
    managedDevices: requests.map((one) => ({
      ...managed,
      id: stableGuid('soak', 'managed', one.device),
      deviceName: one.device,
      azureADDeviceId: stableGuid('soak', 'deviceId', one.device),
      serialNumber: stableGuid('soak', 'serial', one.device).slice(0, 8).toUpperCase(),
    })),
    machines: requests.map((one) => ({
      ...machine,
      id: machineIdOf(one.device),
      computerDnsName: `${one.device.toLowerCase()}.contoso.example`,
      aadDeviceId: stableGuid('soak', 'deviceId', one.device),
      machineTags: one.quorum === 2 ? ['Tier0'] : [],
      healthStatus: one.offline ? 'Inactive' : 'Active',
    })),
  };
  await Promise.all(
    Object.entries(files).map(([name, content]) =>
      writeFile(path.join(folder, `${name}.json`), JSON.stringify(content)),
    ),
  );
}

function groupOf(role: string): string {
  return stableGuid('soak', 'group', role);
}

function nameOf(person: string): string {
  return `${person.charAt(0).toUpperCase()}${person.slice(1)} Soak`;
}

async function firstOf(name: string): Promise<Row> {
  const [first] = (await read(name)) as Row[];
  return first ?? {};
}

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(DEMO_DIR, `${name}.json`), 'utf8'));
}
