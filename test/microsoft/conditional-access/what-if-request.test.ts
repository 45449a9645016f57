import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import { whatIfRequest } from '../../../src/microsoft/conditional-access/what-if-request.ts';
import { directoryDevice } from '../../fakes/sample-device.ts';
import { whatIfQuestion } from '../../fakes/what-if-question.ts';

const conditionsOf = (signIn: Partial<SignInFacts>) =>
  whatIfRequest(whatIfQuestion({ signIn })).body['signInConditions'];
const leftOutOf = (signIn: Partial<SignInFacts>) => whatIfRequest(whatIfQuestion({ signIn })).leftOut;
const ip = (text: string) => parseIp(text) ?? undefined;

const PLAIN = {
  devicePlatform: 'windows',
  clientAppType: 'browser',
  country: 'NO',
  signInRiskLevel: 'none',
  userRiskLevel: 'none',
  authenticationFlow: { transferMethod: 'none' },
  deviceInfo: {},
};
const ALWAYS = ['ip', 'gpsCountry', 'insiderRisk'];

describe('a question for what if', () => {
  it('names the person, the app by its id and every signal that is known', () => {
    assert.deepEqual(whatIfRequest(whatIfQuestion({ userId: 'adele' })), {
      body: {
        signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId: 'adele' },
        signInContext: {
          '@odata.type': '#microsoft.graph.applicationContext',
          includeApplications: ['00000002-0000-0ff1-ce00-000000000000'],
        },
        signInConditions: PLAIN,
        appliedPoliciesOnly: false,
      },
      leftOut: ALWAYS,
    });
  });

  const signals: readonly (readonly [
    what: string,
    signIn: Partial<SignInFacts>,
    conditions: object,
    leftOut: readonly string[],
  ])[] = [
    [
      'an IPv4 address',
      { ip: ip('198.51.100.7') },
      { ipAddress: '198.51.100.7' },
      ['gpsCountry', 'insiderRisk'],
    ],
    [
      'an IPv6 address',
      { ip: ip('2001:db8::7') },
      { ipAddress: '2001:0db8:0000:0000:0000:0000:0000:0007' },
      ['gpsCountry', 'insiderRisk'],
    ],
    [
      'a risk',
      { signInRisk: 'high', userRisk: 'low' },
      { signInRiskLevel: 'high', userRiskLevel: 'low' },
      ALWAYS,
    ],
    ['an insider risk', { insiderRisk: 'minor' }, { insiderRiskLevel: 'minor' }, ['ip', 'gpsCountry']],
    [
      'a flow',
      { authFlow: 'deviceCodeFlow' },
      { authenticationFlow: { transferMethod: 'deviceCodeFlow' } },
      ALWAYS,
    ],
    [
      'a platform nobody recognises',
      { platform: null },
      { devicePlatform: 'all' },
      ['ip', 'gpsCountry', 'platform', 'insiderRisk'],
    ],
    [
      'a platform that is not known',
      { platform: undefined },
      { devicePlatform: 'all' },
      ['ip', 'gpsCountry', 'platform', 'insiderRisk'],
    ],
    [
      'a client that is not known',
      { clientAppType: undefined },
      { clientAppType: 'all' },
      ['ip', 'gpsCountry', 'clientAppType', 'insiderRisk'],
    ],
  ];
  for (const [what, signIn, conditions, leftOut] of signals) {
    it(`tells ${what}`, () => {
      assert.deepEqual(conditionsOf(signIn), { ...PLAIN, ...conditions });
      assert.deepEqual(leftOutOf(signIn), leftOut);
    });
  }

  const unknown: readonly (readonly [signIn: Partial<SignInFacts>, member: string, signal: string])[] = [
    [{ country: undefined }, 'country', 'country'],
    [{ country: null }, 'country', 'country'],
    [{ signInRisk: undefined }, 'signInRiskLevel', 'signInRisk'],
    [{ userRisk: undefined }, 'userRiskLevel', 'userRisk'],
    [{ authFlow: undefined }, 'authenticationFlow', 'authFlow'],
  ];
  for (const [index, [signIn, member, signal]] of unknown.entries()) {
    it(`leaves out ${member} and says so when ${signal} is not to be told (${index + 1})`, () => {
      const kept = Object.fromEntries(Object.entries(PLAIN).filter(([name]) => name !== member));
      assert.deepEqual(conditionsOf(signIn), kept);
      assert.ok((leftOutOf(signIn) as readonly string[]).includes(signal));
    });
  }

  it("leaves out a guest's home tenant", () => {
    const user = {
      id: 'g',
      guestType: 'b2bCollaborationGuest',
      groups: new Map(),
      roles: new Set<string>(),
    } as const;
    assert.deepEqual(leftOutOf({ user }), [...ALWAYS, 'externalTenantId']);
  });

  describe('about a device', () => {
    const asked = (device: ReturnType<typeof directoryDevice> | undefined) => {
      const { body, leftOut } = whatIfRequest(whatIfQuestion({ device }));
      return { info: (body['signInConditions'] as { deviceInfo?: unknown }).deviceInfo, leftOut };
    };

    it('says nothing of one that is not known, and nothing but {} of one that is not registered', () => {
      assert.deepEqual(asked(undefined), { info: undefined, leftOut: ['device', ...ALWAYS] });
      assert.deepEqual(conditionsOf({}), PLAIN);
    });

    it('spells joins and ownership as device rules do', () => {
      for (const [trustType, said] of [
        ['AzureAd', 'AzureAD'],
        ['ServerAd', 'ServerAD'],
        ['Workplace', 'Workplace'],
      ] as const) {
        const { info } = asked(directoryDevice({ trustType, deviceOwnership: 'company' }));
        assert.deepEqual(
          [(info as { trustType: string }).trustType, (info as { ownership: string }).ownership],
          [said, 'Company'],
        );
      }
    });

    it('sends its values as the directory has them, and only those that it has', () => {
      const { info, leftOut } = asked(
        directoryDevice({
          isCompliant: null,
          model: 'Latitude 7440',
          deviceOwnership: 'shared',
          extensionAttributes: { extensionAttribute1: 'PAW', extensionAttribute2: null, novelty: 'x' },
        }),
      );
      const said = info as Record<string, unknown>;
      assert.equal(said['model'], 'Latitude 7440');
      assert.equal(said['extensionAttribute1'], 'PAW');
      for (const absent of [
        'isCompliant',
        'ownership',
        'extensionAttribute2',
        'novelty',
        'deviceOwnership',
      ]) {
        assert.ok(!(absent in said), absent);
      }
      assert.deepEqual(leftOut, ALWAYS);
    });

    it('names the device as left out when its join is of a kind that is not known', () => {
      const { info, leftOut } = asked(directoryDevice({ trustType: 'unknown' }));
      assert.ok(!('trustType' in (info as object)));
      assert.deepEqual(leftOut, ['device', ...ALWAYS]);
    });
  });

  it('asks about user actions and authentication contexts in their own words', () => {
    const context = (signIn: Partial<SignInFacts>) =>
      whatIfRequest(whatIfQuestion({ signIn })).body['signInContext'];
    for (const [urn, userAction] of [
      ['urn:user:registersecurityinfo', 'registerSecurityInformation'],
      ['urn:user:registerdevice', 'registerOrJoinDevices'],
      ['urn:user:other', 'urn:user:other'],
    ] as const) {
      assert.deepEqual(context({ target: { kind: 'userAction', action: urn } }), {
        '@odata.type': '#microsoft.graph.userActionContext',
        userAction,
      });
    }
    assert.deepEqual(context({ target: { kind: 'app', appId: 'x', owner: undefined, authContext: 'c1' } }), {
      '@odata.type': '#microsoft.graph.authContext',
      authenticationContextValue: 'c1',
    });
  });
});
