/** The card with what is handed over once: the answer to a click, seen by whoever clicked and by nobody else. */
import linkTemplate from '../../adaptiveCards/handover.json' with { type: 'json' };
import linesTemplate from '../../adaptiveCards/disclosure.json' with { type: 'json' };
import { actingService } from '../domain/actions/acting-service.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { Yielded } from '../domain/approvals/service.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import { expand } from './expand.ts';
import { plain } from './text.ts';

export type HandoverView = Yielded & {
  readonly requestId: string;
  /** The verb of the action. */
  readonly action: string;
  /** `investigation package`. */
  readonly what: string;
  readonly target: string;
};

/** What is handed over stands in its place alone: not in what is read aloud, nor in what stands in for the card. */
export function handoverCard(view: HandoverView): JsonObject {
  const { requestId, what, target } = view;
  const action = actionFor(view.action);
  const common = {
    requestId,
    headline: `The ${what} of ${plain(target, 100)} is there`,
    portal: action === null ? 'portal of Microsoft' : actingService(action).portal,
  };
  return 'link' in view
    ? expand(linkTemplate, { ...common, link: view.link })
    : expand(linesTemplate, {
        ...common,
        later:
          action?.fetched === undefined
            ? `Later it can be had in the ${common.portal}.`
            : 'It can be had nowhere else: ask for a new one when it is lost.',
        lines: view.lines.map((line) => ({ text: plain(line, 300) })),
      });
}
