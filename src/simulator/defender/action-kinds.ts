import { text, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';

/** A response action that is started by `POST /api/machines/{id}/<verb>`. */
export interface ActionKind {
  readonly verb: string;
  readonly type: string;
  readonly permission: string;
  /** A required body property besides `Comment`; it becomes the action's scope. */
  readonly choice?: { readonly name: string; readonly values: readonly string[] };
  /** It is about a file: `Sha1` is required. */
  readonly takesFile?: true;
  readonly supports: (platform: Platform, choice: string | null) => boolean;
  readonly note: string;
}

interface Platform {
  readonly name: string;
  readonly isWindows: boolean;
  readonly isPhone: boolean;
  /** Before Windows Server 2019. */
  readonly isOldServer: boolean;
  /** Windows 7, 8, 8.1 and Windows 10 before the given release. */
  readonly olderThan: (release: number) => boolean;
}

function platformOf(machine: JsonObject): Platform {
  const name = text(machine['osPlatform']) ?? '';
  const release = Number(text(machine['version']));
  return {
    name,
    isWindows: name.startsWith('Windows'),
    isPhone: name === 'Android' || name === 'iOS',
    isOldServer: /^WindowsServer(?:2008|2012|2016)/.test(name),
    olderThan: (wanted) =>
      /^Windows(?:7|8|Vista|XP)/.test(name) ||
      (name === 'Windows10' && Number.isInteger(release) && release < wanted),
  };
}

/** Refuses an order to a machine whose platform does not know it. */
export function requirePlatform(
  machine: JsonObject,
  type: string,
  supports: (platform: Platform) => boolean,
): void {
  const platform = platformOf(machine);
  if (supports(platform)) return;
  throw new Refusal(
    400,
    'OsPlatformNotSupported',
    `The action ${type} is not supported on the OS platform ${platform.name}.`,
  );
}

/** The isolation type that contains an unmanaged device: the managed ones around it break off contact. */
export const CONTAIN = 'UnManagedDevice';

/** Full: Windows and Linux as documented, macOS UNCONFIRMED; Selective: Windows 10 1709 or later. */
function isolates(platform: Platform, choice: string | null): boolean {
  if (choice === CONTAIN) return true;
  if (platform.isPhone) return false;
  if (choice === 'Selective') return platform.isWindows && !platform.olderThan(1709);
  return !platform.olderThan(1703);
}

const modernWindows = (platform: Platform) => platform.isWindows && !platform.olderThan(1709);
const notPhones = (platform: Platform) => !platform.isPhone;

export const ACTION_KINDS: readonly ActionKind[] = [
  {
    verb: 'isolate',
    type: 'Isolate',
    permission: 'Machine.Isolate',
    choice: { name: 'IsolationType', values: ['Full', 'Selective', CONTAIN] },
    supports: isolates,
    note: 'IsolationType is required here; what happens without it is UNCONFIRMED, macOS likewise. `UnManagedDevice` is for machines that are not onboarded and refused for others (400, code UNCONFIRMED); other types on them stay Pending.',
  },
  {
    verb: 'unisolate',
    type: 'Unisolate',
    permission: 'Machine.Isolate',
    supports: notPhones,
    note: 'A machine that is not isolated is released all the same (UNCONFIRMED). How a contained device is released is not documented: here the order stays Pending.',
  },
  {
    verb: 'restrictCodeExecution',
    type: 'RestrictCodeExecution',
    permission: 'Machine.RestrictExecution',
    supports: modernWindows,
    note: '',
  },
  {
    verb: 'unrestrictCodeExecution',
    type: 'UnrestrictCodeExecution',
    permission: 'Machine.RestrictExecution',
    supports: modernWindows,
    note: '',
  },
  {
    verb: 'StopAndQuarantineFile',
    type: 'StopAndQuarantineFile',
    permission: 'Machine.StopAndQuarantine',
    takesFile: true,
    supports: (platform) => platform.isWindows && !platform.olderThan(1703),
    note: 'Whether the file is there, or signed, is not looked at.',
  },
  {
    verb: 'offboard',
    type: 'Offboard',
    permission: 'Machine.Offboard',
    supports: (platform) => platform.isWindows && !platform.olderThan(1703),
    note: 'The machine is Inactive at once; in reality after seven days of silence. 201 (the page says "200 - Created").',
  },
  {
    verb: 'runAntiVirusScan',
    type: 'RunAntiVirusScan',
    permission: 'Machine.Scan',
    choice: { name: 'ScanType', values: ['Quick', 'Full'] },
    supports: notPhones,
    note: 'macOS and Linux are let through (UNCONFIRMED). Intune hears of the scan at once; in reality with the next report.',
  },
  {
    verb: 'collectInvestigationPackage',
    type: 'CollectInvestigationPackage',
    permission: 'Machine.CollectForensics',
    supports: notPhones,
    note: 'The link of its package leads nowhere.',
  },
];

/** Application role by the type of the action: who may start it may cancel it. */
export const ACTION_PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ...ACTION_KINDS.map((kind) => [kind.type, kind.permission] as const),
  ['LiveResponse', 'Machine.LiveResponse'],
]);
