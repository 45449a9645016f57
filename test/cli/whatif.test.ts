import assert from 'node:assert/strict';
import { join } from 'node:path';
import { FileFaultError, UsageError } from '../../src/errors.ts';
import { runWhatif } from '../../src/cli/whatif.ts';
import { EXCHANGE, GLOBAL_ADMIN, QUIET, policy, whatifFolder } from './whatif-folder.ts';

describe('drawbridge whatif', () => {
  const folder = whatifFolder();
  const { put, run, one } = folder;

  it('tells outcome, controls, and what every policy did', async () => {
    await put('conditionalAccessPolicies.json', [
      policy('p1'),
      policy('p2', { users: { includeUsers: ['guest'] } }),
      policy('p3', {}, ['block'], 'enabledForReportingButNotEnforced'),
      policy('p4', {}, ['block'], 'disabled'),
    ]);
    assert.deepEqual(await one({}), {
      id: 'c',
      outcome: 'allowedWithControls',
      requiredControls: ['mfa'],
      applied: ['p1'],
      reportOnly: ['p3'],
      notApplied: { p2: 'users', p4: 'policyNotEnabled' },
    });
  });

  it('adds what is missing only when it is undetermined', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1', { signInRiskLevels: ['high'] }, ['block'])]);
    const rest = { ...QUIET, signInRisk: undefined };
    const { lines } = await run([{ id: 7, given: { user: 'adele', app: EXCHANGE, ...rest } }]);
    assert.deepEqual(lines, [
      {
        id: 7,
        outcome: 'undetermined',
        requiredControls: [],
        applied: [],
        reportOnly: [],
        notApplied: { p1: 'notEnoughInformation' },
        missing: ['signInRisk'],
      },
    ]);
  });

  it('allows when the tenant has no policies', async () => {
    assert.equal((await one({})).outcome, 'allowed');
  });

  it('finds a person by id or UPN, whatever the case', async () => {
    for (const user of ['adele', 'ADELE', 'adele@CONTOSO.example'])
      assert.equal((await one({ user })).error, undefined);
  });

  it('reads a group without a list of members as empty', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1')]);
    await put('groupMembers.json', { g: null });
    assert.equal((await one({})).outcome, 'allowedWithControls');
  });

  it('counts nested groups and ends circles', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1', { users: { includeGroups: ['OUTER'] } })]);
    assert.deepEqual((await one({})).applied, ['p1']);
    assert.deepEqual((await one({ user: 'guest' })).notApplied, { p1: 'users' });
  });

  it('counts tenant-wide roles, held directly or through a group, and no others', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1', { users: { includeRoles: [GLOBAL_ADMIN] } })]);
    assert.deepEqual((await one({ user: 'admin' })).applied, ['p1']);
    assert.deepEqual((await one({ user: 'scoped' })).notApplied, { p1: 'users' });
  });

  it('tells guests from members', async () => {
    const guests = { guestOrExternalUserTypes: 'b2bCollaborationGuest', externalTenants: null };
    await put('conditionalAccessPolicies.json', [
      policy('p1', { users: { includeGuestsOrExternalUsers: guests } }),
    ]);
    assert.deepEqual((await one({ user: 'guest' })).applied, ['p1']);
    assert.deepEqual((await one({})).notApplied, { p1: 'users' });
  });

  it('finds a device by either id, takes one inline, and null for none', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1', {}, ['compliantDevice'])]);
    assert.equal((await one({ device: 'obj1' })).outcome, 'allowed');
    assert.equal((await one({ device: 'dev1' })).outcome, 'allowed');
    assert.equal((await one({ device: 'dev2' })).outcome, 'blocked');
    assert.equal((await one({ device: { isCompliant: true, trustType: 'AzureAd' } })).outcome, 'allowed');
    assert.equal((await one({ device: null })).outcome, 'blocked');
    assert.deepEqual((await one({ device: undefined })).missing, ['device']);
    assert.deepEqual((await one({ device: { trustType: 'AzureAd' } })).missing, ['device']);
    await put('conditionalAccessPolicies.json', [
      policy('p1', { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -ne "SAW"' } } }),
    ]);
    const inline = { isCompliant: true, trustType: 'AzureAd' };
    assert.deepEqual((await one({ device: inline })).missing, ['device']);
    assert.equal((await one({ device: { ...inline, model: null } })).outcome, 'allowed');
    assert.equal((await one({ device: { ...inline, model: 'SAW' } })).outcome, 'allowedWithControls');
  });

  it('sees extension attributes only where somebody manages the device', async () => {
    const rule = { mode: 'include', rule: 'device.extensionAttribute1 -eq "SAW"' };
    await put('conditionalAccessPolicies.json', [policy('p1', { devices: { deviceFilter: rule } })]);
    const inline = {
      isCompliant: false,
      trustType: 'AzureAd',
      extensionAttributes: { extensionAttribute1: 'saw' },
    };
    assert.deepEqual((await one({ device: 'dev1' })).applied, ['p1']);
    assert.deepEqual((await one({ device: 'dev2' })).notApplied, { p1: 'devices' });
    assert.deepEqual((await one({ device: 'dev2', managedDevice: 'm1' })).applied, ['p1']);
    assert.deepEqual((await one({ device: inline, managedDevice: { id: 'x' } })).applied, ['p1']);
    assert.deepEqual((await one({ device: inline, managedDevice: null })).notApplied, { p1: 'devices' });
    assert.deepEqual((await one({ device: inline })).missing, ['managedDevice']);
    assert.deepEqual((await one({ device: { ...inline, isManaged: false } })).notApplied, { p1: 'devices' });
    assert.deepEqual((await one({ device: { ...inline, isManaged: true } })).applied, ['p1']);
  });

  it('knows whose app it is', async () => {
    await put('conditionalAccessPolicies.json', [
      policy('p1', { applications: { includeApplications: ['Office365'] } }),
    ]);
    assert.deepEqual((await one({})).applied, ['p1']);
    assert.deepEqual((await one({ app: 'own' })).notApplied, { p1: 'application' });
    assert.deepEqual((await one({ app: 'foreign' })).notApplied, { p1: 'application' });
    assert.deepEqual((await one({ app: 'firstparty' })).notApplied, { p1: 'notEnoughInformation' });
    assert.deepEqual((await one({ app: 'nobodys' })).missing, ['app', 'policy:p1']);
  });

  it('takes a user action instead of an app, and a context beside one', async () => {
    const action = { includeUserActions: ['urn:user:registerdevice'] };
    await put('conditionalAccessPolicies.json', [
      policy('p1', { applications: action }),
      policy('p2'),
      policy('p3', { applications: { includeAuthenticationContextClassReferences: ['c3'] } }),
    ]);
    assert.deepEqual((await one({ userAction: 'urn:user:registerdevice' })).applied, ['p1']);
    assert.deepEqual((await one({ authContext: 'c3' })).applied, ['p2', 'p3']);
    assert.deepEqual((await one({ app: undefined, userAction: 'urn:user:registerdevice' })).applied, ['p1']);
  });

  it('takes a hidden risk for an unknown one', async () => {
    await put('conditionalAccessPolicies.json', [policy('p1', { userRiskLevels: ['high'] })]);
    assert.deepEqual((await one({ userRisk: 'hidden' })).missing, ['userRisk']);
    assert.equal((await one({ userRisk: 'none' })).outcome, 'allowed');
  });

  const bad: readonly (readonly [what: string, given: object, error: RegExp])[] = [
    ['an unknown person', { user: 'nobody' }, /no user `nobody`/],
    ['no person', { user: undefined }, /`given.user` is missing/],
    ['no app', { app: undefined }, /`given.app` is missing/],
    ['an app group for an app', { app: 'Office365' }, /must be an appId/],
    ['an unknown device', { device: 'dev9' }, /no device `dev9`/],
    ['a device that is none', { device: 7 }, /must be an id, a device object or null/],
    ['an unknown managed device', { device: 'dev1', managedDevice: 'm9' }, /no managed device `m9`/],
    ['an address that is none', { ip: '300.1.1.1' }, /no IP address/],
    ['a country that is none', { country: 'Sweden' }, /two-letter country code/],
    ['an unknown platform', { platform: 'beos' }, /none of android, iOS/],
    ['an unknown client', { clientAppType: 'all' }, /none of browser/],
    ['a client that is null', { clientAppType: null }, /cannot be null/],
    ['an unknown risk', { signInRisk: 'severe' }, /none of none, low/],
    ['an unknown flow', { authFlow: 'qr' }, /none of deviceCodeFlow/],
    ['an unknown action', { userAction: 'register' }, /no user action/],
    ['an unknown context', { authContext: 'context 1' }, /one of c1 to c99/],
    ['a signal that nobody knows', { colour: 'blue' }, /`given.colour` is not a signal/],
  ];
  for (const [what, given, error] of bad) {
    it(`says of ${what} that the case is bad`, async () => {
      const line = await one(given);
      assert.deepEqual(Object.keys(line), ['id', 'error']);
      assert.match(line.error ?? '', error);
    });
  }

  it('answers the other cases in order and ends with 1', async () => {
    const good = { user: 'adele', app: EXCHANGE };
    const { lines, code } = await run([
      { id: 'a', given: good },
      'nonsense',
      { given: good },
      { id: 'd' },
      { id: 'e', given: good },
    ]);
    assert.deepEqual(
      lines.map((line) => [line.id, line.error === undefined]),
      [
        ['a', true],
        [null, false],
        [null, false],
        ['d', false],
        ['e', true],
      ],
    );
    assert.equal(code, 1);
  });

  it('ends with 0 when every case is answered', async () => {
    assert.equal((await run([])).code, 0);
    assert.equal(
      (await run([{ id: 'a', given: { user: 'adele', app: EXCHANGE }, note: 'ignored' }])).code,
      0,
    );
  });

  it('refuses cases that are no array, and a folder that is not there', async () => {
    await assert.rejects(run('{'), UsageError);
    await assert.rejects(run({ id: 'a' }), UsageError);
    await assert.rejects(
      runWhatif({ tenantDir: join(folder.dir, 'gone'), casesText: '[]' }, () => undefined),
      UsageError,
    );
  });

  it('names file and line of a broken tenant file', async () => {
    await put('namedLocations.json', '[\n  {"id": "a"},\n  {"id": }\n]');
    await assert.rejects(run([]), (error) => {
      assert.ok(error instanceof FileFaultError);
      assert.match(error.message, /namedLocations\.json:3: this is no JSON$/);
      return true;
    });
  });

  it('names the file that is not of the expected shape', async () => {
    await put('users.json', {});
    await assert.rejects(run([]), /users\.json: a list is expected/);
    await put('users.json', []);
    await put('groupMembers.json', { g: 'adele' });
    await assert.rejects(run([]), /groupMembers\.json: the members of `g` are no list/);
  });
});
