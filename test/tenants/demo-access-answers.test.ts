// The stories of docs/demo-tenant.md as access answers: adapters, HTTP and simulated services included.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { accessExplain, accessWhatif } from '../../src/domain/questions/access-explain.ts';
import { accessPolicyReview } from '../../src/domain/questions/access-policy-review.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { sharedTime } from '../microsoft/shared-time.ts';
import { NOW, testTenant } from '../microsoft/test-tenant.ts';
import type { TestTenant } from '../microsoft/test-tenant.ts';

type Slots = Readonly<Record<string, string>>;

describe('demo tenant access answers', () => {
  let simulator: Simulator;
  let tenant: TestTenant;
  before(async () => {
    const tenantDir = fileURLToPath(new URL('../../tenants/demo', import.meta.url));
    simulator = await startSimulator({ tenantDir, port: 0, now: () => NOW });
    tenant = testTenant(simulator.url, { timing: sharedTime(simulator.url) });
  });
  after(() => simulator.close());

  const ask = (slots: Slots, question = accessExplain): Promise<Reply> =>
    question(tenant.tenant.open({ correlationId: 'story' }), tenant.clock, slots);

  const stories: readonly (readonly [story: string, slots: Slots, headline: RegExp])[] = [
    [
      'compliant, at High risk, and let in',
      { user: 'adele', app: 'email', polarity: 'can' },
      /^Adele Vance can reach email on FIN-LT-042 after multifactor authentication: "CA03 .*" asks for a compliant device, and FIN-LT-042 is compliant for Entra ID; Defender sees High risk there, and no policy looks at that$/,
    ],
    [
      'not compliant, and report-only does not stop it',
      { user: 'megan', app: 'email', polarity: 'can' },
      /^Megan Bowen can reach email on SAL-LT-017 after multifactor authentication: no enabled policy stops this device; "CA04 .*" would, but it is report-only$/,
    ],
    [
      'an OR that takes MFA',
      { user: 'lee gu', app: 'email', polarity: 'can' },
      /^Lee Gu can reach email on ENG-LT-008 after multifactor authentication: "CA05 .*" takes multifactor authentication instead of a compliant device$/,
    ],
    [
      'excluded through a nested group',
      { user: 'miriam', app: 'email', polarity: 'can' },
      /^Miriam Graham can reach email on SAL-LT-019: "CA06 .*" and "CA02 .*" leave them out through the nested group CA exclusions$/,
    ],
    [
      'rightly blocked',
      { user: 'diego', app: 'email', polarity: 'cannot' },
      /^Diego Siciliani cannot reach email on HR-LT-023: "CA03 .*" asks for a compliant device, and HR-LT-023 is not compliant$/,
    ],
    [
      'the same person elsewhere',
      { user: 'diego', app: 'azure portal', polarity: 'can' },
      /^Diego Siciliani can reach the Azure portal on HR-LT-023 after multifactor authentication: /,
    ],
    [
      'no mailbox at all',
      { user: 'gerhart', app: 'email', polarity: 'cannot' },
      /^Gerhart Moller cannot reach email: an Exchange plan \(mailbox\) is not assigned$/,
    ],
    ['a leaver', { user: 'nestor', app: 'email', polarity: 'can' }, /^Nestor Wilke cannot in fact reach email: the account is disabled$/],
    [
      'a leaked password',
      { user: 'raul', app: 'teams', polarity: 'can' },
      /^Raul Razo can reach Teams on ENG-LT-011 after multifactor authentication and a new password: /,
    ],
    [
      'a guest',
      { user: 'ben walters', app: 'sharepoint', polarity: 'can' },
      /after multifactor authentication and accepting the terms of use: /,
    ],
  ];
  for (const [story, slots, headline] of stories) {
    it(`tell of ${story}`, async () => {
      const reply = await ask(slots);
      assert.ok(reply.kind === 'answer');
      assert.match(reply.headline, headline);
      assert.deepEqual(reply.gaps, []);
    });
  }

  it("name the link that keeps Defender's risk from the door", async () => {
    const reply = await ask({ user: 'adele', app: 'email', polarity: 'can' });
    assert.ok(reply.kind === 'answer');
    assert.match(
      reply.reasons[0] ?? '',
      /^Defender's risk does not reach the door: the first link that fails is 2 of 6, "Intune hears Defender" \(.*not answering/,
    );
  });

  it('tell what is wrong with the policies', async () => {
    const review = await accessPolicyReview(tenant.tenant.open({ correlationId: 'story' }), tenant.clock);
    assert.deepEqual(
      review.sections.flatMap((part) => part.items.map((item) => item.title.replace(/^(CA\d\d) [^:]*/, '$1'))),
      [
        'CA04: Report-only for a long time',
        'CA02: An excluded group is wide',
        'CA05: A compliant device is only one of several ways',
        'CA13: Trusted places need less',
        'CA07: Holders of a role that Conditional Access does not see',
        'CA13: All resources, with exceptions',
        'CA08: Some levels of risk are missing',
        'CA13: Intune enrolment is left out',
        'CA12: Something that it names no longer exists',
      ],
    );
    assert.deepEqual(review.gaps, []);
  });

  it('tell what another country would change', async () => {
    const reply = await ask({ user: 'adele', app: 'email', country: 'BR' }, accessWhatif);
    assert.ok(reply.kind === 'answer');
    assert.match(reply.headline, /^Adele Vance cannot reach email on FIN-LT-042: "CA06 .*" blocks it$/);
  });

  it('let the person choose between two people called Alex', async () => {
    assert.equal((await ask({ user: 'alex', app: 'email', polarity: 'can' })).kind, 'choice');
  });
});
