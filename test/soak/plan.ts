/**
 * What ten people will do in one round, chosen from a seed: who asks for what where, and who clicks which button. The choices
 * are the same for the same seed; who comes first is up to the processes.
 */

export type Verb = 'approve' | 'deny' | 'cancel';

/** What most of the clicks are after; who wins the race is not planned. */
export type Fate = 'approved' | 'denied' | 'cancelled' | 'left' | 'open';

export interface PlannedClick {
  readonly by: string;
  readonly verb: Verb;
  /** In their own chat instead of the conversation that bears the card. */
  readonly elsewhere: boolean;
  /** Delivered to two processes at once, as one activity. */
  readonly twice: boolean;
}

/** What happens to the first calls that would carry the action out, in this order. */
export type CallTrouble = 'throttled' | 'broken' | 'lostBefore' | 'lostAfter' | 'exists';

export interface PlannedRequest {
  readonly device: string;
  readonly action: 'isolate' | 'restrict' | 'scan' | 'collect';
  readonly sentence: string;
  readonly requester: string;
  /** A group chat's id; null = the requester's own chat. */
  readonly group: string | null;
  readonly quorum: 1 | 2;
  /** Switched off: its action stays Pending. */
  readonly offline: boolean;
  readonly fate: Fate;
  /** Somebody starts the same action in Microsoft's portal before it is decided. */
  readonly rival: boolean;
  readonly trouble: readonly CallTrouble[];
  readonly clicks: readonly PlannedClick[];
}

export interface Plan {
  readonly requests: readonly PlannedRequest[];
  /** From this request on an approver has a chat with the bot, and is shown every request there. */
  readonly approverArrivesAt: number;
}

export const ASKERS = ['rhea', 'ravi', 'rosa'] as const;
export const BOTH = ['bela', 'boris'] as const;
export const APPROVERS = ['aida', 'amir', 'anna'] as const;
/** One may ask questions, the other nothing at all. */
export const READER = 'olaf';
export const STRANGER = 'otto';
export const PEOPLE: readonly string[] = [...ASKERS, ...BOTH, ...APPROVERS, READER, STRANGER];
/** Whose own chat becomes known late. */
export const LATE_APPROVER = 'aida';

const MAY_REQUEST: readonly string[] = [...ASKERS, ...BOTH];
const MAY_DECIDE: readonly string[] = [...APPROVERS, ...BOTH];
const TROUBLES: readonly CallTrouble[] = ['throttled', 'broken', 'lostBefore', 'lostAfter', 'exists'];
const MOST_TROUBLES = 2;
/** Two requests each: Teams lets nobody change the messages of one conversation faster than every two seconds. */
const REQUESTS_A_GROUP = 2;
const IN_OWN_CHAT = 0.1;
const LAST_WITH_LATE_APPROVER = 8;

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(from: readonly T[], chance: () => number): T {
  const found = from[Math.floor(chance() * from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

export function makePlan(size: { requests: number; clicks: number; seed: number }): Plan {
  const chance = chances(size.seed);
  const each = Math.ceil(size.clicks / size.requests);
  const requests = Array.from({ length: size.requests }, (_, index) =>
    planRequest(index, each, index < size.requests / 2, chance),
  );
  return { requests, approverArrivesAt: Math.max(0, size.requests - LAST_WITH_LATE_APPROVER) };
}

function planRequest(index: number, clicks: number, early: boolean, chance: () => number): PlannedRequest {
  const fate = planFate(chance(), early);
  const requester = pick(MAY_REQUEST, chance);
  const quorum = chance() < 0.25 ? 2 : 1;
  const device = `WS-${String(index + 1).padStart(4, '0')}`;
  const action =
    fate === 'left' ? 'collect' : pick(['isolate', 'isolate', 'restrict', 'scan'] as const, chance);
  // The chats of people who may decide would each be shown every request.
  const own = !(BOTH as readonly string[]).includes(requester) && chance() < IN_OWN_CHAT;
  const group = `19:room-${String(Math.floor(index / REQUESTS_A_GROUP))}@thread.v2`;
  return {
    device,
    action,
    sentence: sentenceFor(action, device),
    requester,
    group: own ? null : group,
    quorum,
    offline: fate === 'approved' && chance() < 0.06,
    fate,
    rival: fate === 'approved' && action !== 'scan' && chance() < 0.08,
    trouble: Array.from({ length: Math.floor(chance() * (MOST_TROUBLES + 1)) }, () => pick(TROUBLES, chance)),
    clicks: planClicks({ fate, requester, quorum, clicks }, chance),
  };
}

/** What is left alone takes a minute to expire: only the early ones are. */
function planFate(chance: number, early: boolean): Fate {
  if (chance < 0.5) return 'approved';
  if (chance < 0.65) return 'denied';
  if (chance < 0.78) return 'cancelled';
  return early && chance < 0.93 ? 'left' : 'open';
}

function sentenceFor(action: PlannedRequest['action'], device: string): string {
  switch (action) {
    case 'isolate':
      return `isolate ${device} because of the credential theft alert`;
    case 'restrict':
      return `restrict ${device}`;
    case 'scan':
      return `quick scan ${device}`;
    case 'collect':
      return `collect an investigation package from ${device}`;
  }
}

/** First those that lead to its fate, then whatever people do: all of them race. */
function planClicks(
  about: { fate: Fate; requester: string; quorum: 1 | 2; clicks: number },
  chance: () => number,
): readonly PlannedClick[] {
  const { fate, requester, quorum } = about;
  const deciders = shuffled(
    MAY_DECIDE.filter((person) => person !== requester),
    chance,
  );
  const wanted = wantedClicks(fate, requester, quorum, deciders);
  const random = Array.from({ length: Math.max(0, about.clicks - wanted.length) }, () =>
    anyClick(fate, requester, chance),
  );
  return shuffled([...wanted, ...random].slice(0, about.clicks), chance).map(([by, verb]) => ({
    by,
    verb,
    elsewhere: chance() < 0.1,
    twice: chance() < 0.1,
  }));
}

type Deed = readonly [by: string, verb: Verb];

function wantedClicks(
  fate: Fate,
  requester: string,
  quorum: number,
  deciders: readonly string[],
): readonly Deed[] {
  const refused: readonly Deed[] = [
    [requester, 'approve'],
    [READER, 'approve'],
    [STRANGER, 'deny'],
  ];
  const [first = '', second = ''] = deciders;
  switch (fate) {
    case 'approved':
      // Each of them twice: a vote counts once.
      return [
        ...refused,
        ...deciders.slice(0, quorum + 1).flatMap((by): Deed[] => [
          [by, 'approve'],
          [by, 'approve'],
        ]),
      ];
    case 'denied':
      return [...refused, [first, 'deny'], [second, 'approve'], [second, 'deny']];
    case 'cancelled':
      return [...refused, [requester, 'cancel'], [requester, 'cancel'], [first, 'approve']];
    case 'left':
      return quorum === 2 ? [...refused, [first, 'approve']] : refused;
    case 'open':
      return refused;
  }
}

function anyClick(fate: Fate, requester: string, chance: () => number): Deed {
  switch (fate) {
    case 'approved':
      return chance() < 0.3
        ? [pick([requester, READER, STRANGER], chance), 'approve']
        : [pick(MAY_DECIDE, chance), 'approve'];
    case 'left':
      return pick(
        [
          [requester, 'approve'],
          [requester, 'deny'],
          [READER, 'deny'],
          [STRANGER, 'approve'],
          [READER, 'cancel'],
        ] as const,
        chance,
      );
    case 'denied':
    case 'cancelled':
    case 'open':
      return [pick(PEOPLE, chance), pick(['approve', 'approve', 'deny', 'cancel'] as const, chance)];
  }
}

function shuffled<T>(items: readonly T[], chance: () => number): T[] {
  return items
    .map((item) => ({ item, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
