/**
 * A call has left whose answer held a secret, and nobody was shown it: the answer was lost, came too late, or the
 * process ended with it. What it made is looked for by its time and taken away; the call is never sent again.
 */
import type { ActionDefinition } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { UpstreamError } from '../errors.ts';
import { fateOf } from './call-fate.ts';
import { end } from './end.ts';
import { lookAgain, stillLooking } from './look-again.ts';
import type { WorkflowDeps } from './workflow.ts';
import { definitionOf, delayAfter, orderOf, portsFor, problemOf } from './workflow.ts';

type Fetched = NonNullable<ActionDefinition['fetched']>;

/** The sentence about something that was made and is gone again. */
export function withdrawnText({ what }: Fetched): string {
  return `A ${what} was made but could not be shown; it was deleted. Ask again.`;
}

/** What may be left of it, and where people see that. */
export function leftText(fetched: Fetched, stored: StoredRequest): string {
  const { portal } = actingService(definitionOf(stored.request));
  return `${fetched.remains(orderOf(stored))}: look in the ${portal}.`;
}

export async function withdraw(stored: StoredRequest, fetched: Fetched, deps: WorkflowDeps): Promise<void> {
  const now = deps.clock.now().getTime();
  const since = stored.book.sendStartedAt?.getTime() ?? 0;
  let gone: boolean;
  try {
    gone = await fetched.withdraw(orderOf(stored), portsFor(stored, deps));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (fateOf(error) === 'refused' || now - since >= deps.timings.executeGiveUp) {
      const problem = `What was made could not be deleted. ${leftText(fetched, stored)} ${problemOf(error)}`;
      await end(stored, 'lose', problem, {}, deps);
      return;
    }
    const problem = problemOf(error);
    const delay = delayAfter(error, deps.timings.retry);
    if (problem === stored.request.execution.problem) await stillLooking(stored, delay, deps);
    else await lookAgain(stored, { problem }, delay, deps);
    return;
  }
  if (gone) {
    await end(stored, 'fail', withdrawnText(fetched), { withdrawn: true }, deps);
  } else if (now - since < deps.timings.missingGrace) {
    await stillLooking(stored, deps.timings.settle, deps);
  } else {
    const problem = `It was sent once, nobody was shown its answer, and nothing is seen of it. ${leftText(fetched, stored)}`;
    await end(stored, 'lose', problem, {}, deps);
  }
}
