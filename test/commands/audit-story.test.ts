import assert from 'node:assert/strict';
import { renderReply } from '../../src/cards/render-reply.ts';
import { actionAskedFor } from '../../src/commands/audit-story.ts';
import { commandFor } from '../../src/commands/registry.ts';
import { understand } from '../../src/commands/understanding/understand.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { ResponseService } from '../../src/domain/approvals/service.ts';
import type { AuditEntry } from '../../src/domain/ports/stores.ts';
import type { TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { Answer } from '../../src/domain/questions/answer.ts';
import { AT, decision, sampleRequest } from '../domain/approvals/sample-request.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { FakeDefender, machineAction, notThere, upstreamError } from '../jobs/fake-defender.ts';

const now = new Date('2026-11-22T08:00:00.000Z');
const IRIS = { id: 'iris', name: 'Iris Ek' };
const QUESTION = 'who isolated FIN-LT-042, on what evidence, who agreed, is it still so?';

function entry(requestId: string, event = 'request.created'): AuditEntry {
  return {
    seq: 1,
    at: AT,
    event,
    actorId: 'iris',
    actorName: 'Iris Ek',
    requestId,
    target: 'FIN-LT-042',
    details: { action: 'isolate' },
    previousHash: '',
    hash: '',
  };
}

function done(over: Partial<ResponseRequest> = {}): ResponseRequest {
  const request = sampleRequest();
  return {
    ...request,
    state: 'succeeded',
    decisions: [{ ...decision('tomas'), actor: { id: 'tomas', name: 'Tomas Ng' }, reason: 'beaconing' }],
    execution: {
      ...request.execution,
      upstreamId: 'action-1',
      upstreamStatus: 'Succeeded',
      submittedAt: '2026-11-22T06:02:00.000Z',
      endedAt: '2026-11-22T06:03:00.000Z',
    },
    verification: { verified: 'yes', evidence: 'Defender lists it as isolated', at: AT },
    ...over,
  };
}

function ports(defender: FakeDefender): TenantPorts {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const open = defender.open();
  const directory = { ...open.directory, findDevices: none, suggestDevices: none, findUsers: none };
  return {
    ...open,
    directory: { ...directory, suggestUsers: none },
    managedDevices: { ...open.managedDevices, find: none, suggest: none, byAzureADDeviceIds: none },
    endpoints: {
      ...open.endpoints,
      suggest: none,
      find: async (name) => {
        const found = await open.endpoints.machine('');
        return found === null || !/^fin-lt-042/i.test(name.text) ? [] : [found];
      },
    },
  };
}

async function ask(
  text: string,
  requests: readonly ResponseRequest[],
  defender = new FakeDefender(),
  entries = requests.map(({ id }) => entry(id)),
): Promise<Answer> {
  const intent = understand(text);
  const reply = await commandFor(intent.intent).run({
    intent,
    text,
    actor: IRIS,
    conversationId: 'conversation',
    correlationId: 'c',
    tenant: ports(defender),
    clock: { now: () => now },
    responses: {
      ...notThere<ResponseService>('responses'),
      audit: () => Promise.resolve(entries),
      find: (id) => Promise.resolve(requests.find((request) => request.id === id) ?? null),
    },
    signInLedger: fakeLedger(),
  });
  assert.equal(reply.kind, 'answer');
  renderReply(reply, { now });
  return reply;
}

function facts(reply: Answer, title: string): Readonly<Record<string, string>> {
  const section = reply.sections.find((one) => one.title === title);
  return Object.fromEntries(
    (section?.facts ?? []).map(({ label, value }) => [label, typeof value === 'string' ? value : value.time]),
  );
}

function isolated(over = {}): FakeDefender {
  const defender = new FakeDefender();
  const comment = '[R-7F3K2] Drawbridge, asked by Iris Ek';
  defender.actions.push(machineAction({ id: 'action-1', requestorComment: comment, ...over }));
  return defender;
}

describe('who isolated it, on what evidence, who agreed, is it still so?', () => {
  it('is answered whole: the people, the evidence, what was sent, what holds now', async () => {
    const reply = await ask(QUESTION, [done()], isolated());
    assert.equal(reply.headline, 'R-7F3K2 was carried out, and proved: Iris Ek asked, Tomas Ng agreed');
    assert.match(reply.reasons[0] ?? '', /^Isolated now: yes/);
    const people = facts(reply, 'Who asked and who agreed');
    assert.equal(people['Asked by'], 'Iris Ek');
    assert.equal(people['Reason'], 'phishing');
    assert.equal(people['Approved by'], 'Tomas Ng: beaconing');
    assert.equal(facts(reply, 'On what evidence')['Risk / exposure'], 'High / Medium');
    assert.equal(facts(reply, 'What came of it')['Sent'], 'Succeeded');
    assert.match(facts(reply, 'What came of it')['Proof then: yes'] ?? '', /lists it as isolated/);
    assert.match(facts(reply, 'Is it still so?')['Isolated now'] ?? '', /^yes/);
    assert.deepEqual(reply.gaps, []);
    assert.deepEqual(
      reply.offers.map(({ title }) => title),
      ['Show R-7F3K2', 'Release FIN-LT-042', 'State of FIN-LT-042'],
    );
    assert.ok(reply.sections.at(-1)?.folded, 'the record itself is there too');
  });

  it('says who released it past Drawbridge, and when', async () => {
    const defender = isolated();
    const at = '2026-11-22T07:00:00.000Z';
    defender.actions.push(
      machineAction({
        id: 'x',
        type: 'Unisolate',
        requestor: 'joe@contoso.example',
        requestorComment: 'false alarm',
        creationDateTimeUtc: at,
        lastUpdateDateTimeUtc: at,
      }),
    );
    const reply = await ask(QUESTION, [done()], defender);
    assert.equal(reply.reasons[0], 'Isolated now: no.');
    assert.match(reply.reasons[1] ?? '', /past Drawbridge/);
    const foreign = reply.sections.find(({ title }) => /not through Drawbridge/.test(title));
    assert.deepEqual(
      foreign?.items.map(({ title, detail }) => [title, detail]),
      [['Released by joe@contoso.example: Succeeded', 'false alarm']],
    );
    assert.match(facts(reply, 'Is it still so?')['Released by'] ?? '', /joe@contoso/);
  });

  it('leaves what cannot be read as a gap', async () => {
    const defender = isolated();
    for (let i = 0; i < 4; i += 1)
      defender.faults.push({ call: 'machineActions', error: upstreamError('upstream_timeout') });
    const reply = await ask(QUESTION, [done()], defender);
    assert.equal(reply.tone, 'unknown');
    assert.ok(reply.gaps.length > 0);
    assert.match(reply.reasons[0] ?? '', /not known/);
    assert.equal(facts(reply, 'Who asked and who agreed')['Asked by'], 'Iris Ek');
  });

  it('tells of one that Drawbridge has no request for, from Defender', async () => {
    const defender = isolated({ requestorComment: 'by hand', requestor: 'joe@contoso.example' });
    const reply = await ask(QUESTION, [], defender);
    assert.equal(reply.headline, 'No request through Drawbridge isolated FIN-LT-042');
    assert.match(reply.reasons[0] ?? '', /^Isolated now: yes/);
    assert.match(facts(reply, 'Is it still so?')['Isolated by'] ?? '', /joe@contoso/);
  });

  it('takes the newest of the action that was asked for, and of that device alone', async () => {
    const other = done({ id: 'R-22222', target: { ...sampleRequest().target, name: 'FIN-LT-0421' } });
    const release = done({ id: 'R-33333', action: 'release' });
    const reply = await ask(QUESTION, [other, release, done()], isolated());
    assert.match(reply.headline, /^R-7F3K2 /);
    const released = await ask('who released FIN-LT-042?', [release, done()], isolated());
    assert.match(released.headline, /^R-33333 /);
  });

  it('tells break-glass, its review, escalation and how far each state came', async () => {
    const actor = { id: 'maya', name: 'Maya Roy' };
    const broken = done({
      decisions: [],
      escalatedAt: AT,
      escalatedTo: { called: [actor], unreached: [] },
      breakGlass: { actor, reason: 'nobody is awake', at: AT, review: null },
    });
    const reply = await ask(QUESTION, [broken], isolated());
    assert.match(reply.headline, /Iris Ek asked, Maya Roy let it through alone \(break-glass\)$/);
    const people = facts(reply, 'Who asked and who agreed');
    assert.deepEqual(
      [people['Escalated to'], people['Break-glass'], people['Reviewed']],
      ['Maya Roy', 'Maya Roy: nobody is awake', 'not yet'],
    );
    const shiftsUnread = 'Microsoft Teams did not answer in time';
    const unread = { ...broken, escalatedTo: { called: [actor], unreached: [], shiftsUnread } };
    assert.equal(
      facts(await ask(QUESTION, [unread], isolated()), 'Who asked and who agreed')['Escalated to'],
      `Maya Roy. The shifts could not be read, only the rota counted: ${shiftsUnread}`,
    );
    const review = { actor: { id: 't', name: 'Tomas Ng' }, verdict: 'objected', note: 'no', at: AT } as const;
    const reviewed = await ask(
      QUESTION,
      [{ ...broken, breakGlass: { actor, reason: 'x', at: AT, review } }],
      isolated(),
    );
    assert.equal(facts(reviewed, 'Who asked and who agreed')['Reviewed by'], 'Tomas Ng, who objected: no');
  });

  const ends: readonly (readonly [Partial<ResponseRequest>, RegExp])[] = [
    [{ state: 'requested', expiresAt: '2026-11-22T09:00:00.000Z' }, /waits for a decision/],
    [{ state: 'requested' }, /not decided in time/],
    [{ state: 'denied', decisions: [decision('T', 'deny')] }, /was denied.*T denied/],
    [{ state: 'expired', decisions: [] }, /not decided in time.*nobody has decided/],
    [{ state: 'cancelled' }, /was cancelled/],
    [{ state: 'approved' }, /not confirmed as sent/],
    [{ state: 'submitted' }, /not confirmed by the device/],
    [{ state: 'failed' }, /failed/],
    [{ state: 'timedOut' }, /not taken up/],
    [{ state: 'unknown' }, /not known/],
    [{ undoneBy: 'R-22222' }, /undone by R-22222/],
  ];
  for (const [over, words] of ends) {
    it(`says of one that is ${over.state ?? 'undone'}: ${words.source}`, async () => {
      const reply = await ask(QUESTION, [done(over)], isolated());
      assert.match(reply.headline, words);
    });
  }

  it('looks for the proof of other actions again', async () => {
    const scan = done({ action: 'scan', parameters: { kind: 'quick' } });
    const reply = await ask('who scanned FIN-LT-042?', [scan]);
    assert.match(reply.reasons.join(), /not proven/);
    const nothing = await ask('who scanned FIN-LT-042?', []);
    assert.match(nothing.headline, /The record has no entry/);
  });

  it('is told only where it is asked for', () => {
    assert.equal(actionAskedFor('who isolated FIN-LT-042?')?.verb, 'isolate');
    assert.equal(actionAskedFor('is FIN-LT-042 still isolated?')?.verb, 'isolate');
    for (const text of [undefined, 'audit log of FIN-LT-042', 'who approved R-7F3K2?']) {
      assert.equal(actionAskedFor(text), null, text);
    }
  });
});
