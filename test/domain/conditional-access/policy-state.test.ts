import assert from 'node:assert/strict';
import { fateOf, granting, outcomeOf } from './builders.ts';
import { COMPLIANT, asking, notCompliant } from './outcome-rows.ts';

describe('the state of a policy', () => {
  const REGISTER = { applications: { includeUserActions: ['urn:user:registersecurityinfo'] } };
  const target = { kind: 'userAction', action: 'urn:user:registersecurityinfo' } as const;

  it('never lets a report-only policy block', () => {
    const reportOnly = asking({ state: 'enabledForReportingButNotEnforced' });
    assert.equal(fateOf(reportOnly), 'reportOnly');
    assert.deepEqual(outcomeOf([reportOnly]), ['allowed', [], []]);
  });

  it('names the condition that keeps a report-only policy out', () => {
    const reportOnly = asking(
      { state: 'enabledForReportingButNotEnforced' },
      { users: { includeUsers: ['x'] } },
    );
    assert.equal(fateOf(reportOnly), 'users');
  });

  it('does not evaluate a report-only policy on user actions', () => {
    const reportOnly = asking({ state: 'enabledForReportingButNotEnforced' }, REGISTER);
    assert.equal(fateOf(reportOnly, { target }), 'policyNotEnabled');
    assert.equal(fateOf(asking({}, REGISTER), { target }), 'applied');
  });

  it('leaves a disabled policy out', () => {
    assert.equal(fateOf(asking({ state: 'disabled' })), 'policyNotEnabled');
    assert.deepEqual(outcomeOf([asking({ state: 'disabled' })]), ['allowed', [], []]);
  });

  it('says that it does not know about an unknown state', () => {
    assert.equal(fateOf(asking({ state: 'partiallyEnabled' })), 'notEnoughInformation');
  });

  it('keeps a policy applied although its controls are unmet or unknown', () => {
    assert.equal(fateOf(asking(COMPLIANT), notCompliant), 'applied');
    assert.equal(fateOf(asking(granting('OR', ['retinaScan']))), 'applied');
    assert.equal(fateOf(asking({ grantControls: null })), 'applied');
  });
});
