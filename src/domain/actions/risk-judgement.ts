/**
 * What confirming somebody as compromised and dismissing their risk have in common: Identity Protection takes it up at
 * once and carries it out later. Reference sheet entra-api, section 3.
 */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { riskWords } from '../questions/user-posture.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import type { RiskyUser } from '../tenant/user.ts';
import type { ActionDefinition, Blocker, Order, Receipt } from './action.ts';
import { ON_PERSON, directoryChange, stateReached } from './directory-change.ts';
import { stateProof } from './state-proof.ts';

/** The licence that Identity Protection comes with; without it Microsoft refuses. */
export const NEEDS_P2 = 'Tenants with Entra ID P2. Not in China, where Graph has no Identity Protection';

export const TAKES_MINUTES = 'Identity Protection carries it out within minutes.';

export type Verdict = 'confirmCompromised' | 'dismissRisk';

/** Our clock and Microsoft's may differ so much. */
const LATER_MS = 60_000;

/** What the risk state is afterwards. */
const WANTED: Readonly<Record<Verdict, RiskyUser['riskState']>> = {
  confirmCompromised: 'confirmedCompromised',
  dismissRisk: 'dismissed',
};

export function isJudged(verdict: Verdict, risk: RiskyUser | null): boolean {
  return risk !== null && risk.riskState === WANTED[verdict] && risk.isProcessing !== true;
}

export function judgeRisk(
  verdict: Verdict,
): Pick<ActionDefinition, 'byState' | 'call' | 'start' | 'findOwn' | 'findLive' | 'poll' | 'verify'> {
  return {
    ...directoryChange(verdict, ON_PERSON, (directory, order) => directory[verdict](order)),
    async start(order, _comment, ports) {
      await ports.directory[verdict](ON_PERSON(order));
      return { ...stateReached(order, true), status: 'Pending' };
    },
    async poll(_upstreamId, order, ports) {
      return followed(verdict, order, await ports.directory.riskyUser(order.target.id));
    },
    verify: (order, _upstreamId, since, ports, clock) => proof(verdict, order, since, ports, clock),
  };
}

/** Somebody's verdict is being carried out; after a call of ours it is taken for ours. */
export function processingBlocker(risk: RiskyUser | null): Blocker | null {
  return risk?.isProcessing === true
    ? {
        code: 'underWay',
        message: 'Identity Protection is carrying out a verdict on this person. Ask again in a minute.',
      }
    : null;
}

export function judgedAlready(verdict: Verdict, risk: RiskyUser | null, order: Order): Receipt | null {
  if (isJudged(verdict, risk)) return stateReached(order, false);
  return risk?.isProcessing === true && order.sentAt !== undefined ? followed(verdict, order, risk) : null;
}

function followed(verdict: Verdict, order: Order, risk: RiskyUser | null): Receipt {
  const receipt = stateReached(order, true);
  if (isJudged(verdict, risk)) return receipt;
  if (risk?.isProcessing === true) return { ...receipt, status: 'InProgress' };
  const updated = Date.parse(risk?.riskLastUpdatedDateTime ?? '');
  // Changed since, and to something else: somebody's later verdict has taken the place of this one.
  return order.sentAt !== undefined && updated > Date.parse(order.sentAt) + LATER_MS
    ? { ...receipt, status: 'Failed', note: `the risk state is ${risk?.riskState ?? 'none'} instead` }
    : { ...receipt, status: 'Pending' };
}

async function proof(
  verdict: Verdict,
  order: Order,
  since: IsoTime,
  ports: TenantPorts,
  clock: Clock,
): Promise<Verification> {
  const risk = await ports.directory.riskyUser(order.target.id);
  const now = clock.now();
  const { words } = riskWords({ known: true, value: risk, source: 'Entra ID', at: now.toISOString() });
  const processing = risk?.isProcessing === true ? ', which is being worked on' : '';
  const says = `Identity Protection, read anew, says: ${words}${processing}`;
  return stateProof({ holds: isJudged(verdict, risk), says }, since, now);
}
