import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import fc from 'fast-check';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import { STATES } from '../../src/domain/approvals/state-machine.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import { cardText } from '../../src/cards/card-text.ts';
import { requestCard } from '../../src/cards/request-card.ts';
import type { RequestCardView } from '../../src/cards/request-card.ts';
import { decision, sampleRequest } from '../domain/approvals/sample-request.ts';
import { schemaFaults, walk } from './card-schema.ts';

const NOW = new Date('2026-11-22T06:10:00.000Z');
const NO_RIGHTS = { decide: false, undo: false };
const IRIS = { id: 'iris', name: 'Iris Ek', rights: NO_RIGHTS };
const TOMAS = { id: 'tomas', name: 'Tomas Ng', rights: { decide: true, undo: true } };
const PRIYA = { id: 'priya', name: 'Priya Raman', rights: NO_RIGHTS };

function show(request: ResponseRequest, over: Partial<RequestCardView> = {}): JsonObject {
  return requestCard(request, { now: NOW, viewer: null, refreshFor: null, ...over }).card;
}

function verbs(card: JsonObject): readonly string[] {
  return (card.actions as unknown as { verb: string }[]).map((action) => action.verb);
}

describe('the request card', () => {
  it('offers the decision to those who may take it, and to all where many share the card', () => {
    const request = sampleRequest();
    assert.deepEqual(verbs(show(request)), ['request.approve', 'request.deny']);
    assert.deepEqual(verbs(show(request, { viewer: TOMAS })), ['request.approve', 'request.deny']);
    assert.deepEqual(verbs(show(request, { viewer: { ...IRIS, id: 'IRIS' } })), ['request.cancel']);
    assert.deepEqual(verbs(show(request, { viewer: PRIYA })), []);
    const inputs = (card: JsonObject): number =>
      (card.body as unknown as { type: string }[]).filter((part) => part.type === 'Input.Text').length;
    assert.deepEqual([inputs(show(request, { viewer: PRIYA })), inputs(show(request))], [0, 1]);
  });

  it('offers nothing that is too late, and nothing that is over', () => {
    assert.deepEqual(verbs(show(sampleRequest(), { now: new Date('2026-11-22T06:30:00Z') })), []);
    for (const state of STATES.filter((one) => one !== 'requested' && one !== 'succeeded')) {
      assert.deepEqual(verbs(show(sampleRequest({ state }), { viewer: IRIS })), [], state);
    }
  });

  it('offers the way back once, after success', () => {
    assert.deepEqual(verbs(show(sampleRequest({ state: 'succeeded' }))), ['request.undo']);
    assert.deepEqual(verbs(show(sampleRequest({ state: 'succeeded' }), { viewer: TOMAS })), ['request.undo']);
    assert.deepEqual(verbs(show(sampleRequest({ state: 'succeeded' }), { viewer: PRIYA })), []);
    assert.deepEqual(verbs(show(sampleRequest({ state: 'succeeded', undoneBy: 'R-22222' }))), []);
    assert.deepEqual(verbs(show(sampleRequest({ state: 'succeeded', action: 'of another version' }))), []);
  });

  it('offers what waits for the person who asked to them, while it is approved and not held back', () => {
    const waits = sampleRequest({ state: 'approved', action: 'temporaryPass', parameters: {} });
    const theirs = { ...IRIS, id: waits.requester.id.toUpperCase() };
    assert.deepEqual(verbs(show(waits, { viewer: theirs })), ['request.handover']);
    assert.deepEqual(verbs(show(waits)), ['request.handover']);
    for (const viewer of [TOMAS, PRIYA]) assert.deepEqual(verbs(show(waits, { viewer })), []);
    const heldBack = { kind: 'freeze', until: NOW.toISOString(), since: NOW.toISOString() } as const;
    assert.deepEqual(verbs(show({ ...waits, heldBack }, { viewer: theirs })), []);
    const text = cardText(show(waits, { viewer: theirs })).replace(/\s+/g, ' ');
    assert.match(text, /approved, and waits for the person who asked/);
    assert.match(text, /gets the Temporary Access Pass with the button “Get the pass”/);
    for (const state of STATES.filter((one) => one !== 'requested' && one !== 'approved')) {
      assert.deepEqual(verbs(show({ ...waits, state }, { viewer: theirs })), [], state);
    }
    const lost = { ...waits.execution, problem: 'No answer told whether it was made.' };
    const late = show({ ...waits, state: 'executing', execution: lost });
    assert.match(
      cardText(late).replace(/\s+/g, ' '),
      /nobody was shown it: what is left of it is being deleted/,
    );
  });

  it('offers what was yielded to the person who asked, until they had it', () => {
    const done = sampleRequest({ state: 'succeeded', action: 'collect', parameters: {} });
    assert.deepEqual(verbs(show(done)), ['request.handover']);
    assert.deepEqual(verbs(show(done, { viewer: { ...IRIS, id: done.requester.id } })), ['request.handover']);
    assert.deepEqual(verbs(show(done, { viewer: TOMAS })), []);
    const had = { ...done, verification: { verified: 'yes', evidence: null, at: null } } as const;
    assert.deepEqual(verbs(show(had)), []);
  });

  it('carries the request id and nothing else', () => {
    for (const viewer of [null, IRIS, TOMAS]) {
      const card = show(sampleRequest(), { viewer, refreshFor: ['29:iris'] });
      walk(card, (part) => {
        if (part.type === 'Action.Execute') assert.deepEqual(part.data, { requestId: 'R-7F3K2' });
        if (part.type === 'Action.Submit')
          assert.deepEqual(Object.keys(part.data as object).sort(), ['requestId', 'verb']);
      });
      assert.deepEqual(card.refresh, {
        action: {
          type: 'Action.Execute',
          title: 'Refresh',
          verb: 'request.refresh',
          data: { requestId: 'R-7F3K2' },
        },
        userIds: ['29:iris'],
      });
    }
    assert.ok(!('userIds' in (show(sampleRequest()).refresh as object)));
    assert.ok(!('refresh' in show(sampleRequest({ state: 'denied' }))));
  });

  it('tells every state in words of its own', () => {
    const told = STATES.map((state) => {
      const { card, summary } = requestCard(sampleRequest({ state }), {
        now: NOW,
        viewer: null,
        refreshFor: null,
      });
      assert.deepEqual(schemaFaults(card), [], state);
      assert.match(summary, /^\S+ R-7F3K2 Isolate FIN-LT-042 \(full\): \S/u);
      assert.ok(
        JSON.stringify(card.fallbackText).includes('FIN-LT-042') &&
          JSON.stringify(card.speak).includes('FIN-LT-042'),
      );
      return summary;
    });
    assert.equal(new Set(told).size, told.length);
  });

  it('says what will happen, to whom, how it is undone and what was known', () => {
    const text = cardText(show(sampleRequest()));
    for (const words of [
      /loses its whole network/,
      /Undo: Release it from isolation/,
      /Iris Ek/,
      /phishing/,
      /0 of 1/,
      /Expires/,
      /High \/ Medium/,
      /⚠️ It is a server/,
    ]) {
      assert.match(text, words);
    }
  });

  it('says how long there is to decide: all of it at first, never too much at the end', () => {
    const left = (seconds: number): string | undefined => {
      const now = new Date(Date.parse(sampleRequest().expiresAt) - seconds * 1000);
      return /Expires +(in [a-z0-9 ]+?) \(/.exec(cardText(show(sampleRequest(), { now })))?.[1];
    };
    assert.equal(left(30 * 60 - 2), 'in 30 min');
    assert.equal(left(29 * 60 + 20), 'in 29 min');
    assert.equal(left(299), 'in 4 min');
    assert.equal(left(61), 'in 1 min');
    assert.equal(left(59), 'in less than a minute');
  });

  it('tells the way of an approved request, the unproven as unproven', () => {
    const done = sampleRequest({
      state: 'succeeded',
      decisions: [{ ...decision('Tomas Ng'), reason: 'seen' }],
      execution: {
        upstreamId: '0f3d2f84',
        upstreamStatus: 'Succeeded',
        startedAt: NOW.toISOString(),
        submittedAt: NOW.toISOString(),
        endedAt: NOW.toISOString(),
        adopted: true,
        problem: null,
      },
      verification: {
        verified: 'pending',
        evidence: 'Accepted, not proven: the sensor is silent.',
        at: NOW.toISOString(),
      },
    });
    const text = cardText(show(done));
    for (const words of [
      /Tomas Ng approved.*seen/,
      /Taken over/,
      /0f3d2f84/,
      /Verified: pending\. Accepted, not proven/,
      /not proven yet/,
    ]) {
      assert.match(text, words);
    }
    assert.ok(!/✅ Done/.test(text));
    const refuted = { ...done, verification: { ...done.verification, verified: 'no' as const } };
    assert.match(cardText(show(refuted)), /not in effect/i);
  });

  it('says who stopped it, since when and why: while it waits, and before anybody approves it', () => {
    const stop = {
      kind: 'stopSwitch',
      by: 'Maya *Roy*',
      at: '2026-11-22T06:05:00.000Z',
      reason: 'x',
    } as const;
    const held = cardText(show(sampleRequest({ state: 'approved', heldBack: { ...stop, since: stop.at } })));
    assert.match(held, /✋ Held/);
    assert.match(held, /⚠️ Held: Maya \*Roy\* pulled the stop switch 5 min ago \([^]*\): x/);
    const executing = show(sampleRequest({ state: 'executing', heldBack: { ...stop, since: stop.at } }));
    assert.match(cardText(executing), /✋ Held/);
    const asked = cardText(show(sampleRequest({ heldBack: { ...stop, reason: null, since: null } })));
    assert.match(asked, /⏳ Waiting for approval/);
    assert.match(asked, /Would be held if approved now: Maya [^]*: no reason given/);
    const sent = cardText(show(sampleRequest({ state: 'submitted', heldBack: { ...stop, since: stop.at } })));
    assert.doesNotMatch(sent, /stop switch/);
  });

  it('says which freeze or ceiling it waits for', () => {
    const text = (heldBack: NonNullable<ResponseRequest['heldBack']>): string =>
      cardText(show(sampleRequest({ state: 'approved', heldBack })));
    const since = NOW.toISOString();
    assert.match(
      text({ kind: 'freeze', until: '2026-12-27T06:00:00.000Z', since }),
      /freezes changes until 2026-12-27 06:00 UTC/,
    );
    assert.match(
      text({ kind: 'ceiling', of: 'action', limit: 5, since }),
      /the ceiling of 5 "isolate" actions carried out in an hour is reached/,
    );
    assert.match(text({ kind: 'ceiling', of: 'person', limit: 5, since }), /that this person asked for/);
  });

  it('says DRILL on every copy of every state, and never that anything was sent', () => {
    for (const state of STATES) {
      const drill = sampleRequest({ state, drill: true });
      for (const viewer of [null, IRIS, TOMAS, PRIYA]) {
        const card = show(drill, { viewer });
        assert.match(cardText(card), /^\S+ DRILL · /u, state);
        assert.match(JSON.stringify([card.fallbackText, card.speak]), /Drill: Isolate.*Drill: Isolate/);
        assert.doesNotMatch(cardText(card), /Accepted by|Defender says/);
      }
    }
    assert.match(cardText(show(sampleRequest({ drill: true }))), /This is a drill: .* Nothing will be sent/);
  });

  it('shows the score on a drill that is over', () => {
    const at = NOW.toISOString();
    const done = sampleRequest({
      state: 'succeeded',
      drill: true,
      decisions: [{ ...decision('Tomas *Ng*'), at: '2026-11-22T06:04:00.000Z' }],
      seen: { actor: { id: 'maya', name: 'Maya Roy' }, at: '2026-11-22T06:01:30.000Z' },
      execution: { ...sampleRequest().execution, startedAt: at, submittedAt: at, endedAt: at },
      verification: { verified: 'pending', evidence: 'Drill: nothing was sent.', at },
    });
    const text = cardText(show(done));
    for (const words of [
      /nothing was sent/,
      /Not sent, just now/,
      /Verified: pending\. Drill: nothing was sent/,
      /Drill: acknowledged after 1 min 30 s by Maya Roy/,
      /Drill: approved after 4 min by Tomas \*Ng\* \(30 min allowed\)/,
    ]) {
      assert.match(text, words);
    }
    assert.match(cardText(show({ ...done, undoneBy: 'R-22222' })), /DRILL · Undone/);
    const denied = sampleRequest({ state: 'denied', drill: true, decisions: [decision('T', 'deny')] });
    assert.match(cardText(show(denied)), /Drill: not approved/);
    const problem = { ...done.execution, submittedAt: null, problem: 'Not sent: it is a phone' };
    assert.match(cardText(show({ ...done, state: 'failed', execution: problem })), /it is a phone/);
  });

  it('shows why it failed', () => {
    const execution = { ...sampleRequest().execution, problem: 'Not sent: it is isolated already' };
    assert.match(
      cardText(show(sampleRequest({ state: 'failed', execution }))),
      /Not sent: it is isolated already/,
    );
  });

  it('is valid, small and inert whatever the texts hold', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.constantFrom(
        '**b** [x](http://evil)',
        '{{DATE(2026-01-01T00:00:00Z)}}',
        '${requestId}',
        '<at>all</at>',
        '# h',
        '\u202eabc',
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...STATES),
        evil,
        evil,
        fc.array(fc.record({ label: evil, value: evil }), { maxLength: 60 }),
        (state, name, text, evidence) => {
          const request = sampleRequest({
            state,
            evidence: [...evidence, { label: 'Warning', value: text }],
            reason: text,
            requester: { id: 'iris', name },
            decisions: [{ ...decision('t'), reason: text }],
            execution: { ...sampleRequest().execution, problem: text, upstreamStatus: text },
            heldBack: { kind: 'stopSwitch', by: name, at: NOW.toISOString(), reason: text, since: null },
          });
          const card = show({ ...request, target: { ...request.target, name } });
          assert.deepEqual(schemaFaults(card), []);
          assert.ok(Buffer.byteLength(JSON.stringify(card)) <= 28_000);
          const shown = JSON.stringify(card.body);
          assert.ok(!/\$\{/.test(shown));
          assert.ok(!/(^|[^\\])\[x\]\(http/.test(shown));
          assert.ok(!/\{\{(?!(DATE|TIME)\(2026-11-22T06:)/.test(shown));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shows every sample of adaptiveCards/samples', async () => {
    const folder = new URL('../../adaptiveCards/samples/', import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.startsWith('request'));
    assert.ok(names.length >= 3);
    for (const name of names) {
      const request = JSON.parse(await readFile(new URL(name, folder), 'utf8')) as ResponseRequest;
      assert.deepEqual(schemaFaults(show(request)), [], name);
    }
  });
});
