/** "block 203.0.113.77 because of incident 4018": blocked everywhere, for a time, after approval. */
import type { Command } from '../domain/commands.ts';
import { blockIndicator } from '../domain/actions/block-indicator.ts';
import { isIndicatorKind, readIndicatorValue } from '../domain/actions/indicator-value.ts';
import { requestIndicatorAction } from './request-indicator-action.ts';
import { holdMinutes } from './understanding/hold.ts';

const DAY = 24 * 60;

export const actionBlockIndicatorCommand: Command = {
  intent: 'action.blockIndicator',
  examples: [
    'block 203.0.113.77',
    'block the domain evil[.]example because of phishing',
    'block hash d17eb06b6105a877abdd6a2afa10cc48c252c41b9c53f24f55de0fbb3ad0c688 for 30 days',
    'block the certificate 3395856ce81f2b7382dee72602f798b642f14140',
  ],
  summary: 'Block a file, address, URL, domain or certificate on all devices, after approval',
  role: 'responder',
  run(context) {
    const { value = '', kind = '', reason } = context.intent.slots;
    const read = isIndicatorKind(kind)
      ? readIndicatorValue(kind, value)
      : { why: 'What kind of thing this is could not be told.' };
    const minutes = context.text === undefined ? null : holdMinutes(context.text, reason);
    return requestIndicatorAction(
      blockIndicator,
      read,
      { kind, ...(minutes === null ? {} : { lasts: lifeText(minutes) }) },
      context,
    );
  },
};

function lifeText(minutes: number): string {
  return minutes % DAY === 0 ? `${minutes / DAY} days` : `${Math.ceil(minutes / 60)} hours`;
}
