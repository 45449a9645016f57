/** What every database must do alike: run on PGlite and on PostgreSQL. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createConversationStore } from '../../src/storage/conversation-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createResponseStore } from '../../src/storage/response-store.ts';
import { letTimePass } from './card-copy-suite.ts';
import { AT, decision, sampleRequest } from '../domain/approvals/sample-request.ts';

export function stored(id: string, over: Partial<StoredRequest['request']> = {}): StoredRequest {
  return {
    request: sampleRequest({
      id,
      target: { kind: 'device', id: randomUUID(), name: "O'Brien’s *PC*", aadDeviceId: 'aad' },
      ...over,
    }),
    book: {
      correlationId: 'correlation',
      protection: { tags: ['Tier0'], deviceValue: 'High', groups: ['g'] },
      leaseOwner: null,
      leaseUntil: null,
      sendStartedAt: null,
      sends: 0,
      lookAgainAt: null,
      binding: null,
      reissues: 0,
    },
  };
}

export function describeStores(name: string, open: () => Database): void {
  const now = new Date(AT);
  const clock = { now: () => now };
  const store = (): ReturnType<typeof createResponseStore> =>
    createResponseStore(open().kysely, { clock, enqueue: () => Promise.resolve() });
  const id = (): string => `R-${randomUUID().slice(0, 5)}`;

  describe(`the states that a request enters, on ${name}`, () => {
    const counting = () => {
      const entered: string[] = [];
      const own = createResponseStore(open().kysely, {
        clock,
        enqueue: () => Promise.resolve(),
        entered: (action, state) => entered.push(`${action} ${state}`),
      });
      return { own, entered };
    };
    const but = (whole: StoredRequest, over: Partial<StoredRequest['request']>): StoredRequest => ({
      ...whole,
      request: { ...whole.request, ...over },
    });

    it('are told once each, after the commit, whoever read the request', async () => {
      const { own, entered } = counting();
      const made = stored(id());
      await own.transaction(async (tx) => {
        await tx.insert(made);
        assert.deepEqual(entered, []);
      });
      const read = await store().find(made.request.id);
      assert.ok(read !== null);
      const approved = await own.transaction((tx) => tx.save(but(read, { state: 'approved' })));
      // A change that is no move, then two moves in one transaction: where it stands at the end counts.
      const noted = await own.transaction((tx) => tx.save(but(approved, { reason: 'more' })));
      await own.transaction(async (tx) => {
        const begun = await tx.save(but(noted, { state: 'executing' }));
        await tx.save(but(begun, { state: 'failed' }));
      });
      assert.deepEqual(entered, ['isolate requested', 'isolate approved', 'isolate failed']);
    });

    it('are not told of what was taken back, nor of drills', async () => {
      const { own, entered } = counting();
      const made = stored(id());
      await assert.rejects(
        own.transaction(async (tx) => {
          await tx.insert(made);
          throw new Error('given up');
        }),
      );
      const drill = stored(id(), { drill: true });
      await own.transaction((tx) => tx.insert(drill));
      await own.transaction((tx) => tx.save(but(drill, { state: 'approved' })));
      await own.transaction((tx) => tx.insert(made));
      await assert.rejects(
        own.transaction((tx) => tx.save(but(made, { state: 'denied', version: 7 }))),
        {
          code: 'storage_conflict',
        },
      );
      assert.deepEqual(entered, ['isolate requested']);
    });
  });

  describe(`the cards of a request that changes, on ${name}`, () => {
    const changing = () => {
      const jobs: string[] = [];
      const told: string[] = [];
      const own = createResponseStore(open().kysely, {
        clock,
        enqueue: (_trx, queue, key, delayMs) => {
          jobs.push(`${queue} ${key} ${delayMs}`);
          return Promise.resolve();
        },
        cardsChanged: (ids) => told.push(...ids),
      });
      return { own, jobs, told };
    };
    const withCard = async (requestId: string) => {
      const copies = createCardCopyStore(open().kysely, clock);
      const claim = await copies.claimPost({ requestId, conversationId: `c:${requestId}`, purpose: 'first' });
      assert.ok(claim !== null);
      const copy = await copies.posted(claim, 'm1', 'v1');
      return { copies, copy };
    };

    it('are marked with the change, and need no job', async () => {
      const { own, jobs, told } = changing();
      const requestId = id();
      const { copies, copy } = await withCard(requestId);
      await copies.updated(copy, 'v1');
      await own.transaction(async (tx) => {
        await tx.enqueue('publish', requestId, 0);
        assert.deepEqual(told, []);
      });
      assert.deepEqual(jobs, []);
      assert.deepEqual(told, [requestId]);
      assert.deepEqual(await copies.peek(copy), { shown: 'v1', settled: false });
      assert.ok(!(await copies.overdue()).includes(requestId), 'whoever changed it comes first');
      await letTimePass(open());
      assert.ok((await copies.overdue()).includes(requestId), 'and then anybody');
      const claim = await copies.claimUpdate(copy);
      assert.ok(typeof claim === 'object');
      assert.equal(await copies.updated(claim, 'v2'), false);
      assert.deepEqual(await copies.peek(copy), { shown: 'v2', settled: true });
    });

    it('are looked at again by whoever is at them', async () => {
      const { own } = changing();
      const requestId = id();
      const { copies, copy } = await withCard(requestId);
      await own.transaction((tx) => tx.enqueue('publish', requestId, 0));
      assert.equal(await copies.updated(copy, 'v1'), true);
    });

    it('are posted by a job where there are none', async () => {
      const { own, jobs, told } = changing();
      const requestId = id();
      await own.transaction((tx) => tx.enqueue('publish', requestId, 0));
      assert.deepEqual(jobs, [`publish ${requestId} 0`]);
      assert.deepEqual(told, []);
    });

    it('wait where the last word says so', async () => {
      const { own, jobs, told } = changing();
      const requestId = id();
      const { copies, copy } = await withCard(requestId);
      await copies.updated(copy, 'v1');
      await own.transaction(async (tx) => {
        await tx.enqueue('publish', requestId, 0);
        await tx.enqueue('publish', requestId, 120_000);
      });
      assert.deepEqual(jobs, [`publish ${requestId} 120000`]);
      assert.deepEqual(told, []);
      assert.deepEqual(await copies.peek(copy), { shown: 'v1', settled: true });
    });

    it('stay as they are when the change is taken back', async () => {
      const { own, told } = changing();
      const requestId = id();
      const { copies, copy } = await withCard(requestId);
      await copies.updated(copy, 'v1');
      const failing = own.transaction(async (tx) => {
        await tx.enqueue('publish', requestId, 0);
        throw new Error('taken back');
      });
      await assert.rejects(failing, /taken back/);
      assert.deepEqual(told, []);
      assert.deepEqual(await copies.peek(copy), { shown: 'v1', settled: true });
    });
  });

  describe(`the response store on ${name}`, () => {
    it('reads a request and its votes as of one moment, also under the lock', async () => {
      const own = store();
      const { request, book } = stored(id());
      await own.transaction((tx) => tx.insert({ request, book }));
      const votes = Array.from({ length: 30 }, (_, index) => decision(`person-${index}`));
      let over = false;
      const reading = Promise.all(
        [0, 1].map(async (reader) => {
          const torn: string[] = [];
          while (!over) {
            const read =
              reader === 0 ? await own.find(request.id) : await own.transaction((tx) => tx.find(request.id));
            if (read?.request.decisions.length !== (read?.request.version ?? 0) - 1) {
              torn.push(
                `${read?.request.decisions.length ?? 0} votes in version ${read?.request.version ?? 0}`,
              );
            }
          }
          return torn;
        }),
      );
      for (let version = 1; version <= votes.length; version += 1) {
        await own.transaction(async (tx) => {
          const current = await tx.find(request.id);
          assert.ok(current !== null);
          const decisions = votes.slice(0, version);
          await tx.save({ ...current, request: { ...current.request, decisions } });
        });
      }
      over = true;
      assert.deepEqual((await reading).flat(), []);
    });

    it('gives back what it was given', async () => {
      const full = stored(id(), {
        state: 'succeeded',
        askedAgain: true,
        eachOf: [
          { id: 'ops', name: "O'Brien’s *team*" },
          { id: 'owners', name: null },
        ],
        decisions: [
          { ...decision('tomas'), standing: { groups: ['ops'], role: true } },
          decision('maya', 'deny'),
        ],
        execution: {
          upstreamId: 'a',
          upstreamStatus: 'Succeeded',
          startedAt: AT,
          submittedAt: AT,
          endedAt: AT,
          adopted: true,
          problem: 'p',
        },
        verification: { verified: 'yes', evidence: 'e', at: AT },
      });
      const written = {
        ...full,
        book: {
          ...full.book,
          leaseOwner: 'me',
          leaseUntil: now,
          sendStartedAt: now,
          sends: 2,
          lookAgainAt: now,
        },
      };
      await store().transaction(async (tx) => {
        assert.deepEqual(await tx.insert({ ...written, request: { ...written.request, decisions: [] } }), {
          kind: 'inserted',
        });
        await tx.save(written);
      });
      const read = await store().find(full.request.id);
      assert.deepEqual(read, { ...written, request: { ...written.request, version: 2 } });
      await store().breakLeases('all');
      assert.equal((await store().find(full.request.id))?.book.leaseOwner, null);
    });

    it('takes no approval that does not say for which group it counts where that matters', async () => {
      const whole = stored(id(), { eachOf: [{ id: 'ops', name: null }] });
      await store().transaction((tx) => tx.insert(whole));
      const voted = { ...whole, request: { ...whole.request, decisions: [decision('tomas')] } };
      await assert.rejects(store().transaction((tx) => tx.save(voted)));
      assert.deepEqual((await store().find(whole.request.id))?.request.decisions, []);
    });

    it('knows a taken id from an open request for the same', async () => {
      const first = stored(id());
      await store().transaction((tx) => tx.insert(first));
      const taken = await store().transaction((tx) => tx.insert(stored(first.request.id)));
      assert.equal(taken.kind, 'idTaken');
      const again = stored(id(), { target: first.request.target });
      const duplicate = await store().transaction((tx) => tx.insert(again));
      assert.equal(duplicate.kind === 'duplicate' && duplicate.of.id, first.request.id);
      await store().transaction((tx) =>
        tx.save({ ...first, request: { ...first.request, state: 'denied' } }),
      );
      assert.equal((await store().transaction((tx) => tx.insert(again))).kind, 'inserted');
    });

    it('refuses to write over somebody else’s change', async () => {
      const one = stored(id());
      await store().transaction((tx) => tx.insert(one));
      await store().transaction((tx) => tx.save(one));
      await assert.rejects(
        store().transaction((tx) => tx.save(one)),
        { code: 'storage_conflict' },
      );
    });

    it('keeps all of a transaction or none of it', async () => {
      const one = stored(id());
      await assert.rejects(
        store().transaction(async (tx) => {
          await tx.insert(one);
          await tx.audit({
            event: 'request.created',
            actor: null,
            requestId: null,
            target: null,
            details: {},
          });
          throw new Error('no');
        }),
        /no/,
      );
      assert.equal(await store().find(one.request.id), null);
      assert.equal((await verifyAudit(open().kysely)).ok, true);
    });

    it('keeps what holds a request back', async () => {
      const heldBack = { kind: 'freeze', until: AT, since: null } as const;
      const one = stored(id(), { heldBack });
      await store().transaction((tx) => tx.insert(one));
      assert.deepEqual((await store().find(one.request.id))?.request.heldBack, heldBack);
    });

    it('has one stop switch, not pulled at first', async () => {
      const before = await store().stopSwitch();
      assert.deepEqual(before, { pulled: false, by: null, reason: null, at: null });
      const pulled = { pulled: true, by: { id: 'iris', name: 'Iris\u0000 Ek' }, reason: "O'Brien", at: AT };
      await store().transaction(async (tx) => {
        assert.deepEqual(await tx.stopSwitch('change'), before);
        await tx.setStopSwitch(pulled);
        assert.equal((await tx.stopSwitch('read')).pulled, true);
      });
      assert.deepEqual(await store().stopSwitch(), { ...pulled, by: { id: 'iris', name: 'Iris Ek' } });
      await store().transaction((tx) => tx.setStopSwitch(before));
      assert.deepEqual(await store().stopSwitch(), before);
    });

    it('keeps a drill apart from the real action on the same target', async () => {
      const real = stored(id());
      const drill = stored(id(), { target: real.request.target, drill: true });
      const insert = (one: StoredRequest) => store().transaction((tx) => tx.insert(one));
      assert.deepEqual(await insert(drill), { kind: 'inserted' });
      assert.deepEqual(await insert(real), { kind: 'inserted' });
      const second = await insert({ ...drill, request: { ...drill.request, id: id() } });
      assert.equal(second.kind === 'duplicate' && second.of.id, drill.request.id);
      assert.deepEqual((await store().find(drill.request.id))?.request, drill.request);
      // A version that knows no drills finds an action that it does not know, and can send nothing.
      const row = await open()
        .kysely.selectFrom('drawbridge.requests')
        .select('action')
        .where('id', '=', drill.request.id)
        .executeTakeFirstOrThrow();
      assert.equal(row.action, 'drill:isolate');
    });

    it('counts neither drills, nor what another request covers, nor a question asked anew by the workflow', async () => {
      const person = randomUUID();
      const requester = { id: person, name: 'P' };
      const taken = { ...stored(id()).request.execution, startedAt: AT };
      const add = (over: Parameters<typeof stored>[1]) =>
        store().transaction((tx) => tx.insert(stored(id(), { requester, execution: taken, ...over })));
      await add({});
      await add({ drill: true });
      await add({ coveredBy: 'R-22222' });
      await add({ supersedes: 'R-22222' });
      await add({ supersededBy: 'R-22222' });
      await add({ supersedes: 'R-22222', askedAgain: true });
      // Sent, and asked for again by somebody.
      await add({ supersededBy: 'R-22222', execution: { ...taken, submittedAt: AT } });
      const since = new Date(Date.parse(AT) - 1);
      const [recent, takenUp] = await store().transaction(async (tx) => {
        await tx.lockCounts();
        return [await tx.recent(since, 'isolate', person), await tx.takenUp(since, 'isolate', person)];
      });
      assert.deepEqual([recent.ofPerson, takenUp.ofPerson], [4, 4]);
    });

    it('lists by state, newest first, and counts the last hour', async () => {
      const person = randomUUID();
      const action = `act-${person}`;
      const at = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
      const requester = { id: person, name: 'P' };
      const make = (minutes: number): StoredRequest =>
        stored(id(), { createdAt: at(minutes), requester, action, state: 'timedOut' });
      const [old, middle, young] = [make(90), make(30), make(1)];
      for (const one of [middle, old, young]) await store().transaction((tx) => tx.insert(one));
      const listed = (await store().inStates(['timedOut'], 2)).map((one) => one.request.id);
      assert.deepEqual(listed, [young.request.id, middle.request.id]);
      const recent = await store().transaction((tx) =>
        tx.recent(new Date(now.getTime() - 3_600_000), action, person),
      );
      assert.equal(recent.ofAction, 2);
      assert.equal(recent.ofPerson, 2);
      assert.ok(recent.ofAll >= 2);
    });

    it('keeps the record whole under many writers', async () => {
      await Promise.all(
        Array.from({ length: 30 }, () =>
          store().transaction((tx) =>
            tx.audit({ event: 'request.created', actor: null, requestId: null, target: null, details: {} }),
          ),
        ),
      );
      assert.equal((await verifyAudit(open().kysely)).ok, true);
    });
  });

  describe(`the conversation store on ${name}`, () => {
    it('remembers conversations, and forgets them', async () => {
      const conversations = createConversationStore(open().kysely, clock);
      const one = { id: randomUUID(), tenantId: 't', reference: '{"a":1}', personId: 'p' };
      await conversations.save(one);
      await conversations.save({ ...one, reference: '{"a":2}' });
      assert.deepEqual(await conversations.find(one.id), { ...one, reference: '{"a":2}' });
      const channel = { ...one, id: randomUUID(), personId: null };
      await conversations.save(channel);
      const personal = (await conversations.personal(50)).map((conversation) => conversation.id);
      assert.ok(personal.includes(one.id) && !personal.includes(channel.id));
      await conversations.remember(one.id, 'p', { device: 'FIN-LT-042' });
      await conversations.forget(one.id);
      assert.equal(await conversations.find(one.id), null);
      assert.deepEqual(await conversations.context(one.id, 'p'), {});
    });

    it('remembers what was spoken of, by conversation and person, for a day', async () => {
      let at = now;
      const conversations = createConversationStore(open().kysely, { now: () => at });
      const conversation = randomUUID();
      await conversations.remember(conversation, 'p', { device: 'A' });
      await conversations.remember(conversation, 'p', { device: 'B', user: 'U' });
      assert.deepEqual(await conversations.context(conversation, 'p'), { device: 'B', user: 'U' });
      assert.deepEqual(await conversations.context(conversation, 'q'), {});
      at = new Date(now.getTime() + 25 * 3_600_000);
      assert.deepEqual(await conversations.context(conversation, 'p'), {});
    });

    it('knows a delivery that it saw, however many come at once', async () => {
      const conversations = createConversationStore(open().kysely, clock);
      const conversation = randomUUID();
      const first = await Promise.all(
        Array.from({ length: 5 }, () => conversations.firstDelivery(conversation, 'activity')),
      );
      assert.equal(first.filter(Boolean).length, 1);
      assert.equal(await conversations.firstDelivery(conversation, 'other'), true);
    });
  });
}
