/** "who is on call?": the rota of the policy, whose names and standing Entra ID tells now. */
import type { Command, CommandContext } from '../domain/commands.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import { asked, gapsOf } from '../domain/questions/ask.ts';
import type { ListItem, Reply, Section } from '../domain/questions/answer.ts';
import type { Asked, Gap } from '../domain/tenant/evidence.ts';
import type { User } from '../domain/tenant/user.ts';

export const oncallShowCommand: Command = {
  intent: 'oncall.show',
  examples: ['who is on call?', 'who is on duty?', 'on call', 'show the rota', 'who is on call tonight?'],
  summary: 'Who is on duty and who comes next',
  role: 'reader',
  async run(context): Promise<Reply> {
    const { responses, clock } = context;
    const { rota, shifts, source } = responses.onCall();
    const unread = shifts === null ? [] : [shiftsGap(source)];
    if (rota.length === 0) return nobody(source, unread);
    const people = await Promise.all(rota.map((id) => lookUp(id, context)));
    const [first] = people;
    const gaps = [...gapsOf(...people.map(({ user }) => user)), ...roleGaps(people), ...unread];
    const section: Section = {
      title: 'Rota',
      source: 'Entra ID',
      askedAt: clock.now().toISOString(),
      facts: [],
      items: people.map(itemOf),
      more: 0,
      folded: false,
    };
    return {
      kind: 'answer',
      intent: 'oncall.show',
      subject: null,
      tone: people.some(isAmiss) ? 'warning' : gaps.length > 0 ? 'unknown' : 'neutral',
      headline:
        first === undefined ? 'Nobody is on call' : `On duty: ${nameOf(first)}${nextText(people.slice(1))}`,
      reasons: [`The order is that of oncall.rota in ${source}; Drawbridge knows no times of day.`],
      sections: [section],
      gaps,
      offers: [{ title: 'Open requests', intent: 'approvals.list', slots: {} }],
    };
  },
};

interface Person {
  readonly id: string;
  /** null = Entra ID does not know the id. */
  readonly user: Asked<User | null>;
  readonly decides: { readonly ok: true } | Refusal;
}

async function lookUp(
  id: string,
  { tenant, clock, responses, correlationId }: CommandContext,
): Promise<Person> {
  const [user, decides] = await Promise.all([
    asked(clock, 'Entra ID', 'names of those on call', () => tenant.directory.user(id)),
    responses.roleOf({ id, name: id }, 'approver', correlationId),
  ]);
  return { id, user, decides };
}

function nameOf({ id, user }: Person): string {
  return user.known && user.value !== null ? user.value.displayName : id;
}

function itemOf(person: Person, index: number): ListItem {
  const standing = standingOf(person);
  return {
    title: `${index + 1}. ${nameOf(person)}${index === 0 ? ', on duty' : ''}`,
    ...(standing === null ? {} : { detail: standing }),
    tone: isAmiss(person) ? 'warning' : 'neutral',
  };
}

/** What is wrong with calling this person; null = nothing. */
function standingOf({ user, decides }: Person): string | null {
  if (user.known && user.value === null) return 'Entra ID knows nobody with this id';
  if (user.known && user.value?.accountEnabled === false) return 'the account is disabled';
  return !decides.ok && decides.code === 'notInRole' ? 'may not approve: not called for decisions' : null;
}

function isAmiss(person: Person): boolean {
  return standingOf(person) !== null;
}

function nextText(others: readonly Person[]): string {
  const [next, ...more] = others;
  if (next === undefined) return '; nobody comes next';
  return `; next: ${nameOf(next)}${more.length === 0 ? '' : `, then ${more.length} more`}`;
}

function roleGaps(people: readonly Person[]): readonly Gap[] {
  return people.some(({ decides }) => !decides.ok && decides.code === 'unavailable')
    ? [
        {
          source: 'Entra ID',
          subject: 'who of them may approve',
          reason: 'failed',
          message: 'Entra ID gave no answer about their groups',
          advice: 'Ask again in a minute.',
        },
      ]
    : [];
}

function shiftsGap(source: string): Gap {
  return {
    source: 'Drawbridge',
    subject: 'the shifts',
    reason: 'notConfigured',
    message: `oncall.shifts in ${source} names a source that this version does not read`,
    advice: 'Keep oncall.rota in the order of duty.',
  };
}

function nobody(source: string, gaps: readonly Gap[]): Reply {
  return {
    kind: 'notice',
    tone: gaps.length > 0 ? 'unknown' : 'warning',
    headline: 'Nobody is on call: no rota is set',
    lines: [
      `${source === 'demo' || source === 'defaults' ? 'policy.yaml' : source} can name people in oncall.rota; the first is on duty.`,
      'Without a rota, requests that nobody decides are brought to approvers who use Drawbridge.',
    ],
    gaps,
    offers: [],
  };
}
