// Two evaluators that share no code: ours, and the one behind the simulated What If. Where every signal is known they
// must agree on which policies apply, for everybody, whatever they sign in to.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { compilePolicies } from '../../src/domain/conditional-access/compile.ts';
import type { CompiledPolicies } from '../../src/domain/conditional-access/compile.ts';
import { deviceFactsFromDirectory } from '../../src/domain/conditional-access/device-facts.ts';
import { evaluate } from '../../src/domain/conditional-access/evaluate.ts';
import type { SignInFacts, UserFacts } from '../../src/domain/conditional-access/facts.ts';
import { guestTypeOf } from '../../src/domain/conditional-access/guest-type.ts';
import { parseIp } from '../../src/domain/conditional-access/ip-address.ts';
import { compareOpinions } from '../../src/domain/questions/access-second-opinion.ts';
import type { Comparison } from '../../src/domain/questions/access-second-opinion.ts';
import { accessExplain } from '../../src/domain/questions/access-explain.ts';
import { accessNames } from '../../src/domain/questions/access-words.ts';
import type { AccessPolicySnapshot } from '../../src/domain/tenant/access-policies.ts';
import type { DirectoryDevice } from '../../src/domain/tenant/device.ts';
import type { SecondOpinion } from '../../src/domain/tenant/what-if.ts';
import type { TenantPorts } from '../../src/domain/ports/tenant.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { sharedTime } from '../microsoft/shared-time.ts';
import { NOW, testTenant } from '../microsoft/test-tenant.ts';
import type { TestTenant } from '../microsoft/test-tenant.ts';
import { demo } from './demo-files.ts';

const FORMS = 'c9a559d2-7aab-4f13-a6ed-e7e9c52aec87';
const APPS: Readonly<Record<string, string>> = {
  email: '00000002-0000-0ff1-ce00-000000000000',
  SharePoint: '00000003-0000-0ff1-ce00-000000000000',
  Teams: 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe',
  'the Azure portal': 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
  Graph: '00000003-0000-0000-c000-000000000000',
};

type Signals = Omit<SignInFacts, 'user' | 'target' | 'device'>;

const ORDINARY: Signals = {
  intuneManaged: true,
  ip: parseIp('203.0.113.7'),
  country: 'SE',
  gpsCountry: undefined,
  platform: 'windows',
  clientAppType: 'browser',
  signInRisk: 'none',
  userRisk: 'none',
  insiderRisk: 'none',
  authFlow: null,
  externalTenantId: undefined,
};

/** Each person signs in in each of these ways, to one app after the other, with a device of theirs and without. */
const WAYS: readonly Signals[] = [
  ORDINARY,
  { ...ORDINARY, ip: parseIp('198.51.100.200'), country: 'BR', clientAppType: 'mobileAppsAndDesktopClients' },
  { ...ORDINARY, ip: parseIp('2001:db8:40:1::7'), country: 'TH', platform: 'iOS', userRisk: 'high' },
  { ...ORDINARY, ip: parseIp('192.0.2.3'), country: 'BR', platform: 'linux', signInRisk: 'high' },
  { ...ORDINARY, clientAppType: 'other', platform: 'macOS', userRisk: 'medium' },
  { ...ORDINARY, platform: null, clientAppType: 'exchangeActiveSync', authFlow: 'deviceCodeFlow' },
  { ...ORDINARY, ip: null, country: 'BR', platform: 'android', insiderRisk: 'elevated' },
];

interface Person {
  readonly name: string;
  readonly facts: UserFacts;
  readonly device: DirectoryDevice | null;
}

interface Compared extends Comparison {
  readonly about: string;
  /** Policies that neither takes to apply, Microsoft for a reason that is not among ours. */
  readonly otherReasons: readonly string[];
}

describe('demo tenant what if', () => {
  let simulator: Simulator;
  let tenant: TestTenant;
  let ports: TenantPorts;
  let snapshot: AccessPolicySnapshot;
  let compiled: CompiledPolicies;
  let people: readonly Person[];

  before(async () => {
    const tenantDir = fileURLToPath(new URL('../../tenants/demo', import.meta.url));
    simulator = await startSimulator({ tenantDir, port: 0, now: () => NOW });
    tenant = testTenant(simulator.url, { timing: sharedTime(simulator.url) });
    ports = tenant.tenant.open({ correlationId: 'what if' });
    snapshot = await ports.accessPolicies.snapshot();
    compiled = compilePolicies(snapshot);
    people = await Promise.all(demo.users.map(({ id }) => personOf(id ?? '')));
  });
  after(() => simulator.close());

  async function personOf(id: string): Promise<Person> {
    const [user, memberships, devices] = await Promise.all([
      ports.directory.user(id),
      ports.directory.memberships(id),
      ports.directory.devicesOf(id),
    ]);
    assert.ok(user !== null);
    return {
      name: user.displayName,
      facts: {
        id,
        guestType: guestTypeOf(user),
        groups: new Map(memberships.groups.map((group) => [group.id, { direct: group.direct }])),
        roles: new Set(memberships.roleTemplateIds),
      },
      device: devices[0] ?? null,
    };
  }

  async function compared(
    { name, facts, device }: Person,
    [app, appId]: readonly [string, string],
    signals: Signals,
    opinionOf: (opinion: SecondOpinion) => SecondOpinion = (opinion) => opinion,
  ): Promise<Compared> {
    const signIn: SignInFacts = {
      ...signals,
      user: facts,
      target: { kind: 'app', appId, owner: undefined, authContext: null },
      device: device === null ? null : deviceFactsFromDirectory(device),
    };
    const { results } = evaluate(compiled, signIn);
    const opinion = opinionOf(await ports.accessPolicies.secondOpinion({ signIn, device }));
    const otherReasons = opinion.results.filter((said) => {
      const ours = results.find(({ policy }) => policy.id === said.policyId);
      const unmet = ours?.unmet.map(({ condition }): string => condition) ?? [];
      return !said.applies && ours?.matches === false && !said.reasons.every((one) => unmet.includes(one));
    });
    const telling = { facts: signIn, names: accessNames(null, snapshot), device: device?.displayName ?? null };
    return {
      about: `${name}, ${app}, way ${WAYS.indexOf(signals)}`,
      otherReasons: otherReasons.map((said) => said.displayName),
      ...compareOpinions({ app, opinion, results, telling, takenAt: snapshot.takenAt }),
    };
  }

  const enabled = demo.policies.filter(({ state }) => state !== 'disabled').length;

  for (const [number, way] of WAYS.entries()) {
    it(`agrees with ours on every policy, person and app (way ${number})`, async () => {
      const apps = Object.entries(APPS);
      for (const [index, person] of people.entries()) {
        const app = apps[(index + number) % apps.length] ?? ['', ''];
        const asked = (index + number) % 2 === 0 ? person : { ...person, device: null };
        assert.deepEqual(await compared(asked, app, way), {
          about: `${person.name}, ${app[0]}, way ${number}`,
          otherReasons: [],
          agree: enabled,
          differences: [],
        });
      }
    });
  }

  it('agrees with ours on every app for people of every kind', async () => {
    const kinds = ['Adele Vance', 'Megan Bowen', 'Lee Gu', 'Miriam Graham', 'Diego Siciliani', 'Ben Walters'];
    const chosen = people.filter((person) => kinds.includes(person.name));
    assert.ok(chosen.length >= kinds.length);
    for (const person of chosen) {
      for (const app of Object.entries(APPS)) {
        assert.deepEqual((await compared(person, app, ORDINARY)).differences, [], `${person.name}, ${app[0]}`);
      }
    }
  });

  /** Every reason for which the two may differ here. */
  const EXPLAINED = [
    /^which apps an app group holds, Microsoft publishes by name only$/,
    /^What If was not told [^,]+, and takes what it is not told as none$/,
  ];

  it('differs only for reasons that can be told where signals are not known or an app is in one table only', async () => {
    const unknown: readonly Partial<Signals>[] = [
      { country: undefined, ip: undefined },
      { country: undefined },
      { userRisk: undefined },
      { platform: undefined },
      { clientAppType: undefined },
    ];
    const reasons = new Set<string>();
    for (const person of people.slice(0, 12)) {
      const email = ['email', APPS['email'] ?? ''] as const;
      const cases = [
        [['Forms', FORMS], ORDINARY] as const,
        ...unknown.map((less) => [email, { ...ORDINARY, ...less }] as const),
      ];
      for (const [app, signals] of cases) {
        const { about, differences } = await compared(person, app, signals);
        for (const { policy, likely } of differences) {
          assert.ok(
            EXPLAINED.some((reason) => reason.test(likely)),
            `${about}: ${policy}: ${likely}`,
          );
          reasons.add(likely);
        }
      }
    }
    assert.ok(reasons.size >= 5, [...reasons].join('\n'));
  });

  it('shows a difference that nothing explains as one to look at', async () => {
    const [person] = people;
    assert.ok(person !== undefined);
    const wrong = await compared(person, ['email', APPS['email'] ?? ''], ORDINARY, (opinion) => ({
      ...opinion,
      results: opinion.results.map((said) =>
        said.applies ? { ...said, applies: false, reasons: ['devicePlatform'] } : said,
      ),
    }));
    assert.ok(wrong.differences.length > 0);
    assert.ok(wrong.differences.every(({ likely }) => likely.endsWith('worth a closer look')));
  });

  it('comes with the answer by its button, and never without', async () => {
    const ask = (slots: Readonly<Record<string, string>>) =>
      accessExplain(tenant.tenant.open({ correlationId: 'button' }), tenant.clock, slots);
    const first = await ask({ user: 'diego', app: 'email', polarity: 'cannot' });
    assert.ok(first.kind === 'answer');
    assert.ok(!first.sections.some((part) => part.title === "Microsoft's What If"));
    const offer = first.offers.find((one) => one.title === "Ask Microsoft's What If too");
    const second = await ask(offer?.slots ?? {});
    assert.ok(second.kind === 'answer');
    assert.equal(second.headline, first.headline);
    assert.deepEqual(second.gaps, []);
    assert.equal(second.reasons.at(-1), `Microsoft's What If says the same of all ${enabled} policies.`);
    assert.equal(second.sections[0]?.title, "Microsoft's What If");
    assert.deepEqual(second.sections[0].items, []);
  });
});
