/** A question of the closed list said so that the grammar understands it: what a person is shown and could have typed. */
import { READING_SLOTS } from '../domain/readings.ts';
import type { ReadingIntent, ReadingSlot, Translation } from '../domain/readings.ts';

type Slots = Readonly<Record<ReadingSlot, string>>;

const SENTENCES: Readonly<Record<ReadingIntent, (s: Slots) => string>> = {
  'device.posture': (s) => `posture of device ${s.device}`,
  'device.compliance': (s) => `compliance of device ${s.device}`,
  'device.risk': (s) => `risk of device ${s.device}`,
  'device.timeline': (s) => `timeline of device ${s.device}`,
  'device.vulnerabilities': (s) => `vulnerabilities on device ${s.device}`,
  'device.software': (s) => `software on device ${s.device}`,
  'device.logons': (s) => `who logged on to device ${s.device}`,
  'device.alerts': (s) => `alerts on device ${s.device}`,
  'device.find': (s) => `find device ${s.query}`,
  'user.devices': (s) => `devices of user ${s.user}`,
  'user.posture': (s) => `posture of user ${s.user}`,
  'user.signins': (s) => `sign-ins of user ${s.user}`,
  'user.mailbox': (s) => `mailbox of user ${s.user}`,
  'access.explain': (s) =>
    s.app === ''
      ? `why ${CAN[s.polarity] ?? ''} ${s.user} sign in`
      : `why ${CAN[s.polarity] ?? ''} ${s.user} reach ${s.app}`,
  'access.whatif': (s) =>
    words(
      'what if',
      s.user,
      'signs in to',
      s.app,
      after('on', s.platform),
      after('from', s.ip),
      after('from', s.country),
    ),
  'alerts.list': (s) => words(s.severity, STATUS[s.status], 'alerts'),
  'alert.show': (s) => `show alert ${s.alertId}`,
  'incidents.list': (s) => words(s.severity, STATUS[s.status], 'incidents'),
  'incident.show': (s) => `show incident ${s.incidentId}`,
  'hunt.correlate': (s) => `correlate ${s.user}`,
  'integrations.check': () => 'check integrations',
  'fleet.overview': () => 'fleet overview',
  'fleet.list': (s) => FILTERS[s.filter] ?? '',
  'audit.show': (s) => {
    if (s.target !== '') return words('audit of', s.target, after('by', s.actor));
    return s.actor === '' ? 'audit' : `what did ${s.actor} do`;
  },
  'oncall.show': () => 'who is on call',
};

const CAN: Readonly<Record<string, string>> = { can: 'can', cannot: "can't" };

const STATUS: Readonly<Record<string, string>> = {
  open: 'open',
  new: 'new',
  inProgress: 'in progress',
  resolved: 'resolved',
};

const FILTERS: Readonly<Record<string, string>> = {
  noncompliant: 'noncompliant devices',
  highrisk: 'devices with high risk',
  inactive: 'inactive devices',
  isolated: 'isolated devices',
  unonboarded: 'unonboarded devices',
  'noncompliant-with-access': 'noncompliant devices with access',
};

/** Names that could be read as words stand in quotation marks. */
const NAMES: ReadonlySet<ReadingSlot> = new Set(['device', 'user', 'app', 'query', 'actor', 'target']);

/** From the plainest to the most explicit; the first that the grammar reads back as the same question is the one. */
export function canonicalSentences({ intent, slots }: Translation): readonly string[] {
  return [(name: string) => name, (name: string) => `"${name}"`].map((say) => {
    const said = READING_SLOTS.map((slot) => {
      const value = slots[slot] ?? '';
      return [slot, value !== '' && NAMES.has(slot) ? say(value) : value];
    });
    return SENTENCES[intent](Object.fromEntries(said) as Slots);
  });
}

function after(word: string, value: string): string {
  return value === '' ? '' : `${word} ${value}`;
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}
