/** `riskyUsers/confirmCompromised`, `dismiss` and `confirmSafe`. */
import type { Reply } from '../http/exchange.ts';
import type { Call, Route } from '../http/route.ts';
import { strings, type JsonObject } from '../json.ts';
import { application } from '../store/tenant-store.ts';
import { checkParameters } from './check-body.ts';
import { badRequest, notFound } from './graph-errors.ts';
import { checkRiskLicence } from './identity-protection.ts';
import { checkOptions } from './read-options.ts';
import { judgeRisk, settleRiskyUsers, type RiskJudgement } from './risk-life.ts';

const LARGEST = 60;

interface Verdict extends RiskJudgement {
  readonly name: string;
  /** Also for people who never were at risk. */
  readonly forAnybody?: true;
  readonly note: string;
}

const UNKNOWN_USER = 'One unknown user: 404 and nothing is changed (UNCONFIRMED).';

const VERDICTS: readonly Verdict[] = [
  {
    name: 'confirmCompromised',
    riskState: 'confirmedCompromised',
    riskLevel: 'high',
    riskDetail: 'adminConfirmedUserCompromised',
    forAnybody: true,
    note: `Up to ${LARGEST} userIds (UNCONFIRMED). ${UNKNOWN_USER} Policies by user risk are not carried out.`,
  },
  {
    name: 'dismiss',
    riskState: 'dismissed',
    riskLevel: 'none',
    riskDetail: 'adminDismissedAllRiskForUser',
    note: `${UNKNOWN_USER} Who never was at risk is unknown. Open detections are dismissed too.`,
  },
  {
    name: 'confirmSafe',
    riskState: 'confirmedSafe',
    riskLevel: 'none',
    riskDetail: 'adminConfirmedAccountSafe',
    note: `Like dismiss; 204 and riskDetail UNCONFIRMED.`,
  },
];

function judge(call: Call, verdict: Verdict): Reply {
  checkOptions(call, []);
  checkRiskLicence(call);
  const body = call.body ?? {};
  checkParameters(body, { userIds: '[string]!' });
  const ids = strings(body['userIds']);
  if (ids.length === 0 || ids.length > LARGEST) {
    throw badRequest(`'userIds' must hold 1 to ${LARGEST} ids.`);
  }
  settleRiskyUsers(call.store, call.clock);
  const { riskState, riskLevel, riskDetail } = verdict;
  const order = {
    judgement: { riskState, riskLevel, riskDetail },
    by: application(call.store).displayName,
    at: call.clock.now().getTime(),
  };
  for (const find of ids.map((id) => riskyUser(call, id, verdict))) judgeRisk(find(), order);
  return { status: 204 };
}

/** How to get at the risky user once all the ids are known to be right; a newcomer is entered only then. */
function riskyUser(call: Call, id: string, { forAnybody }: Verdict): () => JsonObject {
  const risky = call.store.find('riskyUsers', id);
  if (risky !== undefined) return () => risky;
  const user = forAnybody === true ? call.store.find('users', id) : undefined;
  if (user === undefined) throw notFound('protection', id);
  return () => {
    const entered: JsonObject = {
      id,
      userPrincipalName: user['userPrincipalName'] ?? null,
      userDisplayName: user['displayName'] ?? null,
      isDeleted: false,
      isProcessing: true,
      riskLevel: 'none',
      riskState: 'none',
      riskDetail: 'none',
      riskLastUpdatedDateTime: call.clock.stamp(),
    };
    call.store.list('riskyUsers').push(entered);
    return entered;
  };
}

export const RISK_JUDGEMENT_ROUTES: readonly Route[] = VERDICTS.map((verdict) => ({
  service: 'graph',
  method: 'POST',
  path: `/identityProtection/riskyUsers/${verdict.name}`,
  permissions: ['IdentityRiskyUser.ReadWrite.All'],
  limit: 'protection',
  note: verdict.note,
  handle: (call) => judge(call, verdict),
}));
