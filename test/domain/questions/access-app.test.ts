import assert from 'node:assert/strict';
import { accessApp, appFromSignIns, isSignInTo } from '../../../src/domain/questions/access-app.ts';
import { platformOfSystem } from '../../../src/domain/conditional-access/platform-of-system.ts';
import { clientTypeOf } from '../../../src/domain/questions/access-platform.ts';
import { APPS } from '../../../src/commands/understanding/apps.ts';
import { signIn } from '../../fakes/sample-device.ts';

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const TEAMS = 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe';
const GRAPH = '00000003-0000-0000-c000-000000000000';

describe('the app that is meant', () => {
  const rows: readonly (readonly [typed: string | undefined, appId: string | null])[] = [
    [undefined, EXCHANGE],
    ['email', EXCHANGE],
    ['E-Mail', EXCHANGE],
    ['his', null],
    ['Outlook on the web', EXCHANGE],
    ['microsoft exchange', EXCHANGE],
    ['teams', TEAMS],
    ['Microsoft Teams', TEAMS],
    ['onedrive', SHAREPOINT],
    ['one drive', SHAREPOINT],
    ['files', SHAREPOINT],
    ['sharepoint online', SHAREPOINT],
    ['office 365', '00000006-0000-0ff1-ce00-000000000000'],
    ['o365', '00000006-0000-0ff1-ce00-000000000000'],
    ['azure portal', 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c'],
    ['azure', '797f4846-ba00-4fd7-ba43-dac1f8f63013'],
    ['intune', '0000000a-0000-0000-c000-000000000000'],
    ['the defender portal', '80ccca67-54bd-44ab-8625-4b79c4dc7775'],
    ['graph api', GRAPH],
    [GRAPH.toUpperCase(), GRAPH],
    ['11111111-2222-3333-4444-555555555555', '11111111-2222-3333-4444-555555555555'],
    ['salesforce', null],
    ['', null],
  ];
  for (const [typed, appId] of rows) {
    it(`is ${appId ?? 'not known'} for ${typed === undefined ? 'nothing' : `"${typed}"`}`, () => {
      assert.equal(accessApp(typed)?.appId ?? null, appId);
    });
  }

  it('is named by Microsoft when it comes as an id', () => {
    assert.equal(accessApp('fc780465-2017-40d4-a0c5-307022471b92')?.name, 'WindowsDefenderATP');
    assert.equal(accessApp(EXCHANGE)?.name, 'email');
    assert.equal(
      accessApp('11111111-2222-3333-4444-555555555555')?.name,
      'the application 11111111-2222-3333-4444-555555555555',
    );
  });

  it('is found by its name in the sign-ins of the person', () => {
    const one = signIn({
      resourceId: 'AAAAAAAA-2222-3333-4444-555555555555',
      resourceDisplayName: 'Payroll',
    });
    assert.equal(appFromSignIns('payroll', [one])?.appId, 'aaaaaaaa-2222-3333-4444-555555555555');
    assert.equal(appFromSignIns('payroll', [{ ...one, resourceId: null }]), null);
    assert.equal(appFromSignIns('crm', [one]), null);
  });

  it('is where a sign-in went, whatever the client was', () => {
    const app = accessApp('email');
    assert.ok(app !== null);
    assert.ok(isSignInTo(signIn({ appId: 'outlook', resourceId: EXCHANGE }), app));
    assert.ok(!isSignInTo(signIn({ appId: 'outlook', resourceId: SHAREPOINT }), app));
  });

  it('is known for the words of mail, Teams and files that are understood', () => {
    const everyday = APPS.filter((phrase) => /email|calendar|outlook (web|mobile)|files/.test(phrase));
    assert.ok(everyday.length > 1);
    for (const word of [
      'mail',
      'mailbox',
      'inbox',
      'webmail',
      'calendar',
      'outlook mobile',
      'owa',
      'documents',
    ]) {
      assert.notEqual(accessApp(word), null, word);
    }
  });
});

describe('values of Conditional Access', () => {
  const systems: readonly (readonly [
    text: string | null | undefined,
    platform: string | null | undefined,
  ])[] = [
    ['Windows', 'windows'],
    ['Windows 11', 'windows'],
    ['WindowsPhone', 'windowsPhone'],
    ['iOS', 'iOS'],
    ['IPad', 'iOS'],
    ['AndroidForWork', 'android'],
    ['MacMDM', 'macOS'],
    ['macOS', 'macOS'],
    ['Linux', 'linux'],
    ['Ubuntu', 'linux'],
    ['ChromeOS', null],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [text, platform] of systems) {
    it(`reads the system ${String(text)} as ${String(platform)}`, () => {
      assert.equal(platformOfSystem(text), platform);
    });
  }

  const clients: readonly (readonly [text: string | null, client: string | undefined])[] = [
    ['Browser', 'browser'],
    ['Mobile Apps and Desktop clients', 'mobileAppsAndDesktopClients'],
    ['Exchange ActiveSync', 'exchangeActiveSync'],
    ['IMAP4', 'other'],
    ['Authenticated SMTP', 'other'],
    ['', undefined],
    [null, undefined],
  ];
  for (const [text, client] of clients) {
    it(`reads the client ${String(text)} as ${String(client)}`, () => {
      assert.equal(clientTypeOf(text), client);
    });
  }
});
