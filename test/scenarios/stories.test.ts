/** Every story of the demo tenant (docs/demo-tenant.md), asked for in words and answered on a card. */
import assert from 'node:assert/strict';
import { World } from './world.ts';

/** Who asks what, and what the card must say, verdict first. */
const STORIES: readonly {
  readonly story: string;
  readonly ask: string;
  readonly says: readonly RegExp[];
  readonly never?: readonly RegExp[];
}[] = [
  {
    story: 'High risk and compliant, because the connector is not answering',
    ask: 'is FIN-LT-042 compliant and risky',
    says: [
      /^⛔.*\n(Isolated\. )?High risk and compliant: Intune is not hearing Defender/,
      /last heartbeat 9 days ago/,
    ],
  },
  {
    story: 'mail is open to a high-risk device, because it counts as compliant',
    ask: 'why can adele reach email',
    says: [/Adele Vance/, /CA03/, /compliant/i],
  },
  {
    story: 'noncompliant, and mail stays open because the policy is report-only',
    ask: 'why can megan reach email',
    says: [/Megan Bowen/, /CA04/, /report-only/i],
  },
  {
    story: 'BitLocker off and the system too old, in helpdesk words',
    ask: 'why is SAL-LT-017 not compliant',
    says: [/BitLocker/, /Windows/],
  },
  {
    story: 'OR lets a noncompliant device in',
    ask: 'why can lee gu reach email',
    says: [/Lee Gu/, /CA05/, /multifactor|MFA/i],
  },
  {
    story: 'excluded through a group within a group',
    ask: 'why can miriam reach email',
    says: [/Miriam Graham/, /VIP travel|CA exclusions/],
  },
  {
    story: 'rightly blocked from mail',
    ask: "why can't diego reach email",
    says: [/Diego Siciliani/, /cannot|blocked|not reach/i, /CA03/, /HR-LT-023/],
  },
  {
    story: 'rightly blocked from Teams',
    ask: "why can't diego get into teams",
    says: [/Diego Siciliani/, /Teams/, /CA03/],
  },
  {
    story: 'reinstalled under the same name',
    ask: 'posture of ENG-LT-031',
    says: [/older|reinstall|another|second/i],
  },
  {
    story: 'known to Entra and Defender only',
    ask: 'posture of SAL-LT-022',
    says: [/Intune/, /not (known|managed|enrolled)|does not know|unknown to/i],
  },
  {
    story: 'known to Entra and Intune only',
    ask: 'posture of FIN-LT-046',
    says: [/Defender/, /not (known|onboarded)|does not know|unknown to/i],
    never: [/no open alerts/i],
  },
  { story: 'known to Intune only', ask: 'posture of KIOSK-LOBBY-01', says: [/Defender/, /Entra/] },
  { story: 'merely seen on the network', ask: 'posture of WIN-7KQ2M4P', says: [/onboard/i] },
  { story: 'in its grace period', ask: 'is FIN-LT-045 compliant', says: [/grace/i] },
  { story: 'silent for nine days', ask: 'posture of SAL-LT-021', says: [/9 days/] },
  { story: 'a Mac', ask: 'posture of ENG-MAC-003', says: [/macOS/] },
  { story: 'an iPhone', ask: 'posture of FIN-IP-011', says: [/iOS/i] },
  { story: 'a Linux server', ask: 'posture of SRV-LNX-01', says: [/Ubuntu|Linux/] },
  { story: 'a domain controller', ask: 'posture of SRV-DC-01', says: [/Tier0/] },
  {
    story: 'isolated through the portal',
    ask: 'is SAL-LT-020 isolated?',
    says: [/Isolated/, /nadia|Nadia/i],
  },
  { story: 'an isolation that is still pending', ask: 'is ENG-LT-012 isolated?', says: [/pending/i] },
  { story: 'two people of one name', ask: 'is alex at risk?', says: [/Alex Wilber/, /Alex Kim/] },
  { story: 'a name with an apostrophe', ask: "posture of O'BRIEN-PC", says: [/O'BRIEN-PC/] },
  {
    story: 'a name full of markup',
    ask: 'posture of "**FAKE**-[x](https://evil.example)"',
    says: [/\*\*FAKE\*\*-\[x\]/],
  },
  {
    story: 'a name that would break a query',
    ask: "posture of \"LT' or 'a' eq 'a\"",
    says: [/LT' or 'a' eq 'a/],
    never: [/FIN-LT-042/],
  },
  { story: 'a person who has left', ask: 'is nestor wilke at risk?', says: [/disabled/i] },
  { story: 'no mailbox, so no mail', ask: 'why can gerhart reach email', says: [/mailbox|Exchange/] },
  { story: 'a phone by its name', ask: 'posture of Zoë’s MacBook Pro', says: [/MacBook/] },
  { story: 'a device that nobody knows', ask: 'posture of FIN-LT-999', says: [/FIN-LT-0\d\d/] },
  { story: 'a person whom nobody knows', ask: 'sign-ins of adelle vanse', says: [/Adele Vance/] },
  { story: 'interrupts folded', ask: 'sign-ins of diego', says: [/53000|not compliant/i] },
];

describe('the stories of the demo tenant', function () {
  let world: World;
  before(async () => {
    world = await World.start();
    await world.assembly.tenant.warmUp();
  });
  after(() => world.stop());
  beforeEach(() => world.advance(61));

  for (const { story, ask, says, never = [] } of STORIES) {
    it(`tells: ${story}`, async () => {
      const card = await world.say('iris.ek', ask);
      for (const wanted of says) assert.match(card, wanted);
      for (const unwanted of never) assert.doesNotMatch(card, unwanted);
    });
  }
});
