/** "who is on call?": who is on shift in Teams, and the rota of the policy; names and standing are what Entra ID says now. */
import type { Command, CommandContext } from '../domain/commands.ts';
import type { OnShift } from '../domain/approvals/on-duty.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { OnCall, Refusal } from '../domain/approvals/service.ts';
import { namesText } from '../domain/approvals/whom-to-ask.ts';
import { asked, gapsOf } from '../domain/questions/ask.ts';
import type { ListItem, Reply, Section } from '../domain/questions/answer.ts';
import type { Duty } from '../domain/questions/who-is-on-duty.ts';
import { whoIsOnDuty } from '../domain/questions/who-is-on-duty.ts';
import type { Asked, Gap, IsoTime } from '../domain/tenant/evidence.ts';
import type { User } from '../domain/tenant/user.ts';

/** A schedule may hold a whole site; nobody reads further down. */
const MOST_SHOWN = 20;
const MOST_NAMED = 3;

export const oncallShowCommand: Command = {
  intent: 'oncall.show',
  examples: ['who is on call?', 'who is on duty?', 'on call', 'show the rota', 'who is on call tonight?'],
  summary: 'Who is on duty and who comes next',
  role: 'reader',
  async run(context): Promise<Reply> {
    const { responses, clock, tenant } = context;
    const onCall = responses.onCall();
    const duty = await whoIsOnDuty(onCall, tenant.shiftSchedules, clock);
    if (duty.order.length === 0) return nobody(onCall, duty);
    const people = await Promise.all(duty.order.slice(0, MOST_SHOWN).map((id) => lookUp(id, context)));
    const gaps = [...gapsOf(duty.shifts, ...people.map(({ user }) => user)), ...roleGaps(people)];
    return {
      kind: 'answer',
      intent: 'oncall.show',
      subject: null,
      tone: people.some(isAmiss) ? 'warning' : gaps.length > 0 ? 'unknown' : 'neutral',
      headline: headlineOf(people, duty),
      reasons: reasonsOf(onCall, duty),
      sections: sectionsOf(people, onCall, duty, clock.now().toISOString()),
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

function onShiftOf({ shifts }: Duty): readonly OnShift[] {
  return shifts?.known === true ? shifts.value : [];
}

/** Who is on duty is not known where the shifts are not: then the order only says who is called. */
function headlineOf(people: readonly Person[], duty: Duty): string {
  const onDuty = Math.max(1, onShiftOf(duty).length);
  const named = people.slice(0, Math.min(onDuty, MOST_NAMED)).map((person) => ({ name: nameOf(person) }));
  const rest = onDuty - named.length;
  const names = namesText([...named, ...(rest === 0 ? [] : [{ name: `${rest} more` }])]);
  const who =
    duty.shifts?.known === false
      ? `Who is on shift is not known; called first: ${names}`
      : `On duty: ${names}`;
  return `${who}${nextText(people.slice(onDuty), duty.order.length - Math.max(onDuty, people.length))}`;
}

function reasonsOf({ source }: OnCall, { shifts }: Duty): readonly string[] {
  if (shifts === null) {
    return [`The order is that of oncall.rota in ${source}; Drawbridge knows no times of day.`];
  }
  const rota = `the order of oncall.rota in ${source}`;
  if (!shifts.known) return [`Until the shifts can be read, people are called in ${rota}.`];
  return shifts.value.length === 0
    ? [`Nobody is on shift in Microsoft Teams now, so it is ${rota}.`]
    : [`Who is on shift in Microsoft Teams comes first, whose shift began last before others; then ${rota}.`];
}

function sectionsOf(
  people: readonly Person[],
  { rota }: OnCall,
  duty: Duty,
  askedAt: IsoTime,
): readonly Section[] {
  const onShift = onShiftOf(duty);
  const firstMark = duty.shifts?.known === false ? ', called first' : ', on duty';
  const items = people.map((person, index) => {
    const until = onShift.find(({ id }) => sameId(id, person.id))?.until;
    return itemOf(
      person,
      `${index + 1}. ${nameOf(person)}${index === 0 || until !== undefined ? firstMark : ''}`,
      until,
    );
  });
  const inRota = duty.order.length - onShift.length;
  const sections: readonly (Pick<Section, 'title' | 'source' | 'items'> & { readonly of: number })[] = [
    {
      title: 'On shift',
      source: 'Microsoft Teams',
      items: items.slice(0, onShift.length),
      of: onShift.length,
    },
    {
      title: rota.length === inRota ? 'Rota' : 'Rota, without those on shift',
      source: 'Entra ID',
      items: items.slice(onShift.length),
      of: inRota,
    },
  ];
  return sections
    .filter(({ of }) => of > 0)
    .map(({ of, ...section }) => ({
      ...section,
      askedAt,
      facts: [],
      more: of - section.items.length,
      folded: false,
    }));
}

function itemOf(person: Person, title: string, until: IsoTime | undefined): ListItem {
  const standing = standingOf(person);
  const details = [
    ...(standing === null ? [] : [standing]),
    ...(until === undefined ? [] : ['the shift ends']),
  ];
  return {
    title,
    ...(details.length === 0 ? {} : { detail: details.join('; ') }),
    ...(until === undefined ? {} : { at: until }),
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

/** `unseen`: how many come after these. */
function nextText(others: readonly Person[], unseen: number): string {
  const [next, ...more] = others;
  if (next === undefined) return unseen === 0 ? '; nobody comes next' : `; then ${unseen} more`;
  const then = more.length + unseen;
  return `; next: ${nameOf(next)}${then === 0 ? '' : `, then ${then} more`}`;
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

function nobody({ source }: OnCall, { shifts }: Duty): Reply {
  const file = source === 'demo' || source === 'defaults' ? 'policy.yaml' : source;
  return {
    kind: 'notice',
    tone: shifts?.known === false ? 'unknown' : 'warning',
    headline:
      shifts === null
        ? 'Nobody is on call: no rota is set'
        : shifts.known
          ? 'Nobody is on call: nobody is on shift in Microsoft Teams, and no rota is set'
          : 'Who is on call is not known: the shifts could not be read, and no rota is set',
    lines: [
      shifts === null
        ? `${file} can name people in oncall.rota, the first of them on duty, and in oncall.shifts a team with a schedule in Microsoft Teams.`
        : `${file} can name people in oncall.rota, who come after those on shift.`,
      'Without anybody on call, requests that nobody decides are brought to approvers who use Drawbridge.',
    ],
    gaps: gapsOf(shifts),
    offers: [],
  };
}
