import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cardText } from '../../src/cards/card-text.ts';
import { requestCard } from '../../src/cards/request-card.ts';
import { requestNote } from '../../src/cards/request-note.ts';
import type { BreakGlass, ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { Rights, Viewer } from '../../src/domain/approvals/service.ts';
import { STATES } from '../../src/domain/approvals/state-machine.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import { AT, decision, sampleRequest } from '../domain/approvals/sample-request.ts';
import { schemaFaults, walk } from './card-schema.ts';

const NOW = new Date('2026-11-22T06:10:00.000Z');
const MAYA = { id: 'maya', name: 'Maya Roy' };
const TOMAS = { id: 'tomas', name: 'Tomas Ng' };
const REVIEW: NonNullable<BreakGlass['review']> = { actor: TOMAS, verdict: 'agreed', note: null, at: AT };

function broken(
  over: Partial<BreakGlass> = {},
  state: ResponseRequest['state'] = 'succeeded',
): ResponseRequest {
  const breakGlass = { actor: MAYA, reason: 'nobody is awake', at: AT, review: null, ...over };
  return sampleRequest({ state, breakGlass });
}

function show(request: ResponseRequest, viewer: Viewer | null = null): JsonObject {
  const { card } = requestCard(request, { now: NOW, viewer, refreshFor: null });
  assert.deepEqual(schemaFaults(card), []);
  return card;
}

function viewer(id: string, rights: Partial<Rights> = {}): Viewer {
  return { id, name: id, rights: { decide: false, undo: false, ...rights } };
}

function verbs(card: JsonObject): readonly string[] {
  return (card.actions as unknown as { verb: string }[]).map((action) => action.verb);
}

function inputs(card: JsonObject): readonly string[] {
  return (card.body as unknown as { type: string; id?: string; label?: string }[])
    .filter((part) => part.type.startsWith('Input.'))
    .map((part) => `${part.id ?? ''}: ${part.label ?? ''}`);
}

describe('break-glass on the request card', () => {
  it('is offered to those who hold the key alone, with the field for its reason', () => {
    const request = sampleRequest();
    assert.ok(
      !verbs(show(request)).includes('request.breakGlass'),
      'a card that many share offers it to nobody',
    );
    assert.deepEqual(verbs(show(request, viewer('ann'))), []);
    const holder = show(request, viewer('ann', { breakGlass: true }));
    assert.deepEqual(verbs(holder), ['request.breakGlass']);
    assert.deepEqual(inputs(holder), ['reason: Reason (needed to break the glass; kept in the record)']);
    const approver = show(request, viewer('ann', { breakGlass: true, decide: true }));
    assert.deepEqual(verbs(approver), ['request.approve', 'request.deny', 'request.breakGlass']);
    assert.match(inputs(approver)[0] ?? '', /optional, needed to break the glass/);
    const requester = show(request, viewer('iris', { breakGlass: true }));
    assert.deepEqual(verbs(requester), ['request.cancel', 'request.breakGlass']);
  });

  it('marks every copy from then on, and says when somebody looked', () => {
    for (const state of STATES.filter((one) => one !== 'requested')) {
      const text = cardText(show(broken({}, state)));
      assert.match(text, /⚠️ Break-glass: Maya Roy let this through alone; not reviewed yet\./, state);
      assert.match(text, /Maya Roy let it through alone.*nobody is awake/, state);
    }
    const text = cardText(show(broken({ review: { ...REVIEW, verdict: 'objected', note: 'wrong device' } })));
    assert.match(text, /reviewed by Tomas Ng, who objected/);
    assert.match(text, /⛔ Tomas Ng objected afterwards.*wrong device/);
    assert.match(cardText(show(broken({ review: REVIEW }))), /✅ Tomas Ng agreed afterwards/);
  });

  it('asks for the review until there is one, even when all else is over', () => {
    const open = show(broken({}, 'failed'));
    assert.deepEqual(verbs(open), ['request.again', 'request.review']);
    assert.deepEqual(inputs(open).length, 2);
    assert.ok('refresh' in open);
    assert.deepEqual(verbs(show(broken({}, 'failed'), viewer('ann'))), []);
    assert.deepEqual(verbs(show(broken(), viewer('ann', { review: true, undo: true }))), [
      'request.undo',
      'request.review',
    ]);
    const done = show(broken({ review: REVIEW }, 'failed'));
    assert.deepEqual(verbs(done), ['request.again']);
    const over = show(broken({ review: REVIEW }, 'denied'));
    assert.deepEqual([verbs(over), inputs(over), 'refresh' in over], [[], [], false]);
  });

  it('carries the request id and nothing else', () => {
    for (const card of [show(broken()), show(sampleRequest(), viewer('a', { breakGlass: true }))]) {
      walk(card, (part) => {
        if (part.type === 'Action.Execute') assert.deepEqual(part.data, { requestId: 'R-7F3K2' });
      });
    }
  });
});

describe('escalation on the request card', () => {
  it('says who was called, and who could not be', () => {
    const escalatedTo = { called: [MAYA, TOMAS], unreached: [{ id: 'ann', name: 'Ann Li' }] };
    const text = cardText(show(sampleRequest({ escalatedAt: AT, escalatedTo })));
    assert.match(text, /📣 Escalated to Maya Roy and Tomas Ng, 10 min ago/);
    assert.match(text, /not\s+reached: Ann Li/);
    const nobody = sampleRequest({ escalatedAt: AT, escalatedTo: { called: [], unreached: [] } });
    assert.match(cardText(show(nobody)), /Nobody decided, and nobody could be called/);
    assert.doesNotMatch(text, /shifts/);
  });

  it('says when it was not known who was on shift', () => {
    const shiftsUnread = 'Microsoft Teams did not answer in time';
    for (const called of [[MAYA], []]) {
      const escalatedTo = { called, unreached: [], shiftsUnread };
      const text = cardText(show(sampleRequest({ escalatedAt: AT, escalatedTo }))).replace(/\s+/g, ' ');
      assert.match(
        text,
        /The shifts could not be read, only the rota counted: Microsoft Teams did not answer/,
      );
    }
  });
});

describe('the note about a request', () => {
  const note = (
    request: ResponseRequest,
    mention: { id: string; name: string } | null = null,
  ): JsonObject => {
    const { card, summary } = requestNote(request, 'result', { now: NOW, mention });
    assert.deepEqual(schemaFaults(card), []);
    assert.match(summary, /R-7F3K2/);
    return card;
  };

  it('tells each end in one line, with what is behind it', () => {
    const denied = sampleRequest({
      state: 'denied',
      decisions: [{ ...decision('Tomas', 'deny'), reason: 'no' }],
    });
    assert.match(cardText(note(denied)), /denied, nothing was done[^]*Denied by Tomas: no/);
    const silent = sampleRequest({ state: 'denied', decisions: [decision('Tomas', 'deny')] });
    assert.match(cardText(note(silent)), /Denied by Tomas\./);
    const execution = { ...sampleRequest().execution, problem: 'Not sent: it changed' };
    const failed = sampleRequest({ state: 'failed', execution, supersededBy: 'R-22222' });
    assert.match(cardText(note(failed)), /it failed[^]*Not sent: it changed[^]*Asked again as R-22222/);
    for (const [verified, words] of [
      ['yes', /isolated, verified[^]*seen isolated/],
      ['no', /not in effect[^]*seen isolated/],
      ['pending', /not proven yet[^]*seen isolated/],
    ] as const) {
      const done = sampleRequest({
        state: 'succeeded',
        verification: { verified, evidence: 'seen isolated', at: AT },
      });
      assert.match(cardText(note(done)), words);
    }
    assert.equal(
      new Set(STATES.map((state) => cardText(note(sampleRequest({ state }))))).size,
      STATES.length,
    );
  });

  it('says who would have to be called when nobody could be', () => {
    const view = { now: NOW, mention: null };
    const nobody = (unreached: readonly { id: string; name: string }[], unread = {}): string =>
      cardText(
        requestNote(
          sampleRequest({ escalatedAt: AT, escalatedTo: { called: [], unreached, ...unread } }),
          'nobodyCalled',
          view,
        ).card,
      );
    assert.match(nobody([MAYA]), /nobody could be called[^]*Maya Roy may decide it but cannot be reached/);
    assert.match(nobody([]), /Nobody on call or known/);
    assert.match(
      nobody([], { shiftsUnread: 'Microsoft Teams did not answer in time' }),
      /Nobody on call or known[^]*only the rota counted: Microsoft Teams did not\s+answer in time\./,
    );
  });

  it('names the person where others are, in the form that Teams tells them by', () => {
    const card = note(sampleRequest({ state: 'denied' }), { id: 'aad-iris', name: 'Iris Ek' });
    const [first] = card.body as unknown as { text: string }[];
    assert.equal(first?.text, '<at>Iris Ek</at>');
    assert.deepEqual((card.msteams as unknown as { entities: unknown }).entities, [
      { type: 'mention', text: '<at>Iris Ek</at>', mentioned: { id: 'aad-iris', name: 'Iris Ek' } },
    ]);
    const hidden = note(sampleRequest(), { id: 'x', name: '\u202e' });
    assert.equal((hidden.body as unknown as { text: string }[])[0]?.text, '<at>you</at>');
  });

  it('is valid, small and inert whatever the texts hold, and so is the card', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.constantFrom(
        '**b** [x](http://evil)',
        '{{DATE(2026-01-01T00:00:00Z)}}',
        '${requestId}',
        '</at><at>all</at>',
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...STATES), evil, evil, (state, name, text) => {
        const person = { id: 'p', name };
        const request = sampleRequest({
          state,
          decisions: [{ actor: person, verdict: 'deny', reason: text, at: AT }],
          breakGlass: {
            actor: person,
            reason: text,
            at: AT,
            review: { ...REVIEW, actor: person, note: text },
          },
          escalatedAt: AT,
          escalatedTo: { called: [person], unreached: [person] },
          execution: { ...sampleRequest().execution, problem: text },
        });
        const cards = [
          show(request),
          note(request, person),
          requestNote(request, 'nobodyCalled', { now: NOW, mention: person }).card,
        ];
        for (const card of cards) {
          assert.deepEqual(schemaFaults(card), []);
          assert.ok(Buffer.byteLength(JSON.stringify(card)) <= 28_000);
          const shown = JSON.stringify(card.body);
          assert.ok(!/\$\{/.test(shown));
          assert.ok(!/(^|[^\\])\[x\]\(http/.test(shown));
          assert.ok(!/\{\{(?!(DATE|TIME)\(2026-11-22T06:)/.test(shown));
          assert.ok(!/<at>all/.test(shown.replaceAll('\\\\<at>', '')));
        }
      }),
      { numRuns: 25 },
    );
  });
});
