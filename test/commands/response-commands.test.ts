import assert from 'node:assert/strict';
import { understand } from '../../src/commands/understanding/understand.ts';
import { commandFor } from '../../src/commands/registry.ts';
import type { Command } from '../../src/domain/commands.ts';
import type { Answer, Notice, Reply } from '../../src/domain/questions/answer.ts';
import { drillScore } from '../../src/domain/approvals/drill-score.ts';
import { DEFAULT_RULE } from '../../src/domain/approvals/policy.ts';
import type { DryRun, NewRequest, Outcome, ResponseService } from '../../src/domain/approvals/service.ts';
import type { AuditEntry } from '../../src/domain/ports/stores.ts';
import type { TenantPorts } from '../../src/domain/ports/tenant.ts';
import { renderReply } from '../../src/cards/render-reply.ts';
import { AT, decision, sampleRequest } from '../domain/approvals/sample-request.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { FakeDefender, machine, machineAction, notThere, upstreamError } from '../jobs/fake-defender.ts';

const NAMES = [
  'action.isolate',
  'action.release',
  'approvals.list',
  'approval.show',
  'approval.cancel',
  'audit.show',
] as const;
const IRIS = { id: 'iris', name: 'Iris Ek' };
const now = new Date(AT);

/** Entra ID and Intune know nothing of the device; Defender knows one by its name. */
function ports(defender: FakeDefender): TenantPorts {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const open = defender.open();
  return {
    ...open,
    directory: {
      ...open.directory,
      findDevices: none,
      suggestDevices: none,
      findUsers: none,
      suggestUsers: none,
    },
    managedDevices: { ...open.managedDevices, find: none, suggest: none, byAzureADDeviceIds: none },
    endpoints: {
      ...open.endpoints,
      find: async (name) => {
        if (!/^fin-lt-042/i.test(name.text)) return [];
        const found = await open.endpoints.machine('');
        return found === null ? [] : [found];
      },
      suggest: none,
    },
  };
}

async function say(
  text: string,
  over: { defender?: FakeDefender; responses?: Partial<ResponseService> } = {},
): Promise<Reply> {
  const intent = understand(text);
  const command: Command = commandFor(intent.intent);
  const stopSwitch = () => Promise.resolve({ pulled: false, by: null, reason: null, at: null });
  return command.run({
    intent,
    text,
    actor: IRIS,
    conversationId: 'conversation',
    correlationId: 'c',
    tenant: ports(over.defender ?? new FakeDefender()),
    clock: { now: () => now },
    responses: { ...notThere<ResponseService>('responses'), stopSwitch, ...over.responses },
    signInLedger: fakeLedger(),
  });
}

function notice(reply: Reply): Notice {
  assert.equal(reply.kind, 'notice');
  return reply;
}
function answer(reply: Reply): Answer {
  assert.equal(reply.kind, 'answer');
  renderReply(reply, { now });
  return reply;
}
const made: Outcome = { ok: true, request: sampleRequest() };

for (const name of NAMES) {
  describe(`command ${name}`, () => {
    it('is understood by each of its examples, and by no other', () => {
      const command = commandFor(name);
      assert.ok(command.examples.length >= 5);
      for (const example of command.examples) assert.equal(understand(example).intent, name, example);
    });
  });
}

describe('asking for an isolation', () => {
  it('makes a request with what was known, and replies with its card', async () => {
    const orders: NewRequest[] = [];
    const request = (given: NewRequest): Promise<Outcome> => {
      orders.push(given);
      return Promise.resolve(made);
    };
    const reply = await say('isolate fin-lt-042 selectively because of phishing', { responses: { request } });
    assert.deepEqual(reply, { kind: 'request', requestId: 'R-7F3K2' });
    const [order] = orders;
    assert.ok(order);
    const { action, parameters, reason, requester, target, evidence } = order;
    assert.deepEqual(
      { action, parameters, reason, requester },
      { action: 'isolate', parameters: { kind: 'selective' }, reason: 'phishing', requester: IRIS },
    );
    assert.equal(target.id, machine().id);
    assert.ok(evidence.some((line) => line.label === 'Risk / exposure' && line.value === 'High / Medium'));
    assert.ok(evidence.some((line) => line.label === 'Intune' && line.value === 'does not know the device'));
  });

  it('requests nothing when something stands against it, and says what', async () => {
    const defender = new FakeDefender();
    defender.actions.push(machineAction());
    const reply = notice(await say('isolate FIN-LT-042', { defender }));
    assert.match(reply.headline, /^fin-lt-042 cannot be isolated$/i);
    assert.match(reply.lines.join(' '), /isolated already.*Nothing was requested/);
    assert.deepEqual(
      reply.offers.map((offer) => [offer.title, offer.intent]),
      [[`Is ${reply.headline.split(' ')[0]} compliant and risky?`, 'device.posture']],
    );
    assert.notEqual(reply.offers[0]?.slots.device, undefined);
  });

  it('requests nothing for a device that nobody knows', async () => {
    assert.match(notice(await say('isolate FIN-LT-999')).headline, /No device "FIN-LT-999"/);
  });

  it('requests nothing when Defender gives no answer, and names the gap', async () => {
    const defender = new FakeDefender();
    defender.faults.push({ call: 'machineActions', error: upstreamError('upstream_timeout') });
    const reply = notice(await say('isolate FIN-LT-042', { defender }));
    assert.equal(reply.tone, 'unknown');
    assert.equal(reply.gaps[0]?.reason, 'timeout');
    assert.equal(reply.offers[0]?.intent, 'device.posture');
  });

  it('shows the open request to whoever asks a second time, and other refusals in words', async () => {
    const refuse = (code: 'duplicate' | 'limit'): Partial<ResponseService> => ({
      request: () =>
        Promise.resolve({
          ok: false,
          code,
          message: 'The ceiling is reached.',
          request: sampleRequest({ id: 'R-22222' }),
        }),
    });
    assert.deepEqual(await say('isolate FIN-LT-042', { responses: refuse('duplicate') }), {
      kind: 'request',
      requestId: 'R-22222',
    });
    const reply = notice(await say('isolate FIN-LT-042', { responses: refuse('limit') }));
    assert.deepEqual(reply.lines, ['The ceiling is reached.']);
  });
});

describe('the stop switch in chat', () => {
  const pulled = { pulled: true, by: IRIS, reason: 'wrong tenant', at: AT };
  const waiting = [sampleRequest({ state: 'approved' })];

  it('says what it did, what is held and who releases it', async () => {
    const asked: (string | null)[] = [];
    const pullStop: ResponseService['pullStop'] = (_actor, reason) => {
      asked.push(reason);
      return Promise.resolve({ ok: true, stop: pulled, changed: true, waiting });
    };
    const reply = notice(
      await say('pull the stop switch because of the wrong tenant', { responses: { pullStop } }),
    );
    assert.deepEqual(asked, ['the wrong tenant']);
    assert.match(reply.headline, /is pulled: nothing new is sent/);
    const text = reply.lines.join('\n');
    for (const words of [
      /Iris Ek pulled it just now: wrong tenant/,
      /Held: R-7F3K2 \(isolate FIN-LT-042\)/,
      /approver/,
    ]) {
      assert.match(text, words);
    }
    const again: ResponseService['pullStop'] = () =>
      Promise.resolve({ ok: true, stop: pulled, changed: false, waiting: [] });
    const second = notice(await say('pull the stop switch', { responses: { pullStop: again } }));
    assert.match(second.headline, /pulled already/);
    assert.match(second.lines.join(), /No approved action waits/);
  });

  it('says why somebody may not', async () => {
    const no = () =>
      Promise.resolve({
        ok: false,
        code: 'notInRole',
        message: 'Members of "A" may.',
        request: null,
      } as const);
    const stop = notice(await say('pull the stop switch', { responses: { pullStop: no } }));
    const resume = notice(await say('release the stop switch', { responses: { releaseStop: no } }));
    for (const { headline, lines } of [stop, resume]) {
      assert.match(headline, /was not/);
      assert.deepEqual(lines, ['Members of "A" may.']);
    }
  });

  it('says what goes on when it is released', async () => {
    const many = Array.from({ length: 12 }, () => sampleRequest());
    const release =
      (list: typeof waiting): ResponseService['releaseStop'] =>
      () =>
        Promise.resolve({ ok: true, stop: { ...pulled, pulled: false }, changed: true, waiting: list });
    const told = async (list: typeof waiting): Promise<string> =>
      notice(
        await say('release the stop switch', { responses: { releaseStop: release(list) } }),
      ).lines.join();
    assert.match(await told(many), /goes on.*and 2 more\.$/);
    assert.match(await told([]), /No approved action waited/);
  });

  it('is told when somebody asks, also in the list of open requests', async () => {
    const stopSwitch = () => Promise.resolve(pulled);
    const status = notice(await say('is the stop switch pulled?', { responses: { stopSwitch } }));
    assert.match(status.headline, /is pulled/);
    assert.match(notice(await say('is the stop switch pulled?')).lines.join(), /Nobody has ever pulled it/);
    const heldBack = { kind: 'stopSwitch', by: 'Iris Ek', at: AT, reason: null, since: AT } as const;
    const open = () => Promise.resolve([sampleRequest({ state: 'approved', heldBack, drill: true })]);
    const unreviewed = () => Promise.resolve([]);
    const list = answer(await say('open requests', { responses: { stopSwitch, open, unreviewed } }));
    assert.match(list.reasons.join(), /stop switch is pulled.*wrong tenant/);
    const [item] = list.sections[0]?.items ?? [];
    assert.match(item?.title ?? '', /drill of isolate/);
    assert.match(item?.detail ?? '', /^held: Iris Ek pulled the stop switch: no reason given/);
  });
});

describe('a rehearsed action', () => {
  const found: DryRun = {
    ok: true,
    effect: 'It loses its network.',
    undoing: 'Release it.',
    terms: [{ label: 'Time', value: 'For 4 h.' }],
    call: { operation: 'endpoints.isolate', input: { machineId: 'm', isolationType: 'Full' } },
    rule: DEFAULT_RULE,
    eachOf: [],
    approvers: 'members of "SOC Approvers"',
    against: [],
  };

  it('as a dry run asks for nothing, and says what it would be', async () => {
    const orders: NewRequest[] = [];
    const dryRun: ResponseService['dryRun'] = (order) => {
      orders.push(order);
      return Promise.resolve(found);
    };
    const reply = answer(await say('dry run: isolate FIN-LT-042', { responses: { dryRun } }));
    assert.deepEqual(
      orders.map(({ action, target }) => [action, target.name]),
      [['isolate', 'FIN-LT-042']],
    );
    assert.match(reply.headline, /^Dry run: Isolate FIN-LT-042: nothing was requested and nothing was sent$/);
    const facts =
      reply.sections[0]?.facts.map(
        ({ label, value }) => `${label}: ${typeof value === 'string' ? value : value.time}`,
      ) ?? [];
    assert.deepEqual(facts, [
      'Approvals: 1, never by the person who asks',
      'By: members of "SOC Approvers"',
      'Within: 30 min',
      'Call: endpoints.isolate, machineId m, isolationType Full',
    ]);
    assert.match(
      reply.reasons.join('\n'),
      /loses its network[^]*Time: For 4 h[^]*No guardrail stands against it/,
    );
  });

  it('as a dry run says what stands against it', async () => {
    const dryRun = () =>
      Promise.resolve({
        ...found,
        rule: { ...DEFAULT_RULE, reasonRequired: true },
        against: ['It would be held now: because.'],
      });
    const reply = answer(await say('dry run: isolate FIN-LT-042', { responses: { dryRun } }));
    assert.equal(reply.tone, 'warning');
    assert.match(reply.reasons.join('\n'), /held now: because/);
    assert.doesNotMatch(reply.reasons.join('\n'), /No guardrail/);
    const no = () =>
      Promise.resolve({ ok: false, code: 'blocked', message: 'Not so.', request: null } as const);
    const refused = notice(await say('dry run: isolate FIN-LT-042', { responses: { dryRun: no } }));
    assert.deepEqual(refused.lines[0], 'Not so.');
  });

  it('as a drill asks for just that', async () => {
    const orders: NewRequest[] = [];
    const request: ResponseService['request'] = (order) => {
      orders.push(order);
      return Promise.resolve(made);
    };
    const reply = await say('<at>Drawbridge</at> drill: isolate FIN-LT-042 for 4 hours', {
      responses: { request },
    });
    assert.deepEqual(reply, { kind: 'request', requestId: 'R-7F3K2' });
    assert.deepEqual(
      orders.map(({ drill, holdMinutes }) => [drill, holdMinutes]),
      [[true, 240]],
    );
  });

  it('that cannot be is answered as the action itself would be, and no button of it does more', async () => {
    const defender = new FakeDefender();
    defender.machine = null;
    for (const text of ['dry run: isolate FIN-LT-042', 'drill: isolate FIN-LT-042']) {
      const reply = await say(text, { defender });
      const offers =
        reply.kind === 'choice'
          ? reply.candidates.map(({ offer }) => offer)
          : reply.kind === 'request'
            ? []
            : reply.offers;
      assert.notEqual(reply.kind, 'request');
      assert.ok(offers.every(({ intent }) => !intent.startsWith('action.')));
    }
  });

  it('is scored', async () => {
    const request = sampleRequest({ drill: true, state: 'succeeded', decisions: [decision('Tomas Ng')] });
    const policy = { approvals: { channel: null, escalateAfterMinutes: 10, breakGlass: [] } };
    const drills = () =>
      Promise.resolve([
        { request, score: drillScore(request, null, policy) },
        {
          request: sampleRequest({ drill: true, state: 'expired' }),
          score: drillScore(sampleRequest({ state: 'expired' }), sampleRequest(), policy),
        },
      ]);
    const reply = answer(await say('drill report', { responses: { drills } }));
    assert.match(reply.headline, /2, 1 of them/);
    const details = reply.sections[0]?.items.map(({ detail }) => detail) ?? [];
    assert.match(details[0] ?? '', /acknowledged after 0 s by Tomas Ng \(10 min allowed\).*not taken back/);
    assert.match(details[1] ?? '', /not acknowledged.*not approved.*not taken back/);
    const none = answer(await say('drill report', { responses: { drills: () => Promise.resolve([]) } }));
    assert.match(none.headline, /no drill yet/);
  });
});

describe('asking about requests', () => {
  const unreviewed = (): Promise<readonly never[]> => Promise.resolve([]);

  it('lists first what one person let through and nobody has looked at', async () => {
    const breakGlass = { actor: IRIS, reason: 'nobody is awake', at: AT, review: null };
    const broken = sampleRequest({ id: 'R-33333', state: 'succeeded', breakGlass });
    const reply = answer(
      await say('open requests', {
        responses: {
          open: () => Promise.resolve([sampleRequest()]),
          unreviewed: () => Promise.resolve([broken]),
        },
      }),
    );
    assert.equal(reply.headline, 'Requests: 1 needs a review, 1 waits for a decision');
    assert.equal(reply.tone, 'warning');
    assert.deepEqual(reply.sections[0]?.items, [
      {
        title: 'R-33333: isolate FIN-LT-042',
        detail: 'break-glass by Iris Ek: nobody is awake',
        tone: 'warning',
        at: AT,
      },
    ]);
    assert.equal(reply.offers[0]?.slots.requestId, 'R-33333');
  });

  it('lists what waits and what runs', async () => {
    const open = (): Promise<readonly ReturnType<typeof sampleRequest>[]> =>
      Promise.resolve([sampleRequest(), sampleRequest({ id: 'R-22222', state: 'submitted' })]);
    const reply = answer(await say('open requests', { responses: { open, unreviewed } }));
    assert.equal(reply.headline, 'Requests: 1 waits for a decision, 1 is being carried out');
    assert.deepEqual(
      reply.sections.map((section) => section.items.length),
      [1, 1],
    );
    const details = reply.sections.flatMap((section) => section.items.map((item) => item.detail));
    assert.deepEqual(details, [
      'expires in 30 min · asked by Iris Ek',
      'sent, waits until the device takes it up · asked by Iris Ek',
    ]);
    const none = answer(
      await say('open requests', { responses: { open: () => Promise.resolve([]), unreviewed } }),
    );
    assert.equal(none.headline, 'No request is open');
  });

  it('says of each how far it is, in words', async () => {
    const { execution } = sampleRequest();
    const told = async (over: Partial<ReturnType<typeof sampleRequest>>): Promise<string> => {
      const open = (): Promise<readonly ReturnType<typeof sampleRequest>[]> =>
        Promise.resolve([sampleRequest(over)]);
      const reply = answer(await say('open requests', { responses: { open, unreviewed } }));
      return reply.sections[0]?.items[0]?.detail?.split(' · ')[0] ?? '';
    };
    assert.equal(await told({ expiresAt: AT }), 'expired just now');
    assert.equal(await told({ state: 'approved' }), 'approved, about to be sent');
    assert.equal(await told({ state: 'executing' }), 'being sent');
    assert.equal(
      await told({ state: 'submitted', execution: { ...execution, upstreamStatus: 'InProgress' } }),
      'the device is carrying it out',
    );
  });

  it('shows one, by an id as people write it', async () => {
    const find = (id: string): Promise<ReturnType<typeof sampleRequest> | null> =>
      Promise.resolve(id === 'R-7F3K2' ? sampleRequest() : null);
    assert.deepEqual(await say('show r-7f3k2', { responses: { find } }), {
      kind: 'request',
      requestId: 'R-7F3K2',
    });
    assert.match(notice(await say('show R-22222', { responses: { find } })).headline, /no request "R-22222"/);
  });

  it('cancels, or says why not', async () => {
    const cancel = (): Promise<Outcome> => Promise.resolve(made);
    assert.equal((await say('cancel R-7F3K2', { responses: { cancel } })).kind, 'request');
    const not = (code: 'notInRole' | 'notFound'): Partial<ResponseService> => ({
      cancel: () =>
        Promise.resolve({ ok: false, code, message: 'Only the person who asked.', request: null }),
    });
    assert.match(
      notice(await say('cancel R-7F3K2', { responses: not('notInRole') })).lines[0] ?? '',
      /Only the person/,
    );
    assert.match(notice(await say('cancel R-7F3K2', { responses: not('notFound') })).headline, /no request/);
  });
});

describe('asking for the record', () => {
  const entry = (seq: number, event: string): AuditEntry => ({
    seq,
    at: AT,
    event,
    actorId: 'tomas',
    actorName: 'Tomas Ng',
    requestId: 'R-7F3K2',
    target: 'FIN-LT-042',
    details: { action: 'isolate', reason: 'seen' },
    previousHash: '',
    hash: '',
  });

  it('tells who did what to the device', async () => {
    let asked: object = {};
    const audit: ResponseService['audit'] = (query) => {
      asked = query;
      return Promise.resolve([entry(2, 'request.approved'), entry(1, 'request.created')]);
    };
    const reply = answer(await say('audit log of FIN-LT-042', { responses: { audit } }));
    assert.deepEqual(asked, { target: 'FIN-LT-042', limit: 21 });
    assert.equal(reply.sections[0]?.items[0]?.title, 'R-7F3K2 isolate FIN-LT-042: approved by Tomas Ng');
    assert.equal(reply.offers[0]?.slots.requestId, 'R-7F3K2');
    assert.match(reply.reasons.join(), /Defender portal is not in it/);
    assert.deepEqual(reply.offers.at(-1)?.slots, { device: 'FIN-LT-042' });
  });

  it('tells the codes of refusals in words, and leaves what people wrote as it is', async () => {
    const refused = { ...entry(1, 'decision.refused'), details: { code: 'alreadyVoted' } };
    const written = { ...entry(2, 'request.created'), details: { reason: 'limit' } };
    const audit: ResponseService['audit'] = () => Promise.resolve([refused, written]);
    const reply = answer(await say('show the audit log', { responses: { audit } }));
    assert.deepEqual(
      reply.sections[0]?.items.map((item) => item.detail),
      ['had decided already', 'limit'],
    );
    assert.deepEqual(reply.reasons, []);
  });

  it('tells statuses and proofs in words: what was checked in vain is not called verified', async () => {
    const told = async (event: string, details: object): Promise<string> => {
      const audit: ResponseService['audit'] = () =>
        Promise.resolve([{ ...entry(1, event), details: { ...details } }]);
      const item = answer(await say('show the audit log', { responses: { audit } })).sections[0]?.items[0];
      return `${item?.title.split(': ').slice(1).join(': ') ?? ''} / ${item?.detail ?? ''}`;
    };
    assert.equal(
      await told('execution.verified', { verified: 'no' }),
      'checked: it is not in effect by Tomas Ng / ',
    );
    assert.match(await told('execution.verified', { verified: 'yes' }), /^verified: it is in effect/);
    assert.match(await told('execution.verified', { verified: 'pending' }), /^checked: not proven yet/);
    assert.match(
      await told('execution.submitted', { status: 'Pending' }),
      /waits until the device takes it up$/,
    );
    assert.match(await told('execution.succeeded', { status: 'Succeeded' }), /^succeeded by Tomas Ng \/ $/);
    assert.match(await told('execution.progress', { status: 'SomethingNew' }), /SomethingNew$/);
  });

  it('says when there is nothing, and when more than fits', async () => {
    const nothing = answer(
      await say('audit log since yesterday', { responses: { audit: () => Promise.resolve([]) } }),
    );
    assert.match(nothing.headline, /^The record has no entry since 2026-11-21 00:00 UTC$/);
    const many = Array.from({ length: 21 }, (_, i) => entry(i, 'execution.verified'));
    const full = answer(
      await say('show the audit log', { responses: { audit: () => Promise.resolve(many) } }),
    );
    assert.equal(full.headline, 'The record: the last 20 entries');
  });

  it('asks back about a time that it does not understand', async () => {
    const command = commandFor('audit.show');
    const reply = await command.run({
      intent: { intent: 'audit.show', slots: { since: 'the flood' }, confidence: 1 },
      actor: IRIS,
      conversationId: 'c',
      correlationId: 'c',
      tenant: ports(new FakeDefender()),
      clock: { now: () => now },
      responses: notThere<ResponseService>('responses'),
      signInLedger: fakeLedger(),
    });
    assert.match(notice(reply).headline, /"the flood" is not a time/);
  });
});
