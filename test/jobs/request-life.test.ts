/**
 * Every legal and every illegal move, through the real service, jobs and database: each deed in each state, and then
 * long random walks against what must hold whatever people, jobs and Defender do.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RequestState, ResponseRequest } from '../../src/domain/approvals/request.ts';
import { LIVE_STATES, MOVES, STATES, isFinal, move } from '../../src/domain/approvals/state-machine.ts';
import type { Outcome, Refusal } from '../../src/domain/approvals/service.ts';
import type { MachineActionStatus } from '../../src/domain/tenant/device.ts';
import { execute } from '../../src/jobs/execute.ts';
import { expire } from '../../src/jobs/expire.ts';
import { takeBack } from '../../src/jobs/take-back.ts';
import { track } from '../../src/jobs/track.ts';
import { verify } from '../../src/jobs/verify.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, startHarness } from './harness.ts';

const MINUTE = 60_000;
const LIFE = 30 * MINUTE;
/** A call whose fate is not known is not sent again at once. */
const TIMINGS = { timings: { settle: MINUTE } };

/** What a deed leads to: another state, a refusal by its code, or nothing at all. */
type Result = RequestState | `refused: ${string}` | 'nothing' | 'another request' | 'proved';

interface Deed {
  /** In states that are not named it leads to `otherwise`. */
  readonly leads: Readonly<Partial<Record<RequestState, Result>>>;
  readonly otherwise: Result;
  run(harness: Harness, id: string): Promise<unknown>;
}

const DECIDED = { expired: 'refused: expired' } as const;

const DEEDS: Readonly<Record<string, Deed>> = {
  'approving it': {
    leads: { ...DECIDED, requested: 'approved' },
    otherwise: 'refused: alreadyDecided',
    run: ({ service }, id) => service.decide(id, TOMAS, 'approve', null, 'c'),
  },
  'denying it': {
    leads: { ...DECIDED, requested: 'denied' },
    otherwise: 'refused: alreadyDecided',
    run: ({ service }, id) => service.decide(id, MAYA, 'deny', 'no', 'c'),
  },
  'approving what one asked for': {
    leads: { ...DECIDED, requested: 'refused: ownRequest' },
    otherwise: 'refused: alreadyDecided',
    run: ({ service }, id) => service.decide(id, IRIS, 'approve', null, 'c'),
  },
  'approving it without the role': {
    leads: { ...DECIDED, requested: 'refused: notInRole' },
    otherwise: 'refused: alreadyDecided',
    run: ({ service }, id) => service.decide(id, EVE, 'approve', null, 'c'),
  },
  'cancelling it': {
    leads: { ...DECIDED, requested: 'cancelled' },
    otherwise: 'refused: alreadyDecided',
    run: ({ service }, id) => service.cancel(id, IRIS, 'c'),
  },
  'cancelling what somebody else asked for': {
    leads: {},
    otherwise: 'refused: notInRole',
    run: ({ service }, id) => service.cancel(id, TOMAS, 'c'),
  },
  'undoing it': {
    leads: { succeeded: 'another request' },
    otherwise: 'refused: notReversible',
    run: ({ service }, id) => service.undo(id, IRIS, 'conversation', 'c'),
  },
  'letting it hold for longer': {
    leads: {},
    otherwise: 'refused: notReversible',
    run: ({ service }, id) => service.renew(id, MAYA, 'c'),
  },
  'having handed over what it yields': {
    leads: {},
    otherwise: 'refused: notReversible',
    run: ({ service }, id) => service.handOver(id, IRIS, () => true, 'c'),
  },
  'the job that carries it out': {
    leads: { approved: 'submitted' },
    otherwise: 'nothing',
    run: (harness, id) => execute(id, harness.workflow()),
  },
  'the job that follows it': {
    leads: { submitted: 'succeeded' },
    otherwise: 'nothing',
    run: (harness, id) => track(id, harness.workflow()),
  },
  'the job that proves it': {
    leads: { succeeded: 'proved' },
    otherwise: 'nothing',
    run: (harness, id) => verify(id, harness.workflow()),
  },
  'the job that lets it expire, before its time': {
    leads: {},
    otherwise: 'nothing',
    run: (harness, id) => expire(id, harness.workflow()),
  },
  'the job that takes it back': {
    leads: {},
    otherwise: 'nothing',
    run: (harness, id) => takeBack(id, harness.workflow()),
  },
};

const ENDS: Readonly<Partial<Record<RequestState, MachineActionStatus>>> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  timedOut: 'TimeOut',
  unknown: 'unknown',
};

let made = 0;

/** A request on a device of its own, brought into a state as it comes about. */
async function reach(harness: Harness, state: RequestState): Promise<string> {
  const { service, defender } = harness;
  defender.actions = [];
  defender.faults.length = 0;
  defender.endsAs = ENDS[state] ?? 'Succeeded';
  // What the service takes in a minute is there again.
  harness.clock.offsetMs += MINUTE;
  made += 1;
  const target = { kind: 'device', id: `machine-${made}`, name: `PC-${made}`, aadDeviceId: null } as const;
  const asked = await harness.ask({ target });
  assert.ok(asked.ok);
  const { id } = asked.request;
  if (state === 'requested') return id;
  if (state === 'denied') await service.decide(id, TOMAS, 'deny', null, 'c');
  else if (state === 'cancelled') await service.cancel(id, IRIS, 'c');
  else if (state === 'expired') {
    harness.clock.offsetMs += LIFE + 1000;
    await expire(id, harness.workflow());
  } else await service.decide(id, TOMAS, 'approve', null, 'c');
  if (state === 'executing') {
    defender.faults.push({
      call: 'isolate',
      error: upstreamError('upstream_timeout', { mayHaveArrived: true }),
    });
  }
  if (['executing', 'submitted', ...Object.keys(ENDS)].includes(state)) await execute(id, harness.workflow());
  if (ENDS[state] !== undefined) await track(id, harness.workflow());
  defender.endsAs = 'Succeeded';
  return id;
}

async function stateOf(harness: Harness, id: string): Promise<ResponseRequest> {
  const request = await harness.service.find(id);
  assert.ok(request !== null);
  return request;
}

describe('each deed in each state', function () {
  let database: Database;
  let harness: Harness;
  before(async () => {
    database = await testDatabase();
    harness = await startHarness(database, TIMINGS);
  });
  after(async () => {
    await harness.stop();
    await database.close();
  });

  for (const state of STATES) {
    for (const [name, deed] of Object.entries(DEEDS)) {
      const leads = deed.leads[state] ?? deed.otherwise;
      it(`${name}: what is ${state} ${leads in ENDS || STATES.includes(leads as RequestState) ? 'becomes' : 'meets'} ${leads}`, async () => {
        const id = await reach(harness, state);
        const before = await stateOf(harness, id);
        assert.equal(before.state, state);
        const sent = harness.defender.sent.length;
        const rows = (await harness.service.audit({ limit: 1000 })).length;
        const outcome = await deed.run(harness, id);
        const after = await stateOf(harness, id);
        const audited = (await harness.service.audit({ limit: 1000 })).length - rows;
        if (leads.startsWith('refused: ')) {
          const { ok, code } = outcome as Refusal;
          assert.deepEqual([ok, `refused: ${code}`], [false, leads]);
          assert.deepEqual(after, before);
        } else if (leads === 'nothing') {
          assert.deepEqual(after, before);
          assert.equal(audited, 0);
        } else if (leads === 'another request') {
          const another = outcome as Outcome;
          assert.ok(another.ok);
          assert.equal(another.request.undoes, id);
          assert.deepEqual(after, before);
        } else if (leads === 'proved') {
          assert.deepEqual([after.state, after.verification.verified], [state, 'yes']);
        } else {
          assert.equal(after.state, leads);
          assert.ok(audited > 0);
        }
        // One call leaves, and only for what was approved.
        assert.equal(harness.defender.sent.length - sent, leads === 'submitted' ? 1 : 0);
      });
    }
  }

  it('says on the record who was refused what', async () => {
    const id = await reach(harness, 'denied');
    await harness.service.decide(id, TOMAS, 'approve', null, 'c');
    const [entry] = await harness.service.audit({ target: id, limit: 1 });
    assert.deepEqual(
      [entry?.event, entry?.actorId, entry?.details['code']],
      ['decision.refused', TOMAS.id, 'alreadyDecided'],
    );
  });
});

/** Every state that legal moves lead to. */
function reachable(from: RequestState): ReadonlySet<RequestState> {
  const found = new Set([from]);
  for (const state of found) {
    for (const by of MOVES) {
      const next = move(state, by);
      if (next.ok) found.add(next.state);
    }
  }
  return found;
}

const STEPS = [
  ...Object.keys(DEEDS),
  'a minute passes',
  'half an hour passes',
  'Defender loses the next call',
  'Defender takes the next call and says nothing',
  'Defender refuses the next call',
  'the list cannot be read',
  'the job that lets it expire',
] as const;

/** What leads far into a request's life comes more often than what ends it early. */
const WEIGHTED: readonly (typeof STEPS)[number][] = [
  ...STEPS,
  ...Array.from({ length: 4 }, () => 'approving it'),
  ...Array.from({ length: 8 }, () => 'the job that carries it out'),
  ...Array.from({ length: 4 }, () => 'the job that follows it'),
  ...Array.from({ length: 6 }, () => 'a minute passes' as const),
  ...Array.from({ length: 6 }, () => 'Defender takes the next call and says nothing' as const),
];

describe('whatever happens in whatever order', () => {
  it('a request only moves forward, is carried out at most once and only when approved, and stays on the record', async function () {
    this.timeout(240_000);
    const database = await testDatabase();
    const harness = await startHarness(database, TIMINGS);
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...WEIGHTED), { maxLength: 30, size: 'max' }),
          async (steps) => {
            const id = await reach(harness, 'requested');
            let last = await stateOf(harness, id);
            for (const step of steps) {
              await take(harness, step, id);
              const now = await stateOf(harness, id);
              assert.ok(reachable(last.state).has(now.state), `${last.state} → ${now.state} by ${step}`);
              if (isFinal(last.state)) assert.equal(now.state, last.state);
              assert.deepEqual(now.decisions.slice(0, last.decisions.length), last.decisions);
              assert.ok(now.version >= last.version);
              const ours = harness.defender.sent.filter(({ requestorComment }) =>
                requestorComment?.startsWith(`[${id}] `),
              );
              const approved = now.decisions.some(({ verdict }) => verdict === 'approve');
              assert.ok(ours.length <= (approved ? 1 : 0), `${ours.length} calls, ${step}`);
              // Nobody else acts on the device: what runs there is ours, and known as such.
              assert.equal(now.execution.adopted, false, step);
              assert.ok(!now.decisions.some(({ actor }) => actor.id === IRIS.id || actor.id === EVE.id));
              last = now;
            }
            const events = (await harness.service.audit({ target: id, limit: 200 })).map(
              ({ event }) => event,
            );
            assert.equal(events.at(-1), 'request.created');
            if (last.state !== 'requested' && !LIVE_STATES.includes(last.state)) {
              assert.ok(
                events.some((event) => event.endsWith(`.${last.state}`) || event === 'execution.lost'),
              );
            }
          },
        ),
        { numRuns: 60 },
      );
      assert.deepEqual((await verifyAudit(database.kysely)).ok, true);
    } finally {
      await harness.stop();
      await database.close();
    }
  });
});

async function take(harness: Harness, step: (typeof STEPS)[number], id: string): Promise<void> {
  const { defender, clock } = harness;
  const deed = DEEDS[step];
  if (deed !== undefined) {
    await deed.run(harness, id);
    return;
  }
  const lost = upstreamError('upstream_timeout', { mayHaveArrived: true });
  switch (step) {
    case 'a minute passes':
      clock.offsetMs += MINUTE;
      return;
    case 'half an hour passes':
      clock.offsetMs += LIFE;
      return;
    case 'Defender loses the next call':
      defender.faults.push({ call: 'isolate', error: lost });
      return;
    case 'Defender takes the next call and says nothing':
      defender.faults.push({ call: 'isolate', error: lost, act: true });
      return;
    case 'Defender refuses the next call':
      defender.faults.push({ call: 'isolate', error: upstreamError('upstream_rejected', { status: 400 }) });
      return;
    case 'the list cannot be read':
      defender.faults.push({ call: 'machineActions', error: upstreamError('upstream_unreachable') });
      return;
    default:
      await expire(id, harness.workflow());
  }
}
