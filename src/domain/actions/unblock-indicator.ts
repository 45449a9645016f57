/** Deletes one indicator, by its id. Nothing else that stands for the same value is touched. Reference sheet mde-api, 6. */
import type { EvidenceLine } from '../approvals/request.ts';
import type { Indicator } from '../tenant/indicator.ts';
import type { ActionDefinition, Order, Receipt } from './action.ts';
import { isOwnComment } from './action.ts';
import { indicatorText, isBlock } from './indicator-text.ts';

const SHOWN_AFTER_MS = 15 * 60_000;

export const unblockIndicator: ActionDefinition = {
  verb: 'unblockIndicator',
  title: 'Unblock',
  done: 'taken off the list of indicators',
  actsOn: 'tenant',
  risk: 'disruptive',
  reversal: { none: 'ask for the block anew; what somebody else had set with the indicator is on the card' },
  permissions: ['Ti.ReadWrite.All'],
  platforms: 'Wherever the indicator worked',
  parameters: { indicatorId: { read: readId } },
  effect: (order) =>
    `The indicator ${idOf(order)} for ${order.target.name} is deleted: devices go by it no longer. Others for the same value stay.`,
  takes: 'By Microsoft: within the time that it took to take hold, up to some hours.',
  undoing: 'none; ask for the block anew.',
  proof:
    'The indicators of the value, read anew: this one is gone; that devices have forgotten it no API tells',
  byState: true,

  async preflight(order, ports) {
    const existing = await ports.indicators.of(order.target.id);
    const found = existing.find(({ id }) => id === idOf(order));
    const others = existing.filter(({ id }) => id !== idOf(order));
    const warnings = found === undefined ? [] : warningsOf(found, others);
    return {
      blockers:
        found === undefined
          ? [{ code: 'alreadyDone', message: 'This indicator is not there (any more).' } as const]
          : [],
      warnings,
      evidence: [
        ...warnings.map((value): EvidenceLine => ({ label: 'Warning', value })),
        ...(found === undefined ? [] : told(found)),
        { label: 'Others for it', value: others.map(indicatorText).join('; ') || 'none' },
      ],
      protection: { tags: [], deviceValue: null },
      facts: { Indicator: found === undefined ? 'none' : indicatorText(found) },
      underWay: found === undefined ? receiptOf(order, false) : null,
    };
  },

  call: (order) => ({ operation: 'indicators.remove', input: { indicatorId: idOf(order) } }),
  async start(order, _comment, ports) {
    await ports.indicators.remove({ indicatorId: idOf(order) });
    return receiptOf(order, true);
  },

  findOwn: () => Promise.resolve(null),
  findLive: () => Promise.resolve(null),
  poll: (_upstreamId, order) => Promise.resolve(receiptOf(order, true)),

  async verify(order, upstreamId, since, ports, clock) {
    const now = clock.now();
    const at = now.toISOString();
    const left = await ports.indicators.of(order.target.id);
    if (!left.some(({ id }) => id === upstreamId)) {
      const others =
        left.length === 0
          ? 'none stands for the value'
          : `others stand for the value: ${left.map(indicatorText).join('; ')}`;
      return { verified: 'yes', evidence: `The indicator, looked for anew, is gone; ${others}.`, at };
    }
    return now.getTime() - Date.parse(since) < SHOWN_AFTER_MS
      ? { verified: 'pending', evidence: 'Accepted, not proven: the indicator is still there so far.', at }
      : { verified: 'no', evidence: 'The indicator, looked for anew, is still there.', at };
  },
};

function warningsOf(found: Indicator, others: readonly Indicator[]): readonly string[] {
  const ours = isOwnComment(
    found.description,
    /^\[(R-[0-9A-Z]{5})\] /.exec(found.description ?? '')?.[1] ?? '',
  );
  return [
    ...(ours
      ? []
      : [
          `Drawbridge did not make this indicator: ${found.madeBy ?? 'somebody whom Defender does not name'} did.`,
        ]),
    ...(isBlock(found) ? [] : [`It does not block: its action is ${found.action}, and that ends with it.`]),
    ...(others.some(isBlock) ? ['Another indicator goes on blocking the same value.'] : []),
  ];
}

function told({ title, description, madeAt, ...rest }: Indicator): readonly EvidenceLine[] {
  return [
    { label: 'Indicator', value: indicatorText({ title, description, madeAt, ...rest }) },
    { label: 'Its title', value: title?.slice(0, 200) ?? 'none' },
    { label: 'Its description', value: description?.slice(0, 300) ?? 'none' },
    ...(madeAt === null ? [] : [{ label: 'Made', value: madeAt.slice(0, 10) }]),
  ];
}

function idOf({ parameters }: Order): string {
  return parameters.indicatorId ?? '';
}

function receiptOf(order: Order, ours: boolean): Receipt {
  return { upstreamId: idOf(order), status: 'Succeeded', note: null, ours };
}

function readId(typed: string): { readonly value: string } | { readonly why: string } {
  return /^\d{1,20}$/.test(typed) ? { value: typed } : { why: 'Which indicator is meant is not known.' };
}
