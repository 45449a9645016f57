/**
 * Questions to `drawbridge whatif` about the demo tenant, with the right answers reasoned out by hand. Written to
 * docs/demo-access-cases.json (the command passes over `expect`); the table in docs/demo-tenant.md tells the same.
 */
import { GUEST_TERMS_ID, STRENGTHS } from './access-policies.ts';
import { deviceIdOf, deviceOf } from './device-catalogue.ts';
import { personOf } from './people.ts';

export interface AccessCase {
  readonly id: string;
  readonly given: Readonly<Record<string, string | null>>;
  readonly expect: {
    readonly outcome: 'allowed' | 'blocked' | 'allowedWithControls' | 'undetermined';
    readonly requiredControls: readonly string[];
    /** The first four letters of the policies' names. */
    readonly applied: readonly string[];
    readonly reportOnly: readonly string[];
    readonly missing?: readonly string[];
  };
}

const MAIL = '00000002-0000-0ff1-ce00-000000000000';
const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const TEAMS = 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe';
const AZURE = '797f4846-ba00-4fd7-ba43-dac1f8f63013';

const OFFICE = { ip: '198.51.100.10', country: 'SE' } as const;
const HOME = { ip: '203.0.113.20', country: 'DE' } as const;
const BRAZIL = { ip: '203.0.113.181', country: 'BR' } as const;
const THAILAND = { ip: '203.0.113.190', country: 'TH' } as const;
const NO_RISK = { signInRisk: 'none', userRisk: 'none' } as const;
const DESKTOP = { clientAppType: 'mobileAppsAndDesktopClients' } as const;
const BROWSER = { clientAppType: 'browser' } as const;
const ORDINARY = { ...DESKTOP, ...OFFICE, ...NO_RISK, platform: 'windows', authFlow: null } as const;

const who = (key: string, device: string | null): { user: string; device: string | null } => ({
  user: personOf(key).upn,
  device: device === null ? null : deviceIdOf(deviceOf(device)),
});

type Expect = AccessCase['expect'];
const expect = (
  outcome: Expect['outcome'],
  applied: string,
  requiredControls: readonly string[] = [],
  reportOnly = '',
): Expect => ({ outcome, requiredControls, applied: words(applied), reportOnly: words(reportOnly) });
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

export const accessCases = (): AccessCase[] => [
  {
    id: 'adele-mail-laptop',
    given: { ...who('adele.vance', 'FIN-LT-042'), app: MAIL, ...ORDINARY },
    expect: expect('allowedWithControls', 'CA02 CA03', ['mfa']),
  },
  {
    id: 'adele-mail-own-computer',
    given: { ...who('adele.vance', null), app: MAIL, ...ORDINARY, ...BROWSER, ...HOME },
    expect: expect('blocked', 'CA02 CA03 CA11'),
  },
  {
    id: 'adele-mail-place-unknown',
    given: {
      ...who('adele.vance', 'FIN-LT-042'),
      app: MAIL,
      ...DESKTOP,
      ...NO_RISK,
      platform: 'windows',
      authFlow: null,
    },
    expect: { ...expect('undetermined', 'CA02 CA03', ['mfa']), missing: ['country', 'ip'] },
  },
  {
    id: 'megan-mail-laptop',
    given: { ...who('megan.bowen', 'SAL-LT-017'), app: MAIL, ...ORDINARY },
    expect: expect('allowedWithControls', 'CA02', ['mfa'], 'CA04'),
  },
  {
    id: 'lee-mail-laptop',
    given: { ...who('lee.gu', 'ENG-LT-008'), app: MAIL, ...ORDINARY },
    expect: expect('allowedWithControls', 'CA05', ['mfa']),
  },
  {
    id: 'alex-kim-mail-laptop',
    given: { ...who('alex.kim', 'ENG-LT-009'), app: MAIL, ...ORDINARY },
    expect: expect('allowed', 'CA05'),
  },
  {
    id: 'miriam-mail-brazil',
    given: { ...who('miriam.graham', 'SAL-LT-019'), app: MAIL, ...ORDINARY, ...BRAZIL },
    expect: expect('allowed', '', [], 'CA04'),
  },
  {
    id: 'diego-mail-laptop',
    given: { ...who('diego.siciliani', 'HR-LT-023'), app: MAIL, ...ORDINARY },
    expect: expect('blocked', 'CA02 CA03'),
  },
  {
    id: 'diego-teams-laptop',
    given: { ...who('diego.siciliani', 'HR-LT-023'), app: TEAMS, ...ORDINARY },
    expect: expect('blocked', 'CA02 CA03'),
  },
  {
    id: 'diego-azure-laptop',
    given: { ...who('diego.siciliani', 'HR-LT-023'), app: AZURE, ...ORDINARY, ...BROWSER },
    expect: expect('allowedWithControls', 'CA02', ['mfa']),
  },
  {
    id: 'lidia-mail-in-grace',
    given: { ...who('lidia.holloway', 'FIN-LT-045'), app: MAIL, ...ORDINARY },
    expect: expect('allowedWithControls', 'CA02 CA03', ['mfa']),
  },
  {
    id: 'christie-mail-thailand',
    given: { ...who('christie.cline', null), app: MAIL, ...ORDINARY, ...THAILAND, platform: 'iOS' },
    expect: expect('blocked', 'CA02 CA06', [], 'CA04'),
  },
  {
    id: 'isaiah-imap',
    given: {
      ...who('isaiah.langer', null),
      app: MAIL,
      ...NO_RISK,
      ...HOME,
      clientAppType: 'other',
      platform: null,
      authFlow: null,
    },
    expect: expect('blocked', 'CA01 CA02 CA03 CA09'),
  },
  {
    id: 'scanner-smtp',
    given: {
      ...who('scan.to.mail', null),
      app: MAIL,
      ...NO_RISK,
      ...OFFICE,
      clientAppType: 'other',
      platform: null,
      authFlow: null,
    },
    expect: expect('allowed', ''),
  },
  {
    id: 'raul-mail-high-risk',
    given: { ...who('raul.razo', 'ENG-LT-011'), app: MAIL, ...ORDINARY, userRisk: 'high' },
    expect: expect('allowedWithControls', 'CA05 CA08', ['mfa', 'passwordChange']),
  },
  {
    id: 'allan-azure-administrator',
    given: { ...who('allan.deyoung', 'IT-PAW-001'), app: AZURE, ...ORDINARY, ...BROWSER },
    expect: expect('allowedWithControls', 'CA02 CA07', [
      `authenticationStrength:${STRENGTHS.phishingResistant}`,
      'mfa',
    ]),
  },
  {
    id: 'priya-mail-scoped-role',
    given: { ...who('priya.raman', 'IT-LT-006'), app: MAIL, ...ORDINARY },
    expect: expect('allowedWithControls', 'CA02', ['mfa']),
  },
  {
    id: 'ben-guest-sharepoint',
    given: { ...who('ben.walters', null), app: SHAREPOINT, ...ORDINARY, ...BROWSER, ...HOME },
    expect: expect('allowedWithControls', 'CA02 CA10 CA11', ['mfa', `termsOfUse:${GUEST_TERMS_ID}`]),
  },
  {
    id: 'ana-external-member-teams',
    given: { ...who('ana.bowman', null), app: TEAMS, ...ORDINARY, ...HOME },
    expect: expect('allowedWithControls', 'CA02', ['mfa']),
  },
  {
    id: 'grady-mail-unknown-platform',
    given: { ...who('grady.archie', null), app: MAIL, ...ORDINARY, ...BROWSER, ...HOME, platform: null },
    expect: expect('blocked', 'CA05 CA09 CA11'),
  },
  {
    id: 'emergency-azure',
    given: { ...who('emergency1', null), app: AZURE, ...ORDINARY, ...BROWSER, ...THAILAND },
    expect: expect('allowed', ''),
  },
];
