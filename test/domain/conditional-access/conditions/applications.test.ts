import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import type { Row } from '../builders.ts';
import { EXCHANGE, OWN_APP, action, app, fateOf, policy } from '../builders.ts';

const apps = (applications: JsonObject): JsonObject => ({ applications });
const including = (...ids: string[]): JsonObject => apps({ includeApplications: ids });
const owned = (owner: 'tenant' | 'other'): Partial<SignInFacts> => ({
  target: { kind: 'app', appId: OWN_APP, owner, authContext: null },
});
const REGISTER = 'urn:user:registersecurityinfo';
const GRAPH = '00000003-0000-0000-c000-000000000000';

// Beside the pairs of near-miss/applications.ts.
const ROWS: readonly Row[] = [
  ['reaches nothing when nothing is named', including(), {}, 'application'],
  ['compares ids without regard to case', including(EXCHANGE.toUpperCase()), {}, 'applied'],
  ['counts Exchange as Office 365', including('Office365'), {}, 'applied'],
  ["knows that somebody else's app is not Office 365", including('Office365'), owned('other'), 'application'],
  [
    'excludes Office 365',
    apps({ includeApplications: ['All'], excludeApplications: ['Office365'] }),
    {},
    'application',
  ],
  [
    'cannot tell an exclusion of Office 365 for an unlisted app',
    apps({ includeApplications: ['All'], excludeApplications: ['Office365'] }),
    app(OWN_APP),
    'notEnoughInformation',
  ],
  ['does not count Exchange as an admin portal', including('MicrosoftAdminPortals'), {}, 'application'],
  [
    "knows that the tenant's own app is no admin portal",
    including('MicrosoftAdminPortals'),
    owned('tenant'),
    'application',
  ],
  [
    'cannot evaluate a filter by attributes',
    apps({ includeApplications: [], applicationFilter: { mode: 'include', rule: 'x' } }),
    {},
    'notEnoughInformation',
  ],
  [
    'is decided by the id beside a filter',
    apps({ includeApplications: [EXCHANGE], applicationFilter: { mode: 'include', rule: 'x' } }),
    {},
    'applied',
  ],
  [
    'cannot evaluate an excluding filter',
    apps({ includeApplications: ['All'], applicationFilter: { mode: 'exclude', rule: 'x' } }),
    {},
    'notEnoughInformation',
  ],
  [
    'is decided by an excluded id beside an excluding filter',
    apps({
      includeApplications: ['All'],
      excludeApplications: [EXCHANGE],
      applicationFilter: { mode: 'exclude', rule: 'x' },
    }),
    {},
    'application',
  ],
  [
    'does not reach another user action',
    apps({ includeUserActions: [REGISTER] }),
    action('urn:user:registerdevice'),
    'userActions',
  ],
  ['does not reach a user action with All apps', including('All'), action(REGISTER), 'application'],
  [
    'does not reach another context',
    apps({ includeAuthenticationContextClassReferences: ['c2'] }),
    app(EXCHANGE, 'c1'),
    'authenticationContext',
  ],
  [
    'does not reach a sign-in without a context',
    apps({ includeAuthenticationContextClassReferences: ['c1'] }),
    {},
    'authenticationContext',
  ],
  [
    'reaches the app when a policy names a context too',
    apps({ includeApplications: [EXCHANGE], includeAuthenticationContextClassReferences: ['c9'] }),
    {},
    'applied',
  ],
  ['reads a literal in another spelling', including('office365'), app(EXCHANGE), 'applied'],
  [
    'does not understand a new kind of target',
    apps({ includeApplications: [], networkAccess: { includes: ['x'] } }),
    {},
    'notEnoughInformation',
  ],
  [
    'does not understand a new member beside a user action',
    apps({ includeUserActions: [REGISTER], networkAccess: { x: 1 } }),
    action(REGISTER),
    'notEnoughInformation',
  ],
  [
    'does not understand a new member beside an authentication context',
    apps({ includeAuthenticationContextClassReferences: ['c1'], networkAccess: { x: 1 } }),
    app(OWN_APP, 'c1'),
    'notEnoughInformation',
  ],
  [
    'is decided by an exclusion beside a new member',
    apps({ includeApplications: ['All'], excludeApplications: ['Office365'], networkAccess: { x: 1 } }),
    {},
    'application',
  ],
  [
    'lets an exclusion of the same group win, whatever is in it',
    apps({ includeApplications: ['Office365', GRAPH], excludeApplications: ['Office365'] }),
    app(OWN_APP),
    'application',
  ],
  [
    'ignores a new kind of target that is empty',
    apps({ includeApplications: [], networkAccess: { includes: [] } }),
    {},
    'application',
  ],
];

describe('the applications condition', () => {
  for (const [rule, conditions, changes, fate] of ROWS) {
    it(rule, () => {
      assert.equal(fateOf(policy(conditions), changes), fate);
    });
  }
});
