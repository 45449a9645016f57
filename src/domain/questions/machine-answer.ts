/** Questions that only Defender can answer about one machine: what its absence or silence means is the same for all. */
import type { Asked } from '../tenant/evidence.ts';
import type { Machine } from '../tenant/device.ts';
import type { IntentName } from '../intents.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Answer, Notice, Offer, Reply, Section, Tone } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import { deviceOffer } from './device-offers.ts';
import { isOnboarded } from './device-words.ts';
import { agoText } from './elapsed.ts';
import { carriesRisk } from './other-registrations.ts';
import type { ResolvedDevice } from './resolve-device.ts';
import { resolveDevice } from './resolve-device.ts';

export interface MachineQuestion<T> {
  readonly intent: IntentName;
  /** Noun phrase for a gap: `installed software`. */
  readonly subject: string;
  ask(machineId: string): Promise<T>;
  /** The answer to what was learned. */
  tell(
    value: T,
    machine: Machine,
  ): {
    readonly tone: Tone;
    readonly headline: string;
    readonly reasons?: readonly string[];
    readonly section: Pick<Section, 'title' | 'items' | 'more'>;
  };
  /** Buttons beside the whole picture. */
  readonly next: readonly IntentName[];
}

export async function machineAnswer<T>(
  ports: TenantPorts,
  clock: Clock,
  typed: string,
  question: MachineQuestion<T>,
): Promise<Reply> {
  const resolution = await resolveDevice(ports, clock, typed, { intent: question.intent });
  if (resolution.kind === 'reply') return resolution.reply;
  const { device } = resolution;
  const offers = [
    deviceOffer(device, 'device.posture'),
    ...question.next.map((intent) => deviceOffer(device, intent)),
  ];
  if (!device.machine.known) return unknownAnswer(question, device, device.machine, offers);
  const machine = device.machine.value;
  if (machine === null) return notMonitored(question, device, offers);
  const fact = await asked(clock, 'Defender for Endpoint', question.subject, () => question.ask(machine.id));
  if (!fact.known) return unknownAnswer(question, device, fact, offers);
  const told = question.tell(fact.value, machine);
  const caveats = caveatsOf(machine, clock.now());
  const doubtful = caveats.length > 0 || device.others.some(carriesRisk);
  return {
    kind: 'answer',
    intent: question.intent,
    subject: { kind: 'device', name: device.name, reference: device.reference },
    tone: doubtful && (told.tone === 'good' || told.tone === 'neutral') ? 'warning' : told.tone,
    headline: told.headline,
    reasons: [...(told.reasons ?? []), ...caveats, ...device.notes],
    sections: [
      {
        ...told.section,
        source: 'Defender for Endpoint',
        askedAt: fact.at,
        facts: [
          {
            label: 'Last report',
            value: machine.lastSeen === null ? 'never' : { time: machine.lastSeen },
            source: 'Defender for Endpoint',
            asOf: null,
          },
        ],
        folded: false,
      },
    ],
    gaps: gapsOf(device.directory, device.managed),
    offers,
  };
}

/** An empty list from a machine that does not report is no good news. */
function caveatsOf(machine: Machine, now: Date): readonly string[] {
  if (!isOnboarded(machine))
    return ['It is not onboarded to Defender for Endpoint: what is missing here says nothing.'];
  return machine.healthStatus === 'Active'
    ? []
    : [`Its sensor last reported ${agoText(now, machine.lastSeen)}: what happened since is not in here.`];
}

function unknownAnswer(
  question: Pick<MachineQuestion<unknown>, 'intent' | 'subject'>,
  device: ResolvedDevice,
  fact: Extract<Asked<unknown>, { known: false }>,
  offers: readonly Offer[],
): Answer {
  const subject = `${question.subject.slice(0, 1).toUpperCase()}${question.subject.slice(1)}`;
  return {
    kind: 'answer',
    intent: question.intent,
    subject: { kind: 'device', name: device.name, reference: device.reference },
    tone: 'unknown',
    headline: `${subject} not known: ${fact.gap.message}`,
    reasons: device.notes,
    sections: [],
    gaps: gapsOf(fact, device.directory, device.managed),
    offers,
  };
}

function notMonitored(
  question: Pick<MachineQuestion<unknown>, 'subject'>,
  device: ResolvedDevice,
  offers: readonly Offer[],
): Notice {
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `Defender for Endpoint does not know ${device.name}`,
    lines: [
      `It answered and has no such machine, so it knows nothing of its ${question.subject}.`,
      ...device.notes,
    ],
    gaps: gapsOf(device.directory, device.managed),
    offers: offers.slice(0, 1),
  };
}
