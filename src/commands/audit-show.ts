/** "who isolated FIN-LT-042?": the record, newest first. */
import type { Command } from '../domain/commands.ts';
import type { AuditEntry } from '../domain/ports/stores.ts';
import type { ListItem, Reply } from '../domain/questions/answer.ts';
import { parseRequestId } from '../domain/approvals/request-id.ts';
import { actionAskedFor, tellStory } from './audit-story.ts';
import { detailWords, eventWords } from './audit-words.ts';
import { sinceInstant } from './since-instant.ts';

const SHOWN = 20;
/** Entries in which the request that is asked for is looked for. */
const OF_STORY = 200;

export const auditShowCommand: Command = {
  intent: 'audit.show',
  examples: [
    'show the audit log',
    'who isolated FIN-LT-042?',
    'audit log of FIN-LT-042',
    'what did Tomas Ng approve?',
    'audit log since yesterday',
  ],
  summary: 'Who asked, who decided, what was sent and what came back',
  role: 'reader',
  async run(context): Promise<Reply> {
    const { intent, responses, clock, actor } = context;
    const { since, actor: who, target } = intent.slots;
    const now = clock.now();
    const from = since === undefined ? null : sinceInstant(since, now);
    if (since !== undefined && from === null) {
      return {
        kind: 'notice',
        tone: 'warning',
        headline: `"${since.slice(0, 40)}" is not a time that I understand`,
        lines: ['Say it as "24h", "7 days", "today" or 2026-11-22.'],
        gaps: [],
        offers: [],
      };
    }
    const about = target === undefined ? null : actionAskedFor(context.text);
    const entries = await responses.audit({
      ...(from === null ? {} : { since: from.toISOString() }),
      ...(who === undefined ? {} : { actor: who.toLowerCase() === 'me' ? actor.id : who }),
      ...(target === undefined ? {} : { target: parseRequestId(target) ?? target }),
      limit: about === null ? SHOWN + 1 : OF_STORY,
    });
    const filters = [
      ...(target === undefined ? [] : [`about ${target}`]),
      ...(who === undefined ? [] : [`by ${who}`]),
      ...(from === null ? [] : [`since ${from.toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
    ].join(' ');
    const shown = entries.slice(0, SHOWN);
    const device = looksLikeDevice(target) ? target : null;
    const story =
      about === null || target === undefined ? null : await tellStory(about, target, entries, context);
    return {
      kind: 'answer',
      intent: 'audit.show',
      subject: null,
      tone: story !== null && story.gaps.length > 0 ? 'unknown' : 'neutral',
      headline:
        story?.headline ??
        (entries.length === 0
          ? `The record has no entry${filters === '' ? '' : ` ${filters}`}`
          : `The record${filters === '' ? '' : ` ${filters}`}: ${entries.length > SHOWN ? `the last ${SHOWN} entries` : `${shown.length} ${shown.length === 1 ? 'entry' : 'entries'}`}`),
      reasons: story?.reasons ?? (device === null ? [] : [OWN_RECORD]),
      sections: [
        ...(story?.sections ?? []),
        ...(shown.length === 0
          ? []
          : [
              {
                title: story === null ? 'Newest first' : 'The record, newest first',
                source: 'Drawbridge' as const,
                askedAt: now.toISOString(),
                facts: [],
                items: shown.map(itemOf),
                more: story === null ? 0 : entries.length - shown.length,
                folded: story !== null,
              },
            ]),
      ],
      gaps: story?.gaps ?? [],
      offers: [
        ...(story?.offers ?? offersOf(shown)),
        ...(device === null
          ? []
          : [{ title: `State of ${device}`, intent: 'device.posture' as const, slots: { device } }]),
      ],
    };
  },
};

/** "Who isolated it?": somebody may have done it in the portal, and then the record is silent. */
const OWN_RECORD =
  'This is what went through Drawbridge. What was done in the Defender portal is not in it: the state of the device names who isolated or released it there.';

/** People are named without digits and hyphens; a request id is neither. */
function looksLikeDevice(target: string | undefined): target is string {
  return target !== undefined && parseRequestId(target) === null && /^\S*[\d-]\S*$/.test(target);
}

function itemOf(entry: AuditEntry): ListItem {
  const { action } = entry.details;
  const about = [entry.requestId, action, entry.target].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  const head = about.length === 0 ? '' : `${about.join(' ')}: `;
  const by = entry.actorName === null ? '' : ` by ${entry.actorName}`;
  const extra = detailWords(entry);
  return {
    title: `${head}${eventWords(entry)}${by}`,
    ...(extra.length === 0 ? {} : { detail: extra.join(' · ') }),
    at: entry.at,
  };
}

function offersOf(
  entries: readonly AuditEntry[],
): { title: string; intent: 'approval.show'; slots: { requestId: string } }[] {
  const ids = [...new Set(entries.map((entry) => entry.requestId).filter((id): id is string => id !== null))];
  return ids
    .slice(0, 3)
    .map((requestId) => ({ title: `Show ${requestId}`, intent: 'approval.show', slots: { requestId } }));
}
