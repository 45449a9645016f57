/**
 * From a typed name to one person in Entra ID. Several people whom it fits come back as a choice, nobody is guessed;
 * a name that nobody has is answered with the nearest ones, and only when Entra ID did answer.
 */
import type { Asked, Gap } from '../tenant/evidence.ts';
import type { IntentName } from '../intents.ts';
import type { User } from '../tenant/user.ts';
import type { UserName } from '../tenant/user-name.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Choice, Notice, Offer } from './answer.ts';
import { userName } from '../tenant/user-name.ts';
import { asked } from './ask.ts';

export type UserResolution =
  | { readonly kind: 'found'; readonly user: User; readonly at: string }
  | { readonly kind: 'reply'; readonly reply: Choice | Notice };

/** What will be asked once the person is known: the buttons of a choice carry it on. */
export interface UserAsking {
  readonly intent: IntentName;
  readonly slots?: Readonly<Record<string, string>>;
}

const MOST_CANDIDATES = 10;

export async function resolveUser(
  ports: TenantPorts,
  clock: Clock,
  typed: string,
  asking: UserAsking = { intent: 'user.posture' },
): Promise<UserResolution> {
  const name = userName(typed);
  const found = await asked(clock, 'Entra ID', `who "${name.text}" is`, () =>
    ports.directory.findUsers(name),
  );
  if (!found.known) return { kind: 'reply', reply: notKnown(name, found.gap) };
  const [only, ...others] = narrowed(name, found.value);
  if (only === undefined) return { kind: 'reply', reply: await noSuchPerson(ports, clock, name, asking) };
  if (others.length > 0) return { kind: 'reply', reply: choosePerson(name, [only, ...others], asking) };
  return { kind: 'found', user: only, at: found.at };
}

/** A full name typed out means the person who has exactly that name, not those who share a part of it. */
function narrowed(name: UserName, users: readonly User[]): readonly User[] {
  if (users.length < 2 || name.kind !== 'name' || !/\s/.test(name.text)) return users;
  const exact = users.filter((user) => user.displayName.toLowerCase() === name.text.toLowerCase());
  return exact.length > 0 ? exact : users;
}

function choosePerson(name: UserName, users: readonly User[], asking: UserAsking): Choice {
  return {
    kind: 'choice',
    headline: `${users.length} people are called "${name.text}": which one?`,
    candidates: users.slice(0, MOST_CANDIDATES).map((user) => ({
      title: user.displayName,
      detail: describe(user),
      offer: offerFor(asking, user.id, 'This one'),
    })),
    gaps: [],
  };
}

async function noSuchPerson(
  ports: TenantPorts,
  clock: Clock,
  name: UserName,
  asking: UserAsking,
): Promise<Notice> {
  const similar: Asked<readonly User[]> = await asked(clock, 'Entra ID', 'similar names', () =>
    ports.directory.suggestUsers(name),
  );
  const nearest = similar.known ? similar.value.slice(0, 5) : [];
  const lines =
    nearest.length === 0
      ? []
      : [
          `Nearest names: ${nearest.map((user) => `${user.displayName} (${user.userPrincipalName})`).join(', ')}`,
        ];
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `No person "${name.text}" in Entra ID`,
    lines,
    gaps: similar.known ? [] : [similar.gap],
    offers: nearest.map((user) => offerFor(asking, user.id, user.displayName)),
  };
}

function notKnown(name: UserName, gap: Gap): Notice {
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: `Who "${name.text}" is could not be learned: Entra ID did not give an answer`,
    lines: [],
    gaps: [gap],
    offers: [],
  };
}

/** The title, the department and the UPN: what tells two people of one name apart. */
function describe(user: User): string {
  const about = [user.jobTitle, user.department].filter((part) => part !== null && part !== '');
  const state = user.accountEnabled === false ? ['account disabled'] : [];
  const guest = user.userType === 'Guest' ? ['guest'] : [];
  return [user.userPrincipalName, ...about, ...guest, ...state].join(' · ');
}

function offerFor(asking: UserAsking, user: string, title: string): Offer {
  return { title, intent: asking.intent, slots: { ...asking.slots, user } };
}
