/** The card with a link that is handed over once: the answer to a click, seen by whoever clicked and by nobody else. */
import template from '../../adaptiveCards/handover.json' with { type: 'json' };
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import { expand } from './expand.ts';
import { plain } from './text.ts';

export interface HandoverView {
  readonly requestId: string;
  /** `investigation package`. */
  readonly what: string;
  readonly target: string;
  readonly link: string;
}

/** The link stands in its button alone: not in what is read aloud, nor in what stands in for the card. */
export function handoverCard({ requestId, what, target, link }: HandoverView): JsonObject {
  return expand(template, {
    requestId,
    headline: `The ${what} of ${plain(target, 100)} is there`,
    link,
  });
}
