/** Fetches one file of a machine by live response. Its link is handed over once. Reference sheet mde-api, section 5.4. */
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Blocker, Order } from './action.ts';
import type { SessionKind } from './live-response-session.ts';
import { session, sessionFindings } from './live-response-session.ts';
import { machinePreflight } from './machine-preflight.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const KIND: SessionKind = {
  command: 'GetFile',
  object: pathOf,
  unproven: 'only its link, once it is handed over, shows that the file is there',
};
const LONGEST = 1000;

export const getFile: ActionDefinition = {
  verb: 'getFile',
  title: 'Get a file from',
  done: 'asked for the file',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: { none: 'what was read stays read; nothing on the device changes' },
  permissions: ['Machine.LiveResponse'],
  parameters: { path: { read: readPath } },
  effect: (order) =>
    `Defender fetches ${pathOf(order)} from ${order.target.name} by live response and keeps it. The person who asks gets its link, once.`,
  undoing: 'none: what was read stays read. Nothing on the device changes.',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, (facts, now) => {
      const found = sessionFindings(order, facts, KIND, now);
      return {
        ...found,
        blockers: [otherSystemBlocker(facts.machine, pathOf(order)), ...found.blockers],
        warnings: secretWarnings(pathOf(order)),
        onServer: null,
      };
    }),

  ...sendMachineAction(
    'getFile',
    (order) => ({ ...ON_MACHINE(order), path: pathOf(order) }),
    (endpoints, order) => endpoints.getFile(order),
  ),

  ...session(KIND),

  handover: {
    button: 'Get the file',
    what: 'file',
    link: (upstreamId, ports) => ports.endpoints.sessionResultLink(upstreamId, 0),
  },
};

function pathOf({ parameters }: Order): string {
  return parameters.path ?? '';
}

/** One file by its whole path on the machine itself: no share (the machine would call on a stranger), no wildcard. */
function readPath(typed: string): { readonly value: string } | { readonly why: string } {
  const value = typed.trim();
  const whole = isWindowsPath(value) || /^\/[^\0]+$/.test(value);
  const plain = !/["*?<>|\p{Cc}]/u.test(value) && !/(^|[\\/])\.\.([\\/]|$)/.test(value);
  return whole && plain && value.length <= LONGEST && !/[\\/]$/.test(value)
    ? { value }
    : {
        why: 'Say the whole path of one file on the device itself, such as C:\\Temp\\setup.log or /var/log/auth.log.',
      };
}

function isWindowsPath(path: string): boolean {
  return /^[a-z]:\\[^/:]+$/i.test(path);
}

function otherSystemBlocker({ osPlatform }: Machine, path: string): Blocker | null {
  const platform = osPlatform ?? '';
  if (platform === '' || /^windows/i.test(platform) === isWindowsPath(path)) return null;
  return { code: 'notSupported', message: `${path} is no path on ${platform}.` };
}

function secretWarnings(path: string): readonly string[] {
  const secret =
    /[\\/]ntds\.dit$|\\config\\(sam|security|system)$|[\\/]shadow$|\.(pst|ost|kdbx|pfx|p12|pem|key|dmp)$/i;
  return secret.test(path)
    ? ['By its name the file may hold credentials or mail: whoever gets the link can read them.']
    : [];
}
