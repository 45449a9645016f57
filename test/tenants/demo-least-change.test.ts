// "What would change it" in the stories of docs/demo-tenant.md, each reasoned out by hand from who is in which group.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { renderReply } from '../../src/cards/render-reply.ts';
import { accessExplain } from '../../src/domain/questions/access-explain.ts';
import type { Answer } from '../../src/domain/questions/answer.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { NOW, testTenant } from '../microsoft/test-tenant.ts';
import type { TestTenant } from '../microsoft/test-tenant.ts';
import { sharedTime } from '../microsoft/shared-time.ts';

type Slots = Readonly<Record<string, string>>;

describe('demo tenant least changes', () => {
  let simulator: Simulator;
  let tenant: TestTenant;
  before(async () => {
    const tenantDir = fileURLToPath(new URL('../../tenants/demo', import.meta.url));
    simulator = await startSimulator({ tenantDir, port: 0, now: () => NOW });
    tenant = testTenant(simulator.url, { timing: sharedTime(simulator.url) });
    await tenant.tenant.open({ correlationId: 'story' }).populations.read();
  });
  after(() => simulator.close());

  async function ask(slots: Slots): Promise<Answer> {
    const ports = tenant.tenant.open({ correlationId: 'story' });
    const reply = await accessExplain(ports, tenant.clock, slots);
    assert.ok(reply.kind === 'answer');
    return reply;
  }

  const stories: readonly (readonly [story: string, slots: Slots, least: string])[] = [
    [
      // CA03 holds only because Intune still calls the laptop compliant.
      'a compliant device at High risk',
      { user: 'adele', app: 'email', polarity: 'can' },
      'Smallest change that would keep Adele Vance out: FIN-LT-042 stops being compliant; touches nobody else.',
    ],
    [
      // Sales without Megan and without the leaver: six. Only Pradeep has registered devices that are not compliant.
      'a policy that is report-only',
      { user: 'megan', app: 'email', polarity: 'can' },
      'Smallest change that would keep Megan Bowen out: switch "CA04 Compliant device for Office 365 - Sales" from report-only to on; 6 other people would lose email too (5 of them only on a device that is not registered).',
    ],
    [
      // Engineering without Lee: seven. Of their registered devices only the old ENG-LT-031 is not compliant.
      'an OR',
      { user: 'lee gu', app: 'email', polarity: 'can' },
      'Smallest change that would keep Lee Gu out: let "CA05 MFA or compliant device - Engineering" ask for all of its controls instead of one (AND instead of OR); 7 other people would lose email too (6 of them only on a device that is not registered).',
    ],
    [
      // Out of CA exclusions she is in, CA06 blocks Brazil.
      'an exclusion through a nested group',
      { user: 'miriam', app: 'email', polarity: 'can' },
      'Smallest change that would keep Miriam Graham out: take Miriam Graham out of the group CA exclusions (they are in it through another group: Sales, All employees or VIP travel); touches nobody else.',
    ],
    [
      'a device that is not compliant',
      { user: 'diego', app: 'email', polarity: 'cannot' },
      'Smallest change that would let Diego Siciliani in: make HR-LT-023 compliant (The firewall is off; Real-time protection is off); touches nobody else; then still to do: multifactor authentication.',
    ],
    [
      // Teams needs Exchange and SharePoint, which CA03 covers too.
      'an app that needs others',
      { user: 'diego', app: 'teams', polarity: 'cannot' },
      'Smallest change that would let Diego Siciliani in: make HR-LT-023 compliant (The firewall is off; Real-time protection is off); touches nobody else; then still to do: multifactor authentication.',
    ],
    [
      'a blocked country',
      { user: 'christie', app: 'email', polarity: 'cannot' },
      'Smallest change that would let Christie Cline in: add Christie Cline to the group CA exclusions; touches nobody else; weakens protection: "CA02 Multifactor authentication for everybody" and "CA06 Block countries where we do not work".',
    ],
    [
      // CA08 asks for MFA and a new password at high user risk, which the leaver has.
      'a disabled account',
      { user: 'nestor', app: 'email', polarity: 'cannot' },
      'Smallest change that would let Nestor Wilke in: enable the account of Nestor Wilke; touches nobody else; dangerous: somebody disabled the account; find out why first; then still to do: multifactor authentication and a new password.',
    ],
    [
      'a missing plan',
      { user: 'gerhart', app: 'email', polarity: 'cannot' },
      'Smallest change that would let Gerhart Moller in: assign an Exchange plan (mailbox) to Gerhart Moller; touches nobody else; then still to do: multifactor authentication.',
    ],
    [
      // A compliant device and MFA: no single change takes both ways away.
      'two ways to satisfy a policy',
      { user: 'raul', app: 'email', polarity: 'can' },
      'No single change would keep Raul Razo out; the smallest set: (1) ENG-LT-011 stops being compliant (2) let "CA05 MFA or compliant device - Engineering" ask for all of its controls instead of one (AND instead of OR); 7 other people would lose email too (5 of them only on a device that is not registered).',
    ],
  ];
  for (const [story, slots, least] of stories) {
    it(`tell the smallest one for ${story}`, async () => {
      const answer = await ask(slots);
      assert.ok(answer.reasons.includes(least), answer.reasons.join('\n'));
      const card = renderReply(answer, { now: tenant.clock.now() }).card;
      assert.ok(Buffer.byteLength(JSON.stringify(card)) <= 28_000);
    });
  }

  it('tell what would do without changing anything', async () => {
    const answer = await ask({ user: 'christie', app: 'email', polarity: 'cannot' });
    assert.ok(
      answer.reasons.includes(
        'Without changing anything, Christie Cline would get in from SE or from the network Contoso offices.',
      ),
    );
  });

  it('tell what comes next in order, and what each costs', async () => {
    const answer = await ask({ user: 'diego', app: 'email', polarity: 'cannot' });
    const section = answer.sections.find(({ title }) => title === 'What would change it');
    assert.deepEqual(
      section?.items.map(({ title, tone }) => [title.replace(/"(CA\d\d)[^"]*"/, '$1'), tone]),
      [
        ['Make HR-LT-023 compliant (The firewall is off; Real-time protection is off)', 'neutral'],
        ['Take Diego Siciliani out of the group HR', 'warning'],
        ['Leave Diego Siciliani out of CA03', 'warning'],
        ['Switch CA03 from on to report-only', 'warning'],
        ['Leave email out of CA03', 'warning'],
      ],
    );
    assert.ok(section.more > 0);
  });
});
