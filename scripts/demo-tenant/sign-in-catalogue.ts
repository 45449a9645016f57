/** Who signed in when, from where and with what: an ordinary week of everybody, and the sign-ins of the stories. */
import { DEVICES, inEntra, type DeviceSpec } from './device-catalogue.ts';
import { PEOPLE, type Person, type Place } from './people.ts';
import { rolesOf } from './groups.ts';
import { DAY, HOUR, MINUTE, NOW, numberFrom } from './stable.ts';
import type { AppKey } from './sign-ins.ts';

export interface SignInSpec {
  readonly person: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly app: AppKey;
  readonly device?: string;
  /** Without a device: what the client says it runs on. */
  readonly platform?: 'windows' | 'macOS' | 'iOS' | 'android' | 'linux';
  readonly from: 'office' | 'home' | Place;
  /** `clientAppUsed` of a legacy protocol. */
  readonly legacy?: string;
  readonly mfa?: boolean;
  readonly phishingResistant?: boolean;
  readonly termsAccepted?: boolean;
  readonly userRiskHigh?: boolean;
  readonly risk?: 'low' | 'medium' | 'high';
  readonly riskEvents?: readonly string[];
  /** Asked for MFA first: two records. */
  readonly interrupted?: boolean;
  /** Ended before Conditional Access. */
  readonly firstFactorError?: 50126 | 50053 | 50057;
}

const SAO_PAULO: Place = { ip: '203.0.113.181', city: 'Sao Paulo', state: 'Sao Paulo', country: 'BR' };
const BANGKOK: Place = { ip: '203.0.113.190', city: 'Bangkok', state: 'Krung Thep', country: 'TH' };
const ROTTERDAM: Place = { ip: '192.0.2.66', city: 'Rotterdam', state: 'Zuid-Holland', country: 'NL' };

/** Monday to Friday mornings within the last seven days, as days before today. */
const WORKDAYS = [0, 1, 2, 3, 4] as const;

/** Their week is written out below. */
const OWN_STORY = new Set([
  'diego.siciliani',
  'miriam.graham',
  'christie.cline',
  'raul.razo',
  'nestor.wilke',
  'gerhart.moller',
  'mikko.salo',
  'lena.brandt',
]);

function mainDevice(person: Person): DeviceSpec | null {
  const own = DEVICES.filter((one) => one.owner === person.key && inEntra(one) && one.enabled);
  return own.find((one) => one.role === 'laptop' && one.lastSeenHours < 48 && !one.personal) ?? null;
}

const at = (daysAgo: number, hour: number, minute: number): number =>
  NOW - daysAgo * DAY + (hour - 9) * HOUR + minute * MINUTE;

function ordinaryDay(person: Person, device: DeviceSpec, day: number): SignInSpec[] {
  const chance = (below: number, what: string): number => numberFrom(below, what, person.key, String(day));
  const engineer = person.department === 'Engineering';
  const admin = rolesOf(person.key).size > 0;
  const off = device.lastSignInHours > 48 || (day === 0 && device.lastSeenHours > 12);
  if (off) return [];
  const from = chance(10, 'place') < 6 ? 'office' : 'home';
  const common = {
    person: person.key,
    device: device.key,
    from,
    phishingResistant: admin,
    // Engineers on compliant devices are never asked: CA05 takes the device instead.
    mfa: !engineer || device.failing['SecureBootEnabled'] !== undefined,
  } as const;
  const list: SignInSpec[] = [
    {
      ...common,
      at: at(day, 6, 30 + chance(110, 'minute')),
      app: chance(4, 'owa') === 0 ? 'owa' : 'outlook',
      interrupted: common.mfa && chance(5, 'interrupt') === 0,
    },
  ];
  if (day > 0 && chance(2, 'teams') === 0)
    list.push({ ...common, at: at(day, 10, chance(300, 'teams minute')), app: 'teams' });
  if (day > 0 && chance(5, 'sharepoint') === 0)
    list.push({ ...common, at: at(day, 12, chance(240, 'sharepoint minute')), app: 'sharepoint' });
  if (person.key === 'allan.deyoung' && day > 0)
    list.push({ ...common, at: at(day, 11, chance(60, 'portal minute')), app: 'azurePortal' });
  return list;
}

/** Isolated laptops reach nothing: the hours before now at which SAL-LT-020 was cut off. */
const CUT_OFF_HOURS: Readonly<Record<string, number>> = { 'SAL-LT-020': 20 };

const stillConnected = (spec: SignInSpec): boolean =>
  spec.at < NOW - (CUT_OFF_HOURS[spec.device ?? ''] ?? 0) * HOUR;

function ordinaryWeek(): SignInSpec[] {
  return PEOPLE.filter((one) => one.enabled && one.department !== null && !OWN_STORY.has(one.key)).flatMap(
    (person) => {
      const device = mainDevice(person);
      return device === null
        ? []
        : WORKDAYS.flatMap((day) => ordinaryDay(person, device, day)).filter(stillConnected);
    },
  );
}

/** Blocked since his firewall and real-time protection went off two days ago. */
function diego(): SignInSpec[] {
  const common = { person: 'diego.siciliani', device: 'HR-LT-023', from: 'office' } as const;
  return [
    { ...common, at: at(4, 7, 12), app: 'outlook' },
    { ...common, at: at(3, 7, 20), app: 'outlook', interrupted: true },
    { ...common, at: at(3, 10, 4), app: 'teams' },
    { ...common, at: at(1, 7, 31), app: 'outlook' },
    { ...common, at: at(1, 7, 34), app: 'owa' },
    { ...common, at: at(1, 7, 52), app: 'teams' },
    { ...common, at: at(0, 7, 18), app: 'outlook', interrupted: true },
    { ...common, at: at(0, 7, 25), app: 'teams' },
    { ...common, at: at(0, 8, 2), app: 'azurePortal' },
  ];
}

/** In Brazil with a password alone: the exclusion meant for a country also frees her from MFA. */
function miriam(): SignInSpec[] {
  const common = { person: 'miriam.graham', device: 'SAL-LT-019', mfa: false } as const;
  return [
    { ...common, at: at(4, 6, 55), app: 'outlook', from: 'office' },
    { ...common, at: at(3, 7, 3), app: 'outlook', from: 'home' },
    { ...common, at: at(1, 11, 40), app: 'outlook', from: SAO_PAULO },
    { ...common, at: at(1, 12, 15), app: 'teams', from: SAO_PAULO },
    { ...common, at: at(1, 18, 9), app: 'owa', from: SAO_PAULO },
  ];
}

/** On holiday in Thailand with her own phone; the laptop stays shut at home. */
function christie(): SignInSpec[] {
  const common = { person: 'christie.cline', platform: 'iOS', from: BANGKOK } as const;
  return [
    { ...common, at: at(5, 2, 12), app: 'outlookMobile' },
    { ...common, at: at(4, 3, 40), app: 'outlookMobile' },
    { ...common, at: at(4, 3, 44), app: 'owa' },
    { ...common, at: at(1, 4, 5), app: 'outlookMobile' },
  ];
}

/** One policy with five holes: CA13 spares Android, the offices, enrolment, a nested group, and what was before it. */
const operations: readonly SignInSpec[] = [
  { person: 'mikko.salo', device: 'OPS-LT-051', from: 'home', at: at(4, 5, 40), app: 'outlook' },
  { person: 'mikko.salo', device: 'OPS-LT-051', from: 'home', at: at(1, 5, 41), app: 'outlook' },
  { person: 'mikko.salo', device: 'OPS-LT-051', from: 'home', at: at(1, 5, 55), app: 'enrolment' },
  { person: 'mikko.salo', device: 'OPS-LT-051', from: 'office', at: at(1, 7, 2), app: 'outlook' },
  { person: 'mikko.salo', device: 'OPS-LT-051', from: 'office', at: at(0, 6, 58), app: 'sharepoint' },
  { person: 'mikko.salo', device: 'OPS-AN-007', from: 'home', at: at(1, 19, 20), app: 'outlookMobile' },
  { person: 'lena.brandt', device: 'OPS-LT-052', from: 'home', at: at(1, 22, 10), app: 'teams' },
  { person: 'lena.brandt', device: 'OPS-LT-052', from: 'home', at: at(0, 6, 30), app: 'outlook' },
];

/** Leaked credentials: tried from abroad, then asked to change the password at home. */
export const RAUL_ATTACK: SignInSpec = {
  person: 'raul.razo',
  at: NOW - 33 * HOUR,
  app: 'owa',
  platform: 'windows',
  from: ROTTERDAM,
  mfa: false,
  risk: 'high',
  riskEvents: ['unfamiliarFeatures'],
};
const raul: readonly SignInSpec[] = [
  { person: 'raul.razo', device: 'ENG-LT-011', from: 'office', mfa: false, at: at(4, 7, 44), app: 'outlook' },
  { person: 'raul.razo', device: 'ENG-LT-011', from: 'office', mfa: false, at: at(3, 7, 50), app: 'outlook' },
  RAUL_ATTACK,
  {
    person: 'raul.razo',
    device: 'ENG-LT-011',
    from: 'office',
    userRiskHigh: true,
    at: at(0, 7, 40),
    app: 'outlook',
  },
];

/** His mail program still tries IMAP with the stored password. */
const isaiahLegacy = [0, 1, 2, 3, 4].map((day): SignInSpec => ({
  person: 'isaiah.langer',
  at: at(day, 5, 10),
  app: 'owa',
  from: 'home',
  legacy: 'IMAP4',
  mfa: false,
}));
/** The printer may: it is excluded from the policies that would stop it. */
const scanner = [0, 1, 2, 3, 4].map((day): SignInSpec => ({
  person: 'scan.to.mail',
  at: at(day, 8, 15),
  app: 'owa',
  from: 'office',
  legacy: 'Authenticated SMTP',
  mfa: false,
}));

export const ISAIAH_UNFAMILIAR: SignInSpec = {
  person: 'isaiah.langer',
  at: NOW - 52 * HOUR,
  app: 'owa',
  platform: 'windows',
  from: { ip: '203.0.113.201', city: 'Hamburg', state: 'Hamburg', country: 'DE' },
  risk: 'low',
  riskEvents: ['unfamiliarFeatures'],
  interrupted: true,
};

const others: readonly SignInSpec[] = [
  // Guests: one through, one who has not accepted the terms of use.
  {
    person: 'ben.walters',
    at: at(3, 9, 30),
    app: 'sharepoint',
    platform: 'windows',
    from: 'home',
    termsAccepted: false,
  },
  { person: 'ben.walters', at: at(3, 9, 33), app: 'sharepoint', platform: 'windows', from: 'home' },
  { person: 'ben.walters', at: at(1, 13, 2), app: 'teamsWeb', platform: 'windows', from: 'home' },
  {
    person: 'ana.bowman',
    at: at(1, 8, 21),
    app: 'teams',
    platform: 'windows',
    from: 'home',
    interrupted: true,
  },
  {
    person: 'sonia.rees',
    at: at(2, 10, 45),
    app: 'sharepoint',
    platform: 'windows',
    from: 'office',
    interrupted: true,
  },
  // The leaver's account is off; somebody still tries.
  {
    person: 'nestor.wilke',
    at: at(5, 20, 14),
    app: 'owa',
    platform: 'windows',
    from: 'home',
    firstFactorError: 50057,
  },
  {
    person: 'nestor.wilke',
    at: at(2, 21, 3),
    app: 'owa',
    platform: 'windows',
    from: 'home',
    firstFactorError: 50057,
  },
  // A mistyped password, and a spray that ends in a lock.
  {
    person: 'joni.sherman',
    at: at(1, 6, 58),
    app: 'owa',
    platform: 'windows',
    from: 'office',
    firstFactorError: 50126,
  },
  ...[0, 1, 2, 3].map((step): SignInSpec => ({
    person: 'enrico.cattaneo',
    at: at(2, 2, 10 + step * 2),
    app: 'owa',
    platform: 'windows',
    from: ROTTERDAM,
    firstFactorError: step === 3 ? 50053 : 50126,
  })),
  // Phones.
  { person: 'johanna.lorenz', device: 'FIN-IP-011', at: at(1, 17, 30), app: 'outlookMobile', from: 'home' },
  { person: 'patti.fernandez', device: 'EXE-IP-001', at: at(1, 20, 12), app: 'outlookMobile', from: 'home' },
  { person: 'pradeep.gupta', device: 'SAL-AN-005', at: at(2, 19, 1), app: 'outlookMobile', from: 'home' },
  {
    person: 'pradeep.gupta',
    device: 'HOME-PC-PRADEEP',
    at: at(2, 20, 41),
    app: 'owa',
    from: 'home',
    interrupted: true,
  },
  // Her laptop is shut; she works on her own Mac.
  ...[1, 2, 3].map((day): SignInSpec => ({
    person: 'zoe.martin',
    device: 'Zoë’s MacBook Pro',
    at: at(day, 7, 5 + day),
    app: 'owa',
    from: 'home',
    mfa: false,
  })),
  // An unmanaged Chromebook: no platform is recognised.
  { person: 'grady.archie', at: at(4, 19, 22), app: 'owa', from: 'home', mfa: true },
  { person: 'emily.braun', at: at(2, 18, 40), app: 'owa', platform: 'windows', from: 'home' },
  // Intune is his only Microsoft service; he has no mailbox.
  {
    person: 'gerhart.moller',
    device: 'WH-HH-014',
    at: at(1, 5, 50),
    app: 'teams',
    from: 'office',
    interrupted: true,
  },
];

export const SIGN_INS: readonly SignInSpec[] = [
  ...ordinaryWeek(),
  ...diego(),
  ...miriam(),
  ...christie(),
  ...raul,
  ...isaiahLegacy,
  ...scanner,
  ISAIAH_UNFAMILIAR,
  ...others,
  ...operations,
];
