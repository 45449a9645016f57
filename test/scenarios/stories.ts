/** The stories of docs/demo-tenant.md: what is asked, and what the card must say. */

export interface Story {
  readonly story: string;
  readonly ask: string;
  readonly says: readonly RegExp[];
  readonly never?: readonly RegExp[];
  /** Name of its picture in docs/images/stories. */
  readonly picture?: string;
}

/** Who asks what, and what the card must say, verdict first. */
export const STORIES: readonly Story[] = [
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
    says: [
      /Adele Vance/,
      /CA03/,
      /compliant/i,
      /first\s+link\s+that\s+fails\s+is\s+2\s+of\s+6/,
      /Smallest\s+change\s+that\s+would\s+keep\s+Adele\s+Vance\s+out/,
      /What takes effect when/,
    ],
    picture: 'high-risk-and-compliant',
  },
  {
    story: 'noncompliant, and mail stays open because the policy is report-only',
    ask: 'why can megan reach email',
    says: [/Megan Bowen/, /CA04/, /report-only/i, /switch\s+"CA04[^"]*"\s+from\s+report-only\s+to\s+on/],
    picture: 'report-only',
  },
  {
    story: 'BitLocker off and the system too old, in helpdesk words',
    ask: 'why is SAL-LT-017 not compliant',
    says: [/BitLocker/, /Windows/],
  },
  {
    story: 'OR lets a noncompliant device in',
    ask: 'why can lee gu reach email',
    says: [/Lee Gu/, /CA05/, /multifactor|MFA/i, /Smallest\s+change\s+that\s+would\s+keep\s+Lee\s+Gu\s+out/],
    picture: 'or-with-mfa',
  },
  {
    story: 'excluded through a group within a group',
    ask: 'why can miriam reach email',
    says: [/Miriam Graham/, /VIP travel|CA exclusions/, /Smallest\s+change/],
    picture: 'excluded-through-nested-group',
  },
  {
    story: 'rightly blocked from mail',
    ask: "why can't diego reach email",
    says: [
      /Diego Siciliani/,
      /cannot|blocked|not reach/i,
      /CA03/,
      /HR-LT-023/,
      /Smallest\s+change/,
      /firewall/i,
    ],
    picture: 'rightly-blocked',
  },
  {
    story: 'rightly blocked from Teams',
    ask: "why can't diego get into teams",
    says: [/Diego Siciliani/, /Teams/, /CA03/],
    picture: 'rightly-blocked-teams',
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
  {
    story: 'no mailbox, so no mail',
    ask: 'why can gerhart reach email',
    says: [/mailbox|Exchange/],
    picture: 'no-mailbox',
  },
  { story: 'a phone by its name', ask: 'posture of Zoë’s MacBook Pro', says: [/MacBook/] },
  { story: 'a device that nobody knows', ask: 'posture of FIN-LT-999', says: [/FIN-LT-0\d\d/] },
  { story: 'a person whom nobody knows', ask: 'sign-ins of adelle vanse', says: [/Adele Vance/] },
  { story: 'interrupts folded', ask: 'sign-ins of diego', says: [/53000|not compliant/i] },
  {
    story: 'a blocked country',
    ask: 'what if adele opens email from thailand',
    says: [/cannot\s+reach\s+email/, /CA06/],
    picture: 'blocked-country',
  },
  {
    story: 'a leaked password',
    ask: 'why can raul get into teams',
    says: [/a\s+new\s+password/, /CA08/],
    picture: 'user-risk',
  },
  {
    story: 'a guest',
    ask: 'why can ben walters open sharepoint',
    says: [/accepting\s+the\s+terms\s+of\s+use/, /CA10/],
    picture: 'guest',
  },
  {
    story: 'an administrator',
    ask: 'why can allan reach the azure portal',
    says: [/CA07/, /phishing/i],
    picture: 'administrator',
  },
  {
    story: 'who slips through, and why',
    ask: 'who with a non-compliant device still reaches mail',
    says: [/still\s+reached\s+mail/, /Lee Gu/, /CA05/, /report-only/i, /nested\s+group/i],
    picture: 'who-slips-through',
  },
  {
    story: 'a policy imagined otherwise',
    ask: 'what if mfa-or-compliant were AND',
    says: [/CA05/, /would\s+lose/, /nobody\s+gains/],
    picture: 'policy-imagined-otherwise',
  },
  {
    story: 'the policies looked over',
    ask: 'review our conditional access policies',
    says: [
      /Report-only\s+for\s+a\s+long\s+time/,
      /A\s+compliant\s+device\s+is\s+only\s+one\s+of\s+several\s+ways/,
    ],
    picture: 'policy-review',
  },
];
