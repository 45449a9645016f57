/**
 * Many machine actions followed by one list: those that we sent by the time since the first of them, those that were
 * taken over (and may be older) by their ids. Reference sheet mde-api, section 5.1.
 */
import { UpstreamError } from '../../errors.ts';
import { IDS_LISTED } from '../ports/tenant.ts';
import type { TenantPorts } from '../ports/tenant.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { Followed, Following, Receipt } from './action.ts';

/** How far Defender's clock and ours may be apart. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** The most that one call gives (section 2). */
const MOST_LISTED = 10_000;

export const machineFollowing = (read: (action: MachineAction) => Receipt): Following => ({
  family: 'machineActions',
  async look(wanted, mostCalls, ports) {
    const found = new Map<string, Receipt>();
    const missing: string[] = [];
    const take = (actions: readonly MachineAction[], asked: readonly Followed[], all: boolean): void => {
      const byId = new Map(actions.map((action) => [action.id, action]));
      for (const { upstreamId } of asked) {
        const action = byId.get(upstreamId);
        if (action !== undefined) found.set(upstreamId, read(action));
        else if (all) missing.push(upstreamId);
      }
    };
    let calls = 0;
    const dated = wanted.filter((one) => one.sentAt !== null);
    if (dated.length > 0) {
      calls += 1;
      const { list, complete } = await ports.endpoints.machineActionsSince(oldest(dated), MOST_LISTED);
      // What was taken over may stand there too; that it does not says nothing of it.
      take(list, dated, complete);
      take(
        list,
        wanted.filter((one) => one.sentAt === null),
        false,
      );
    }
    const settled = new Set([...found.keys(), ...missing]);
    let rest = wanted.filter(({ upstreamId }) => !settled.has(upstreamId));
    while (rest.length > 0 && calls < mostCalls) {
      const group = rest.slice(0, IDS_LISTED);
      rest = rest.slice(IDS_LISTED);
      calls += 1;
      const listed = await byIds(group, ports);
      if (listed === null) break;
      take(listed, group, true);
    }
    return { found, missing, calls };
  },
});

/** `or` is in wide use but not in Microsoft's reference (UNCONFIRMED): where it is refused, each is asked for by itself. */
async function byIds(
  group: readonly Followed[],
  ports: TenantPorts,
): Promise<readonly MachineAction[] | null> {
  try {
    return await ports.endpoints.machineActionsById(group.map(({ upstreamId }) => upstreamId));
  } catch (error) {
    if (error instanceof UpstreamError && error.code === 'upstream_rejected') return null;
    throw error;
  }
}

function oldest(dated: readonly Followed[]): string {
  const times = dated.flatMap(({ sentAt }) => (sentAt === null ? [] : [Date.parse(sentAt)]));
  return new Date(times.reduce((a, b) => Math.min(a, b)) - CLOCK_SKEW_MS).toISOString();
}
