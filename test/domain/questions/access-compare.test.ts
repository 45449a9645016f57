import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignIn } from '../../../src/domain/tenant/user.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { differences } from '../../../src/domain/questions/access-compare.ts';
import { accessNames } from '../../../src/domain/questions/access-words.ts';
import { foldSignIns } from '../../../src/domain/questions/sign-in-fold.ts';
import { NOW } from '../../fakes/tenant-ports.ts';
import { ago, signIn as realSignIn } from '../../fakes/sample-device.ts';
import { granting, policy, run, signIn } from '../conditional-access/builders.ts';

const REPORT_ONLY = { state: 'enabledForReportingButNotEnforced' };
const MFA = granting('OR', ['mfa']);

function compared(
  raw: JsonObject,
  real: Partial<SignIn>,
  result = '',
  changes: Partial<SignInFacts> = {},
): readonly string[] {
  const facts = signIn(changes);
  const applied = { id: 'P1', displayName: 'P1', result, enforcedGrantControls: [] };
  const [attempt] = foldSignIns([realSignIn({ appliedPolicies: result === '' ? null : [applied], ...real })]);
  assert.ok(attempt !== undefined);
  return differences({
    now: NOW,
    attempt,
    evaluation: run([raw], facts),
    telling: { facts, names: accessNames(null, null), device: null },
    snapshot: {
      takenAt: '',
      policies: [raw],
      namedLocations: [],
      authenticationStrengths: [],
      securityDefaultsEnabled: false,
    },
    deviceId: null,
  });
}

describe('the comparison with a real sign-in', () => {
  const agreeing: readonly (readonly [what: string, raw: JsonObject, result: string])[] = [
    ['applied and satisfied', policy({}, MFA), 'success'],
    ['not applied', policy({ users: { includeUsers: ['x'] } }), 'notApplied'],
    ['disabled', policy({}, { state: 'disabled' }), 'notEnabled'],
    ['report-only', policy({}, REPORT_ONLY), 'reportOnlyFailure'],
    ['a result that is not known', policy({}, MFA), 'unknownFutureValue'],
    ['results left out', policy({}, MFA), ''],
    ['an evaluation that is open', policy({ times: { x: 'y' } }, MFA), 'success'],
  ];
  for (const [what, raw, result] of agreeing) {
    it(`says nothing of ${what}`, () => {
      assert.deepEqual(compared(raw, {}, result), []);
    });
  }

  it('says of a refusal for what is still asked for that it is still to be done', () => {
    const raw = policy({}, granting('AND', ['mfa', 'passwordChange']));
    const refused = { errorCode: 50135, conditionalAccessStatus: 'failure' } as const;
    const [said] = compared(raw, refused, 'failure');
    assert.match(
      said ?? '',
      /was refused: the password must be changed because of risk\. That is still to be/,
    );
    const [other] = compared(policy({}, MFA), refused, 'failure');
    assert.match(other ?? '', /something changed since/);
  });

  const differing: readonly (readonly [
    raw: JsonObject,
    real: Partial<SignIn>,
    result: string,
    said: string,
  ])[] = [
    [
      policy({}, MFA),
      {},
      'notApplied',
      'Microsoft did not apply "P1"; now it would apply (memberships, the device or the place may have changed since).',
    ],
    [
      policy({}, { ...MFA, modifiedDateTime: ago({ minutes: 1 }) }),
      {},
      'notApplied',
      'Microsoft did not apply "P1"; now it would apply (the policy was changed after that sign-in).',
    ],
    [
      policy({}, { ...MFA, modifiedDateTime: ago({ days: 1 }) }),
      { clientAppUsed: 'IMAP4' },
      'notApplied',
      'Microsoft did not apply "P1"; now it would apply (that sign-in used another kind of client).',
    ],
    [
      policy({}, MFA),
      {
        device: {
          deviceId: 'd',
          displayName: 'd',
          operatingSystem: null,
          browser: null,
          isCompliant: null,
          trustType: null,
        },
      },
      'notApplied',
      'Microsoft did not apply "P1"; now it would apply (that sign-in came from another device).',
    ],
    [
      policy({ users: { includeUsers: ['x'] } }, MFA),
      {},
      'success',
      'Microsoft applied "P1"; now it would not apply: it is for other people (memberships, the device or the place may have changed since).',
    ],
    [
      policy({}, { ...MFA, ...REPORT_ONLY }),
      {},
      'success',
      'Microsoft applied "P1"; now it is report-only (memberships, the device or the place may have changed since).',
    ],
    [
      policy({}, { ...MFA, state: 'disabled' }),
      {},
      'reportOnlySuccess',
      'Microsoft applied it in report-only mode: "P1"; now it is disabled (memberships, the device or the place may have changed since).',
    ],
  ];
  for (const [raw, real, result, said] of differing) {
    it(`says: ${said}`, () => {
      assert.deepEqual(compared(raw, real, result), [`In the sign-in 1 h ago ${said}`]);
    });
  }

  it('tells that a sign-in succeeded which would be stopped now', () => {
    assert.deepEqual(compared(policy(), {}), [
      'The newest sign-in (1 h ago) succeeded although the policies would stop it now: something changed since.',
    ]);
  });

  it('tells that a sign-in was refused which would get in now', () => {
    assert.deepEqual(compared(policy({}, MFA), { errorCode: 53003, conditionalAccessStatus: 'failure' }), [
      'The newest sign-in (1 h ago) was refused: blocked by Conditional Access. The policies would let it in now: something changed since.',
    ]);
  });

  it('does not take a wrong password for a refusal by policy', () => {
    assert.deepEqual(
      compared(policy({}, MFA), { errorCode: 50126, conditionalAccessStatus: 'notApplied' }),
      [],
    );
  });
});
