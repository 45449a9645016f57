import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'mocha';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { deviceName } from '../../../src/domain/tenant/device-name.ts';
import { userName } from '../../../src/domain/tenant/user-name.ts';
import { whatIfQuestion } from '../../fakes/what-if-question.ts';
import { simulatedTenant } from './simulated-tenant.ts';
import type { SimulatedTenant } from './simulated-tenant.ts';

const NOBODY = '99999999-9999-9999-9999-999999999999';
const HOST = 'FIN-LT-042';
const ADELE = 'adele.vance@contoso.example';

describe('the adapters on the simulated services', () => {
  let tenant: SimulatedTenant;
  let ports: TenantPorts;
  before(async () => {
    tenant = await simulatedTenant();
  });
  after(() => tenant.close());
  afterEach(() => tenant.calm());
  const fresh = () => {
    ports = tenant.open().ports;
    return ports;
  };
  const found = async (typed: string) =>
    (await fresh().directory.findUsers(userName(typed))).map((one) => one.userPrincipalName);
  const adele = async () => {
    const [one] = await fresh().directory.findUsers(userName(ADELE));
    assert.ok(one);
    return one;
  };
  const host = async () => {
    const [device] = await fresh().directory.findDevices(deviceName(HOST));
    const [managed] = await ports.managedDevices.find(deviceName(HOST));
    const [machine] = await ports.endpoints.find(deviceName(HOST));
    assert.ok(device && managed && machine);
    return { device, managed, machine };
  };

  describe('what the gap detector reads', () => {
    it('is the noncompliant devices and the machines at high risk, and whether that is all', async () => {
      const { managedDevices, endpoints } = fresh();
      const noncompliant = await managedDevices.noncompliant(100);
      assert.ok(noncompliant.list.some((one) => one.deviceName === 'SAL-LT-017'));
      assert.ok(!noncompliant.list.some((one) => one.deviceName === HOST));
      assert.equal(noncompliant.complete, true);
      assert.deepEqual(await managedDevices.noncompliant(1), {
        list: noncompliant.list.slice(0, 1),
        complete: false,
      });
      const risky = await endpoints.highRisk(100);
      assert.ok(risky.list.some((one) => one.computerDnsName?.startsWith('fin-lt-042') === true));
      assert.ok(risky.list.every((one) => one.riskScore === 'High'));
      assert.equal(risky.complete, true);
      assert.equal((await endpoints.highRisk(1)).complete, risky.list.length === 1);
    });

    it('is the log of successful sign-ins in either order, a page at a time', async () => {
      const to = new Date();
      const from = new Date(to.getTime() - 7 * 86_400_000);
      const { directory } = fresh();
      const stretch = { from, to, background: true };
      const newest = await directory.successfulSignIns({ ...stretch, order: 'newestFirst', most: 20 });
      const oldest = await directory.successfulSignIns({ ...stretch, order: 'oldestFirst', most: 20 });
      const all = await directory.successfulSignIns({ ...stretch, order: 'oldestFirst', most: 5_000 });
      assert.deepEqual([newest.more, oldest.more, all.more], [true, true, false]);
      assert.ok(all.signIns.length > 100);
      assert.ok(all.signIns.every((one) => one.errorCode === 0 && one.userDisplayName !== null));
      assert.deepEqual(oldest.signIns, all.signIns.slice(0, 20));
      const results = new Set(
        all.signIns.flatMap((one) => one.appliedPolicies ?? []).map((one) => one.result),
      );
      assert.ok(results.has('reportOnlyFailure') && !results.has('unknownFutureValue'), [...results].join());
      const times = (page: typeof all) => page.signIns.map((one) => one.createdDateTime);
      assert.deepEqual(times(newest), times(all).toReversed().slice(0, 20));
    });
  });

  describe('people', () => {
    for (const typed of [
      ADELE,
      ADELE.toUpperCase(),
      'Adele Vance',
      'adele vance',
      'Vance, Adele',
      'Adele',
      'CONTOSO\\adelev',
      'adele.vance',
    ]) {
      it(`are found by \`${typed}\``, async () => {
        assert.ok((await found(typed)).includes(ADELE), String(await found(typed)));
      });
    }

    it('are found by their id', async () => {
      const { id } = await adele();
      assert.deepEqual(await found(id.toUpperCase()), [ADELE]);
    });

    for (const typed of [
      "' or startswith(displayName,'a') or displayName eq '",
      "x')&$select=passwordProfile&$filter=(id ne '",
      '%27 or true',
      'https://evil.example/',
      '../../devices',
      "O'Nobody",
      '\u0000',
      '漢字',
    ]) {
      it(`are not found by ${JSON.stringify(typed)}, and nothing else happens`, async () => {
        assert.deepEqual(await found(typed), []);
      });
    }

    for (const name of ["Siobhan O'Brien", "x' or 1 eq 1"]) {
      it(`are found by \`${name}\`, apostrophe and all`, async () => {
        const people = await fresh().directory.findUsers(userName(name));
        assert.deepEqual(
          people.map((one) => one.displayName),
          [name],
        );
      });
    }

    it('that are not there are null', async () => {
      assert.equal(await fresh().directory.user(NOBODY), null);
      assert.equal(await ports.directory.user('nobody@contoso.example'), null);
    });

    it('are offered when the name is nearly right', async () => {
      const [first, ...rest] = await fresh().directory.suggestUsers(userName('Adelle Vanse'));
      assert.equal(first?.userPrincipalName, ADELE);
      assert.ok(rest.length <= 4);
    });

    it('have memberships, checked against the groups of a policy', async () => {
      const { id } = await adele();
      const { groups } = await ports.directory.memberships(id);
      const some = groups.map((one) => one.id);
      assert.ok(some.length > 0);
      const many = [
        ...some,
        ...Array.from({ length: 30 }, (_, n) => `99999999-0000-0000-0000-0000000000${10 + n}`),
      ];
      const inside = await ports.directory.memberOfAny(id, many);
      assert.deepEqual(inside.toSorted(), some.toSorted());
      const names = await ports.directory.groupNames([...some, NOBODY]);
      assert.deepEqual([...names.values()].toSorted(), groups.map((one) => one.displayName).toSorted());
    });

    it('have the roles that count everywhere, not those of an administrative unit', async () => {
      const roles = JSON.parse(readFileSync('tenants/demo/roleAssignments.json', 'utf8')) as {
        principalId: string;
        roleDefinitionId: string;
        directoryScopeId: string;
      }[];
      const wide = roles.find((one) => one.directoryScopeId === '/');
      const scoped = roles.find((one) => one.directoryScopeId !== '/');
      assert.ok(wide && scoped);
      const { roleTemplateIds } = await fresh().directory.memberships(wide.principalId);
      assert.ok(roleTemplateIds.includes(wide.roleDefinitionId));
      const unit = await ports.directory.memberships(scoped.principalId);
      assert.ok(!unit.roleTemplateIds.includes(scoped.roleDefinitionId));
    });

    it('that are not there are in no group', async () => {
      assert.deepEqual(await fresh().directory.memberOfAny(NOBODY, [NOBODY]), []);
    });

    it('have sign-ins, newest first and since a time', async () => {
      const { id } = await adele();
      const all = await ports.directory.signIns({ userId: id, top: 50 });
      assert.ok(all.length > 1);
      const times = all.map((one) => one.createdDateTime);
      assert.deepEqual(times, times.toSorted().toReversed());
      const since = times[1] ?? '';
      const late = await ports.directory.signIns({ userId: id, since, top: 50 });
      assert.deepEqual(
        late.map((one) => one.createdDateTime),
        times.filter((one) => one >= since),
      );
    });

    it('that were never risky have no risk', async () => {
      assert.equal(await fresh().directory.riskyUser(NOBODY), null);
    });
  });

  describe('devices', () => {
    for (const typed of [HOST, HOST.toLowerCase(), 'fin-lt-042.contoso.example']) {
      it(`are found in all three services by \`${typed}\``, async () => {
        const name = deviceName(typed);
        const { directory, managedDevices, endpoints } = fresh();
        const [entra] = await directory.findDevices(name);
        const [intune] = await managedDevices.find(name);
        const [mde] = await endpoints.find(name);
        assert.ok(entra && intune && mde);
        assert.equal(intune.azureADDeviceId, entra.deviceId);
        assert.equal(mde.aadDeviceId, entra.deviceId);
      });
    }

    for (const name of ["O'BRIEN-PC", "LT' or 'a' eq 'a", '<at>Everyone</at>', 'Zoë’s MacBook Pro']) {
      it(`are found by \`${name}\``, async () => {
        const devices = await fresh().directory.findDevices(deviceName(name));
        assert.deepEqual(
          devices.map((one) => one.displayName),
          [name],
        );
      });
    }

    it('are found by each of their ids where the service knows it', async () => {
      const { device, managed, machine } = await host();
      const { directory, managedDevices, endpoints } = fresh();
      for (const id of [device.id, device.deviceId]) {
        assert.deepEqual(
          (await directory.findDevices(deviceName(id))).map((one) => one.id),
          [device.id],
        );
      }
      for (const id of [managed.id, device.deviceId]) {
        assert.deepEqual(
          (await managedDevices.find(deviceName(id))).map((one) => one.id),
          [managed.id],
        );
      }
      for (const id of [machine.id, device.deviceId]) {
        assert.deepEqual(
          (await endpoints.find(deviceName(id))).map((one) => one.id),
          [machine.id],
        );
      }
      assert.deepEqual(await directory.findDevices(deviceName(machine.id)), []);
      assert.deepEqual(await managedDevices.find(deviceName(machine.id)), []);
    });

    it('are looked up by their registrations, many at once', async () => {
      const { device, managed, machine } = await host();
      const many = [
        device.deviceId,
        ...Array.from({ length: 40 }, (_, n) => `99999999-0000-0000-0000-0000000000${10 + n}`),
      ];
      assert.deepEqual(
        (await ports.managedDevices.byAzureADDeviceIds(many)).map((one) => one.id),
        [managed.id],
      );
      assert.deepEqual(
        (await ports.endpoints.byAzureADDeviceIds(many)).map((one) => one.id),
        [machine.id],
      );
      assert.deepEqual(await ports.managedDevices.byAzureADDeviceIds([]), []);
    });

    it('do not answer to the beginning of a name', async () => {
      const name = deviceName('FIN-LT-04');
      const { directory, managedDevices, endpoints } = fresh();
      assert.deepEqual(await directory.findDevices(name), []);
      assert.deepEqual(await managedDevices.find(name), []);
      assert.deepEqual(await endpoints.find(name), []);
    });

    for (const typed of ["' or '1' eq '1", "x') or startswith(computerDnsName,'", 'a&$top=1', '#', '?']) {
      it(`are not found by ${JSON.stringify(typed)}, and nothing else happens`, async () => {
        const name = deviceName(typed);
        const { directory, managedDevices, endpoints } = fresh();
        assert.deepEqual(await directory.findDevices(name), []);
        assert.deepEqual(await managedDevices.find(name), []);
        assert.deepEqual(await endpoints.find(name), []);
      });
    }

    it('are offered when the name is nearly right', async () => {
      const name = deviceName('FIN-LT-024');
      const { directory, managedDevices, endpoints } = fresh();
      assert.equal((await directory.suggestDevices(name))[0], HOST);
      assert.equal((await managedDevices.suggest(name))[0], HOST);
      assert.equal((await endpoints.suggest(name))[0], HOST.toLowerCase());
    });

    it('belong to people', async () => {
      const { id } = await adele();
      const { device } = await host();
      assert.ok((await ports.directory.devicesOf(id)).some((one) => one.id === device.id));
      assert.ok((await ports.directory.ownersOf(device.id)).some((one) => one.id === id));
      assert.ok((await ports.managedDevices.ofUser(id)).some((one) => one.deviceName === HOST));
    });

    it('have policy states, antivirus state and a connector behind them', async () => {
      const { managed } = await host();
      assert.ok((await ports.managedDevices.compliancePolicyStates(managed.id)).length > 0);
      assert.equal(
        typeof (await ports.managedDevices.protectionState(managed.id))?.realTimeProtectionEnabled,
        'boolean',
      );
      assert.equal((await ports.managedDevices.defenderConnector())?.partnerState, 'unresponsive');
    });

    it('have logons, vulnerabilities, software and alerts', async () => {
      const { machine } = await host();
      const { endpoints } = ports;
      assert.equal(machine.riskScore, 'High');
      assert.ok((await endpoints.logonUsers(machine.id)).length > 0);
      assert.ok((await endpoints.vulnerabilities(machine.id)).length > 0);
      assert.ok((await endpoints.software(machine.id)).length > 0);
      assert.ok((await endpoints.alerts(machine.id)).length > 0);
    });

    it('that are not there are null or refused, never empty of trouble', async () => {
      const nowhere = 'f'.repeat(40);
      const { endpoints } = fresh();
      assert.equal(await endpoints.machine(nowhere), null);
      assert.equal(await endpoints.machineAction(NOBODY), null);
      await assert.rejects(endpoints.vulnerabilities(nowhere), { code: 'upstream_rejected' });
    });
  });

  describe('access policies', () => {
    it('come as Microsoft wrote them', async () => {
      const { accessPolicies } = fresh();
      const snapshot = await accessPolicies.snapshot();
      assert.ok(snapshot.policies.length > 0);
      assert.ok(snapshot.policies.every((one) => 'conditions' in one && 'state' in one));
      assert.ok(snapshot.namedLocations.length > 0);
      assert.equal(typeof snapshot.securityDefaultsEnabled, 'boolean');
    });

    it("have Microsoft's opinion of each that is enabled or report-only", async () => {
      const { accessPolicies, directory } = fresh();
      const [adele] = await directory.findUsers(userName('adele.vance@contoso.example'));
      const [device] = await directory.findDevices(deviceName(HOST));
      assert.ok(adele !== undefined && device !== undefined);
      const question = whatIfQuestion({ userId: adele.id, device, signIn: { country: 'BR' } });
      const { results, leftOut } = await accessPolicies.secondOpinion(question);
      const opinions = results.map(({ displayName, applies, reasons }) =>
        [displayName.slice(0, 4), applies, ...reasons].join(' '),
      );
      assert.deepEqual(opinions.slice(0, 11), [
        'CA01 false clientApps',
        'CA02 true notSet',
        'CA03 true notSet',
        'CA04 false users',
        'CA05 false users',
        'CA06 true notSet',
        'CA07 false users',
        'CA08 false userRisk',
        'CA09 false devicePlatform',
        'CA10 false users',
        'CA11 false devices',
      ]);
      assert.ok(!opinions.some((opinion) => opinion.startsWith('CA12')), 'disabled');
      assert.deepEqual(leftOut, ['ip', 'gpsCountry', 'insiderRisk']);
    });
  });

  describe('isolation', () => {
    afterEach(() => tenant.reset());

    it('is sent as ordered and can be followed', async () => {
      const { machine } = await host();
      const { endpoints } = ports;
      const action = await endpoints.isolate({
        machineId: machine.id,
        comment: 'R-7F3K2',
        isolationType: 'Full',
      });
      assert.equal(action.type, 'Isolate');
      assert.equal(action.scope, 'Full');
      assert.equal((await endpoints.machineAction(action.id))?.requestorComment, 'R-7F3K2');
      assert.equal((await endpoints.machineActions(machine.id))[0]?.id, action.id);
      const released = await endpoints.release({ machineId: machine.id, comment: 'R-7F3K3' });
      assert.equal(released.type, 'Unisolate');
    });

    it('of several machines is read by one call, and whether that is all', async () => {
      const { endpoints } = fresh();
      const risky = (await endpoints.highRisk(100)).list;
      const onboarded = risky.filter(
        ({ onboardingStatus }) => onboardingStatus.toLowerCase() === 'onboarded',
      );
      const [one, two] = onboarded.map(({ id }) => id);
      assert.ok(one !== undefined && two !== undefined);
      const ids = [two, one, NOBODY, "o'hara"];
      const before = (await tenant.exchanges()).length;
      assert.deepEqual((await endpoints.machinesById(ids)).map(({ id }) => id).sort(), [one, two].sort());
      const { list, complete } = await endpoints.machineActionsOf(ids, 500);
      assert.equal((await tenant.exchanges()).length, before + 2);
      assert.equal(complete, true);
      for (const id of [one, two])
        assert.deepEqual(
          list
            .filter(({ machineId }) => machineId === id)
            .map((action) => action.id)
            .sort(),
          (await endpoints.machineActions(id)).map((action) => action.id).sort(),
        );
      await endpoints.scan({ machineId: one, comment: 'R-7F3K2', scanType: 'Quick' });
      await endpoints.scan({ machineId: two, comment: 'R-7F3K3', scanType: 'Quick' });
      const cut = await endpoints.machineActionsOf([one, two], 1);
      assert.deepEqual([cut.list.length, cut.complete], [1, false]);
      assert.deepEqual(await endpoints.machinesById([NOBODY]), []);
    });

    it('of every other kind goes out too, with what Defender calls for', async () => {
      const { machine } = await host();
      const order = { machineId: machine.id, comment: 'R-7F3K2' };
      const types = [
        await ports.endpoints.restrict(order),
        await ports.endpoints.unrestrict(order),
        await ports.endpoints.scan({ ...order, scanType: 'Full' }),
        await ports.endpoints.collect(order),
        await ports.endpoints.offboard(order),
        await ports.endpoints.quarantineFile({ ...order, sha1: 'a'.repeat(40) }),
      ].map(({ type, scope }) => [type, scope]);
      assert.deepEqual(types, [
        ['RestrictCodeExecution', null],
        ['UnrestrictCodeExecution', null],
        ['RunAntiVirusScan', 'Full'],
        ['CollectInvestigationPackage', null],
        ['Offboard', null],
        ['StopAndQuarantineFile', null],
      ]);
      const files = (await ports.endpoints.machineActions(machine.id)).map((one) => one.relatedFile);
      assert.ok(files.includes('a'.repeat(40)));
    });

    it('can be cancelled, and the comment of the cancellation is told', async () => {
      const { machine } = await host();
      const { id } = await ports.endpoints.scan({ machineId: machine.id, comment: 'x', scanType: 'Quick' });
      const cancelled = await ports.endpoints.cancelAction({ actionId: id, comment: 'R-7F3K2' });
      assert.deepEqual([cancelled.status, cancelled.cancellationComment], ['Cancelled', 'R-7F3K2']);
    });

    it('tags a machine and takes the tag off again', async () => {
      const { machine } = await host();
      const order = { machineId: machine.id, tag: 'Forensics' };
      const tagged = await ports.endpoints.setTag({ ...order, change: 'Add' });
      assert.ok(tagged.machineTags.includes('Forensics'));
      assert.deepEqual((await ports.endpoints.machine(machine.id))?.machineTags, tagged.machineTags);
      const bare = await ports.endpoints.setTag({ ...order, change: 'Remove' });
      assert.ok(!bare.machineTags.includes('Forensics'));
    });

    it('that collected a package has its link, asked for once', async () => {
      const { machine } = await host();
      const { id } = await ports.endpoints.collect({ machineId: machine.id, comment: 'R-7F3K2' });
      assert.equal(await ports.endpoints.packageLink(id), null);
      const path = 'getPackageUri';
      const answers = async (value: string): Promise<string | null> => {
        await tenant.fault({ match: { path }, status: 200, body: { value }, times: 1 });
        return tenant.open().ports.endpoints.packageLink(id);
      };
      assert.equal(await answers('"https://x.example/1.zip?sig=a"'), 'https://x.example/1.zip?sig=a');
      assert.equal(await answers('https://x.example/1.zip'), 'https://x.example/1.zip');
      await assert.rejects(answers('http://x.example/1.zip'), { code: 'upstream_malformed' });
      await assert.rejects(answers('javascript:alert(1)'), { code: 'upstream_malformed' });
      const before = (await tenant.exchanges()).length;
      await tenant.fault({ match: { path }, status: 500, body: {}, times: 1 });
      await assert.rejects(tenant.open().ports.endpoints.packageLink(id));
      assert.equal((await tenant.exchanges()).length, before + 1);
    });

    it('whose answer is lost is sent once and may have arrived', async () => {
      const { machine } = await host();
      await tenant.fault({ match: { path: '/isolate' }, drop: 'after', times: 1 });
      const order = { machineId: machine.id, comment: 'R-7F3K2', isolationType: 'Full' } as const;
      await assert.rejects(
        ports.endpoints.isolate(order),
        (error: { details?: { mayHaveArrived?: boolean } }) => {
          assert.equal(error.details?.mayHaveArrived, true);
          return true;
        },
      );
      const actions = await ports.endpoints.machineActions(machine.id);
      assert.deepEqual(actions.filter((one) => one.requestorComment === 'R-7F3K2').length, 1);
    });
  });
});
