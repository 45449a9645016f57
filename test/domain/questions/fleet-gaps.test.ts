import assert from 'node:assert/strict';
import { renderReply } from '../../../src/cards/render-reply.ts';
import type { Answer, Notice } from '../../../src/domain/questions/answer.ts';
import { fleetGaps } from '../../../src/domain/questions/fleet-gaps.ts';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../src/domain/tenant/population.ts';
import type { LedgerEntry } from '../../../src/domain/tenant/sign-in-ledger.ts';
import { ledgerSignIn } from '../../fakes/ledger-sign-in.ts';
import type { LedgerData } from '../../fakes/sign-in-ledger.ts';
import { fakeLedger } from '../../fakes/sign-in-ledger.ts';
import {
  ADELE_ID,
  DEVICE_ID,
  ago,
  directoryDevice,
  machine,
  managedDevice,
  user,
} from '../../fakes/sample-device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { EXCLUSIONS, FINANCE, policy, snapshot } from './access-cases.ts';

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const WEEK = { from: ago({ days: 8 }), to: ago({ minutes: 2 }) };

function entry(part: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    deviceId: DEVICE_ID,
    deviceName: 'FIN-LT-042',
    userId: ADELE_ID,
    userName: 'Adele Vance',
    appId: EXCHANGE,
    appName: 'Office 365 Exchange Online',
    client: 'Browser',
    operatingSystem: 'Windows 11',
    trustType: 'Azure AD joined',
    ip: '198.51.100.10',
    country: 'NO',
    risk: 'none',
    compliant: false,
    count: 3,
    firstAt: ago({ days: 2 }),
    lastAt: ago({ hours: 2 }),
    applied: null,
    ...part,
  };
}

/** Adele in Finance on a noncompliant device, seen three times at her mail. */
function tenant(policies: readonly JsonObject[], part: TenantData = {}): TenantData {
  return {
    users: [user()],
    memberships: { [ADELE_ID]: { groups: [FINANCE, EXCLUSIONS], roleTemplateIds: [] } },
    managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
    machines: [],
    snapshot: snapshot(policies),
    ...part,
  };
}

interface World {
  readonly data?: TenantData;
  readonly overrides?: Overrides;
  readonly ledger?: LedgerData;
  readonly slots?: Readonly<Record<string, string>>;
}

async function ask({ data = tenant([]), overrides = {}, ledger, slots = {} }: World) {
  const ports = fakePorts(data, overrides);
  const kept = fakeLedger({ coverage: WEEK, entries: [entry()], ...ledger });
  const reply = await fleetGaps({ ports, ledger: kept, clock: fixedClock(), correlationId: 'c' }, slots);
  if (reply.kind === 'answer') renderReply(reply, { now: NOW });
  return { reply, ports, ledger: kept };
}

async function answer(world: World = {}): Promise<Answer> {
  const { reply } = await ask(world);
  assert.equal(reply.kind, 'answer');
  return reply;
}

async function refusal(slots: Readonly<Record<string, string>>): Promise<Notice> {
  const { reply } = await ask({ slots });
  assert.equal(reply.kind, 'notice');
  return reply;
}

const said = (reply: Answer): string =>
  [
    reply.headline,
    ...reply.reasons,
    ...reply.sections.flatMap((s) => [s.title, ...s.items.flatMap((i) => [i.title, i.detail ?? ''])]),
  ].join('\n');

describe('the gap detector', () => {
  it('names people, devices, apps and the policy that let it happen', async () => {
    const or = policy('CA05', ['mfa', 'compliantDevice']);
    const reply = await answer({ data: tenant([or]) });
    assert.equal(reply.tone, 'bad');
    assert.equal(
      reply.headline,
      '1 person on 1 device that is noncompliant or at high risk still reached 1 app in the last 7 days, because a policy takes something else instead of a compliant device',
    );
    assert.deepEqual(reply.reasons, []);
    assert.match(
      said(reply),
      /Adele Vance on FIN-LT-042 \(noncompliant\)\nOffice 365 Exchange Online \(3×\) · CA05 also takes multifactor authentication/,
    );
    assert.deepEqual(reply.chart?.bars, [
      { label: 'Something else was enough (OR)', value: 1, text: '1 person' },
    ]);
    assert.equal(reply.table?.rows.length, 1);
    assert.deepEqual(reply.table.slots, { filter: 'noncompliant-with-access' });
    assert.deepEqual(reply.gaps, []);
  });

  it('says through which group somebody is excluded', async () => {
    const users = { includeUsers: ['All'], excludeGroups: ['g-out'] };
    const reply = await answer({ data: tenant([policy('CA03', ['compliantDevice'], { users })]) });
    assert.match(said(reply), /CA03 excludes the nested group CA exclusions/);
  });

  it('asks nobody about groups while a population is held, and takes its devices', async () => {
    const users = { includeUsers: ['All'], excludeGroups: ['g-out'] };
    const rule = 'device.manufacturer -eq "Contoso"';
    const filtered = policy('CA04', ['compliantDevice'], {
      devices: { deviceFilter: { mode: 'include', rule } },
    });
    const population: Population = {
      takenAt: NOW.toISOString(),
      people: [user()],
      groups: new Map([
        [
          'g-out',
          { id: 'g-out', displayName: 'CA exclusions', members: new Set([ADELE_ID]), complete: true },
        ],
      ]),
      roles: new Map(),
      devices: [
        { device: directoryDevice({ deviceId: DEVICE_ID, manufacturer: 'Fabrikam' }), owners: [ADELE_ID] },
      ],
      country: 'NO',
      complete: { people: true, groups: true, roles: true, devices: true },
      gaps: [],
    };
    const { reply, ports } = await ask({
      data: tenant([policy('CA03', ['compliantDevice'], { users }), filtered], { population }),
    });
    assert.match(said(reply as Answer), /CA03 excludes the group CA exclusions/);
    assert.ok(!ports.calls.includes('directory.memberships'));
    const gap = { source: 'Entra ID', subject: 'groups', reason: 'forbidden', message: 'x' } as const;
    const partly = await answer({ data: tenant([], { population: { ...population, gaps: [gap] } }) });
    assert.deepEqual(partly.gaps, [gap]);
    const stranger = await ask({
      data: tenant([policy('CA03', ['compliantDevice'], { users })], {
        population: { ...population, people: [] },
      }),
    });
    assert.match(
      said(stranger.reply as Answer),
      /Not explained[^]*depends on the groups and roles of the person/,
    );
  });

  it('tells a device at high risk that counts as compliant from one that was compliant once', async () => {
    const data = tenant([policy('CA03', ['compliantDevice'])], {
      machines: [
        machine({
          aadDeviceId: DEVICE_ID.toUpperCase(),
          riskScore: 'High',
          computerDnsName: 'fin-lt-042.contoso.example',
        }),
      ],
    });
    const ledger = { entries: [entry({ compliant: true })] };
    const risky = await answer({ data: { ...data, managedDevices: [] }, ledger });
    assert.match(said(risky), /High risk, yet compliant\nAdele Vance on FIN-LT-042 \(high risk\)/);
    assert.equal(risky.tone, 'bad');
    const both = await answer({ data, ledger });
    assert.match(said(both), /Compliant at that time\nAdele Vance on FIN-LT-042 \(noncompliant, high risk\)/);
    assert.match(both.headline, /^Nobody on a device .* got in .* but in ways that are meant to be open$/);
    assert.equal(both.tone, 'good');
  });

  it("shows Microsoft's record where it says something else", async () => {
    const applied = [{ id: 'ca03', result: 'notApplied' }];
    const reply = await answer({
      data: tenant([policy('CA03', ['compliantDevice'])]),
      ledger: { entries: [entry({ applied })] },
    });
    assert.match(
      said(reply),
      /CA03 would stop such a sign-in today · Microsoft recorded "notApplied" for CA03/,
    );
  });

  it('is about one app, one cause and some days when asked so', async () => {
    const entries = [
      entry(),
      entry({ appId: SHAREPOINT, appName: 'Office 365 SharePoint Online', lastAt: ago({ days: 3 }) }),
      entry({ appId: 'own', appName: 'Contoso Payroll' }),
    ];
    const data = tenant([
      policy('CA03', ['compliantDevice'], { state: 'enabledForReportingButNotEnforced' }),
    ]);
    const of = (slots: Readonly<Record<string, string>>) => answer({ data, ledger: { entries }, slots });
    assert.match(
      (await of({})).headline,
      /still reached 3 apps in the last 7 days, for 2 different reasons|most/,
    );
    const files = await of({ app: 'sharepoint' });
    assert.match(files.headline, /still reached sharepoint in the last 7 days/);
    assert.doesNotMatch(said(files), /Exchange|Payroll/);
    assert.match(said(await of({ app: 'payroll' })), /Contoso Payroll/);
    assert.match(
      (await of({ app: 'nothing of the kind' })).headline,
      /^No sign-in to nothing of the kind from/,
    );
    assert.match((await of({ app: 'sharepoint', days: '1' })).headline, /is known in the last day$/);
    const only = await of({ cause: 'noPolicy' });
    assert.deepEqual(
      only.sections.map(({ title }) => title),
      ['No policy asks for a compliant device'],
    );
    assert.ok(only.offers.some(({ title }) => title === 'All causes'));
    assert.match((await of({ cause: 'place' })).headline, /^No sign-in from/);
  });

  it('refuses slots that mean nothing', async () => {
    for (const slots of [
      { days: '0' },
      { days: '8' },
      { days: 'x' },
      { page: '0' },
      { page: '-1' },
      { cause: 'x' },
    ]) {
      assert.equal((await refusal(slots)).headline, 'I cannot look that up', JSON.stringify(slots));
    }
  });

  it('is read page by page, and as a whole table', async () => {
    const people = Array.from({ length: 23 }, (_, i) => `user-${i}`);
    const entries = people.map((id, i) =>
      entry({ userId: id, userName: `Person ${i}`, lastAt: ago({ minutes: i + 1 }) }),
    );
    const world = { data: tenant([]), ledger: { entries } };
    const first = await answer(world);
    const shown = JSON.stringify(renderReply(first, { now: NOW }).card);
    for (let i = 0; i < 10; i += 1) assert.ok(shown.includes(`Person ${i} on`), 'a page fits on a card');
    assert.equal(first.sections[0]?.items.length, 10);
    assert.match(first.sections[0].title, /\(23 in all\)/);
    assert.match(first.reasons[0] ?? '', /^Page 1 of 3, 23 lines in all\.$/);
    assert.equal(first.table?.rows.length, 23);
    assert.deepEqual(first.offers[0]?.slots, { filter: 'noncompliant-with-access', page: '2' });
    const last = await answer({ ...world, slots: { page: '99' } });
    assert.deepEqual(
      last.sections[0]?.items.map(({ title }) => title.split(' on ')[0]),
      ['Person 20', 'Person 21', 'Person 22'],
    );
    assert.deepEqual(last.offers.map(({ title }) => title)[0], 'Previous page');
  });

  it('reads a first stretch of the log itself when nothing was read yet', async () => {
    const { reply, ports, ledger } = await ask({
      data: tenant([], { signIns: [ledgerSignIn(new Date(ago({ hours: 1 })))] }),
      ledger: { coverage: null },
    });
    assert.deepEqual(ports.calls.filter((call) => call.endsWith('successfulSignIns')).length, 1);
    assert.equal(ledger.recorded.length, 1);
    assert.equal((reply as Answer).tone, 'bad');
  });

  it('says how far the log was read', async () => {
    const coverage = { from: ago({ days: 3, hours: 5 }), to: ago({ hours: 3 }) };
    const reply = await answer({ ledger: { coverage, withoutDevice: 1, entries: [] } });
    assert.match(said(reply), /reach back 3 of 7 days/);
    assert.match(said(reply), /newest sign-ins that have been read are 3 h old/);
    assert.match(said(reply), /1 successful sign-in carried no device identity/);
    assert.equal(reply.tone, 'unknown', 'nothing found in a part is not "fine"');
    assert.equal((await answer({ ledger: { entries: [] } })).tone, 'good');
  });

  it('counts bad devices that Entra does not know, and says when there are too many', async () => {
    const unregistered = managedDevice({ complianceState: 'noncompliant', azureADDeviceId: null });
    const reply = await answer({
      data: tenant([], {
        managedDevices: [unregistered],
        machines: [machine({ riskScore: 'High', aadDeviceId: null })],
      }),
      overrides: {
        endpoints: {
          highRisk: () => Promise.resolve({ list: [machine({ aadDeviceId: null })], complete: false }),
        },
      },
    });
    assert.match(said(reply), /2 bad devices are not registered in Entra ID: no sign-in names them/);
    assert.match(said(reply), /more bad devices than are looked at/);
    assert.equal(reply.tone, 'unknown');
  });

  const down = failing('upstream_unreachable');
  const faults: readonly [string, Overrides, RegExp][] = [
    [
      'Intune',
      { managedDevices: { noncompliant: down } },
      /at high risk still reached|No sign-in from a device that is at high risk/,
    ],
    ['Defender', { endpoints: { highRisk: down } }, /noncompliant still reached/],
    ['both', { managedDevices: { noncompliant: down }, endpoints: { highRisk: down } }, /^Neither/],
    [
      'Conditional Access',
      { accessPolicies: { snapshot: down } },
      /policies could not be read: nothing can be said/,
    ],
    ['group memberships', { directory: { memberships: failing('upstream_forbidden') } }, /still reached/],
  ];
  for (const [name, overrides, headline] of faults) {
    it(`names what is missing when ${name} does not answer, and never calls it fine`, async () => {
      const users = { includeGroups: ['g-finance'] };
      const reply = await answer({
        data: tenant([policy('CA03', ['compliantDevice'], { users })]),
        overrides,
      });
      assert.match(reply.headline, headline);
      assert.ok(reply.gaps.length > 0);
      assert.notEqual(reply.tone, 'good');
    });
  }

  it('says whose groups it does not know while no population is held', async () => {
    const entries = Array.from({ length: 25 }, (_, i) => entry({ userId: `user-${i}` }));
    const users = { includeGroups: ['g-finance'] };
    const { reply, ports } = await ask({
      data: tenant([policy('CA03', ['compliantDevice'], { users })]),
      ledger: { entries },
    });
    assert.equal(ports.calls.filter((call) => call === 'directory.memberships').length, 20);
    assert.match(said(reply as Answer), /have not been read yet: of some people the cause is not known/);
    const causes = (reply as Answer).table?.rows.map(([cause]) => cause);
    assert.equal(causes?.filter((cause) => cause === 'Not explained').length, 5);
  });

  it('answers from what it has when the log refuses', async () => {
    const { reply } = await ask({
      ledger: { coverage: null, entries: [] },
      overrides: { directory: { successfulSignIns: failing('upstream_throttled') } },
    });
    assert.equal((reply as Answer).tone, 'unknown');
    assert.equal((reply as Answer).gaps[0]?.reason, 'throttled');
    assert.match(said(reply as Answer), /has not been read yet/);
  });
});
