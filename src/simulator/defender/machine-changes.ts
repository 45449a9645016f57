import type { Call, Route } from '../http/route.ts';
import { defenderLimit } from './defender-limits.ts';
import { checkOptions, entityReply } from './list-answer.ts';
import { DEVICE_VALUE, machineShape } from './machine-shape.ts';
import { requiredMachine } from './machines.ts';
import { onlyNames, requiredBody, requiredMember, requiredText } from './request-body.ts';

/** Adding what is there and removing what is not change nothing (UNCONFIRMED). */
function setTag(call: Call) {
  checkOptions(call, []);
  const machine = requiredMachine(call);
  const body = requiredBody(call);
  const value = requiredText(body, 'Value');
  const action = requiredMember(body, 'Action', ['Add', 'Remove']);
  onlyNames(body, ['Value', 'Action']);
  const tags = Array.isArray(machine['machineTags']) ? machine['machineTags'] : [];
  const rest = tags.filter((one) => one !== value);
  machine['machineTags'] = action === 'Remove' ? rest : tags.includes(value) ? tags : [...tags, value];
  return entityReply(call, 'Machines', machineShape(machine));
}

function setDeviceValue(call: Call) {
  checkOptions(call, []);
  const machine = requiredMachine(call);
  const body = requiredBody(call);
  const value = requiredMember(body, 'DeviceValue', DEVICE_VALUE);
  onlyNames(body, ['DeviceValue']);
  machine['deviceValue'] = value;
  return entityReply(call, 'Machines', machineShape(machine));
}

const shared = { service: 'defender', method: 'POST', permissions: ['Machine.ReadWrite.All'] } as const;

export const MACHINE_CHANGE_ROUTES: readonly Route[] = [
  {
    ...shared,
    path: '/machines/{id}/tags',
    limit: defenderLimit('machines/tags'),
    note: 'Adding what is there and removing what is not change nothing (UNCONFIRMED).',
    handle: setTag,
  },
  {
    ...shared,
    path: '/machines/{id}/setDeviceValue',
    limit: defenderLimit('machines/setDeviceValue'),
    handle: setDeviceValue,
  },
];
