import assert from 'node:assert/strict';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import { accessExplain, accessWhatif } from '../../../src/domain/questions/access-explain.ts';
import type { WhatIfQuestion, WhatIfResult } from '../../../src/domain/tenant/what-if.ts';
import { INTENT_SLOTS } from '../../../src/domain/intents.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { ADELE_ID, DEVICE_ID } from '../../fakes/sample-device.ts';
import { COMPLIANT, MFA, asAnswer, explain, inSteps, tenant } from './access-cases.ts';

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const TITLE = "Microsoft's What If";
const ASKED = { app: 'email', secondOpinion: 'yes' };

const said = (policyId: string, applies = true): WhatIfResult => ({
  policyId,
  displayName: policyId,
  applies,
  reasons: [applies ? 'notSet' : 'users'],
  modifiedDateTime: null,
});
const withOpinion = (...results: WhatIfResult[]): TenantData =>
  tenant([MFA, COMPLIANT], { secondOpinion: { results, leftOut: [] } });
const titles = (answer: Answer): readonly string[] => answer.sections.map((part) => part.title);
const button = (answer: Answer) =>
  answer.offers.find((offer) => offer.title === "Ask Microsoft's What If too");

describe('the second opinion', () => {
  it('is not asked for by a question, and offered on its answer', async () => {
    const ports = fakePorts(withOpinion());

    const answer = asAnswer(
      await accessExplain(ports, fixedClock(), { user: 'adele', app: 'email', polarity: 'cannot' }),
    );
    assert.ok(!ports.calls.includes('accessPolicies.secondOpinion'));
    assert.ok(!titles(answer).includes(TITLE));
    assert.deepEqual(button(answer), {
      title: "Ask Microsoft's What If too",
      intent: 'access.explain',
      slots: { user: ADELE_ID, app: EXCHANGE, polarity: 'cannot', secondOpinion: 'yes' },
    });
  });

  it('is asked once by the button, whose slots a click may carry', async () => {
    for (const intent of ['access.explain', 'access.whatif'] as const) {
      const ports = fakePorts(withOpinion(said('CA02 MFA'), said('CA03 Compliant')));

      const question = intent === 'access.explain' ? accessExplain : accessWhatif;
      const first = asAnswer(await question(ports, fixedClock(), { user: 'adele', app: 'email' }));
      const slots = button(first)?.slots ?? {};
      for (const name of Object.keys(slots)) assert.ok(Object.hasOwn(INTENT_SLOTS[intent], name), name);
      const again = asAnswer(await question(ports, fixedClock(), slots));
      assert.equal(ports.calls.filter((call) => call === 'accessPolicies.secondOpinion').length, 1);
      assert.equal(button(again), undefined);
      assert.equal(again.headline, first.headline);
      assert.ok(again.reasons.includes("Microsoft's What If says the same of all 2 policies."));
    }
  });

  it('keeps the device that was named', async () => {
    const answer = await explain(withOpinion(), { app: 'email', device: 'FIN-LT-042' });
    assert.equal(button(answer)?.slots['device'], DEVICE_ID);
  });

  it('is about the sign-in and the device of the answer', async () => {
    const questions: WhatIfQuestion[] = [];
    const opinion = (question: WhatIfQuestion) => {
      questions.push(question);
      return Promise.resolve({ results: [], leftOut: [] });
    };
    await explain(withOpinion(), ASKED, { accessPolicies: { secondOpinion: opinion } });
    const [question] = questions;
    assert.equal(question?.device?.deviceId, DEVICE_ID);
    assert.equal(question.signIn.user.id, ADELE_ID);
    assert.deepEqual(question.signIn.target, {
      kind: 'app',
      appId: EXCHANGE,
      owner: undefined,
      authContext: null,
    });
    const unread = { directory: { devicesOf: failing('upstream_timeout') } };
    await explain(withOpinion(), ASKED, { ...unread, accessPolicies: { secondOpinion: opinion } });
    assert.equal(questions[1]?.device, undefined);
  });

  it('stands first among the reasons when it differs', async () => {
    const answer = await explain(withOpinion(said('CA02 MFA', false), said('CA03 Compliant')), ASKED);
    assert.equal(answer.reasons[0], `Microsoft's What If differs on 1 of 2 policies: "CA02 MFA".`);
    assert.equal(answer.sections[0]?.title, TITLE);
    assert.match(answer.headline, /^Adele Vance can reach email/);
  });

  for (const [code, reason] of [
    ['upstream_forbidden', 'forbidden'],
    ['upstream_throttled', 'throttled'],
    ['upstream_timeout', 'timeout'],
    ['upstream_malformed', 'malformed'],
    ['upstream_rejected', 'failed'],
  ] as const) {
    it(`is a gap after ${code}, and the answer comes all the same`, async () => {
      const plain = await explain(withOpinion(), { app: 'email' });
      const answer = await explain(withOpinion(), ASKED, {
        accessPolicies: { secondOpinion: failing(code) },
      });
      assert.equal(answer.headline, plain.headline);
      assert.deepEqual(titles(answer), titles(plain));
      assert.deepEqual(
        answer.gaps.map((gap) => [gap.subject, gap.reason]),
        [[TITLE, reason]],
      );
    });
  }

  it('is not asked when there is no evaluation to put beside it', async () => {
    const ports = fakePorts(withOpinion(), { accessPolicies: { snapshot: failing('upstream_timeout') } });
    const answer = asAnswer(await accessWhatif(ports, fixedClock(), { user: 'adele', ...ASKED }));
    assert.ok(!ports.calls.includes('accessPolicies.secondOpinion'));
    assert.equal(button(answer), undefined);
  });

  it('is wanted only by "yes"', async () => {
    const ports = fakePorts(withOpinion());
    await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', secondOpinion: 'no' });
    assert.ok(!ports.calls.includes('accessPolicies.secondOpinion'));
  });

  it('is one step after the others', async () => {
    const stepsOf = async (slots: Readonly<Record<string, string>>): Promise<number> => {
      const { ports, steps } = inSteps(fakePorts(withOpinion()));
      await accessWhatif(ports, fixedClock(), { user: 'adele', ...slots });
      return steps();
    };
    assert.equal(await stepsOf(ASKED), (await stepsOf({ app: 'email' })) + 1);
  });
});
