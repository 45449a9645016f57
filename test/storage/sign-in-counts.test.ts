import assert from 'node:assert/strict';
import { countsOf } from '../../src/storage/sign-in-counts.ts';
import { ledgerSignIn } from '../fakes/ledger-sign-in.ts';

const AT = new Date('2026-11-22T08:00:00Z');

describe('a page of sign-ins as rows', () => {
  it('names what the log names, and falls back to ids', () => {
    const full = ledgerSignIn(AT);
    const bare = {
      ...full,
      userDisplayName: null,
      resourceId: null,
      resourceDisplayName: null,
      appliedPolicies: [],
    };
    const row = (signIn: typeof full) => countsOf([signIn]).rows[0];
    assert.equal(row(bare)?.user_name, 'adele@contoso.example');
    assert.deepEqual([row(bare)?.app_id, row(bare)?.app_name], ['client', 'Outlook']);
    const nameless = { ...bare, userPrincipalName: null, appId: null, appDisplayName: null };
    assert.equal(row(nameless)?.user_name, full.userId);
    assert.deepEqual([row(nameless)?.app_id, row(nameless)?.app_name], ['', '']);
  });

  it('leaves out what is not interactive and counts what has no device', () => {
    const counts = countsOf([
      { ...ledgerSignIn(AT), isInteractive: false },
      { ...ledgerSignIn(AT), isInteractive: null },
      { ...ledgerSignIn(AT), device: null },
      ledgerSignIn(AT, { deviceId: '' }),
    ]);
    assert.deepEqual(
      counts.rows.map(({ count }) => count),
      [1],
    );
    assert.deepEqual(counts.withoutDevice, [{ day: '2026-11-22', without_device: 2 }]);
  });

  it('keeps the results of a policy set once, with the last day that had them', () => {
    const policies = (day: string) =>
      ledgerSignIn(new Date(`${day}T08:00:00Z`), {
        appliedPolicies: [
          { id: 'B', displayName: '', result: 'success', enforcedGrantControls: [] },
          { id: 'A', displayName: '', result: 'notApplied', enforcedGrantControls: [] },
        ],
      });
    const { results, rows } = countsOf([policies('2026-11-22'), policies('2026-11-20')]);
    assert.deepEqual(
      results.map(({ results: list, day }) => ({ list, day })),
      [
        {
          list: [
            { id: 'a', result: 'notApplied' },
            { id: 'b', result: 'success' },
          ],
          day: '2026-11-22',
        },
      ],
    );
    assert.equal(rows.length, 2);
    assert.ok(rows.every((row) => row.results === results[0]?.hash));
  });
});
