import type { Reply } from '../../http/exchange.ts';
import type { Call, Route } from '../../http/route.ts';
import { valueReply } from '../answer.ts';
import { READ_CONDITIONAL_ACCESS } from '../directory-permissions.ts';
import { projectEntity } from '../project.ts';
import { checkOptions, viewOf } from '../read-options.ts';
import { firstUnmet } from './conditions.ts';
import { readSignIn } from './sign-in.ts';

const RESULT = 'whatIfAnalysisResult';
const EVALUATED: readonly unknown[] = ['enabled', 'enabledForReportingButNotEnforced'];

/** Which of the enabled and report-only policies apply to the sign-in, and the first condition that keeps one out. */
function evaluate(call: Call): Reply {
  checkOptions(call, []);
  const signIn = readSignIn(call);
  const places = call.store.list('namedLocations');
  const results = call.store
    .list('conditionalAccessPolicies')
    .filter((policy) => EVALUATED.includes(policy['state']))
    .map((policy) => ({ policy, unmet: firstUnmet(policy, signIn, places) }))
    .filter(({ unmet }) => unmet === undefined || call.body?.['appliedPoliciesOnly'] !== true);
  const value = results.map(({ policy, unmet }) => ({
    ...projectEntity(policy, RESULT, viewOf(call)),
    policyApplies: unmet === undefined,
    analysisReasons: unmet ?? 'notSet',
  }));
  return valueReply(call, `Collection(microsoft.graph.${RESULT})`, value);
}

export const WHAT_IF_ROUTE: Route = {
  service: 'graph',
  method: 'POST',
  path: '/identity/conditionalAccess/evaluate',
  permissions: READ_CONDITIONAL_ACCESS,
  limit: 'protection',
  note: 'Sign-ins of people only. Required are identity, context, platform and client; an input that is left out counts as none, and a policy that looks at it does not apply. UNCONFIRMED: the status of a faulty body (400); which unmet condition is the first; that disabled policies are left out rather than listed; how a device without values (`deviceInfo: {}`), `all` as a platform and a missing address are taken; that `trustType` and `ownership` take the spellings of device rules only.',
  handle: evaluate,
};
