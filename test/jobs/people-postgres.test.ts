/** What is said once must be said once by two processes on one real PostgreSQL, at the same moment. */
import assert from 'node:assert/strict';
import { createPeopleCaller } from '../../src/bot/call-people.ts';
import type { CallPeopleDeps } from '../../src/bot/call-people.ts';
import { requestCard } from '../../src/cards/request-card.ts';
import { requestNote } from '../../src/cards/request-note.ts';
import type { Actor } from '../../src/domain/approvals/request.ts';
import { escalate } from '../../src/jobs/escalate.ts';
import { tell } from '../../src/jobs/tell.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createConversationStore } from '../../src/storage/conversation-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { PostgresServer } from '../storage/postgres-server.ts';
import { startPostgres } from '../storage/postgres-server.ts';
import { ManualTimers } from '../fakes/manual-timers.ts';
import { notThere } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';
import { silentLog, silentMetrics } from './silent.ts';

const MINUTE = 60_000;
const RACING = [0, 1, 2, 3, 4, 5];

describe('calling people from two processes at once', function () {
  this.timeout(120_000);
  let server: PostgresServer;
  const databases: Database[] = [];
  const replicas: Harness[] = [];
  /** What reached Teams: where, and the line that people are notified with. */
  const posted: string[] = [];

  before(async function () {
    const started = await startPostgres();
    if ('missing' in started) {
      process.stderr.write(`\nPostgreSQL could not be started, its tests are skipped: ${started.missing}\n`);
      this.skip();
    }
    server = started;
    const databaseUrl = await server.newDatabase();
    const policy = rolesPolicy({
      approvals: { channel: null, escalateAfterMinutes: 10, breakGlass: [] },
      oncall: { rota: [MAYA.id, TOMAS.id], shifts: null },
    });
    for (const one of [await openDatabase({ databaseUrl }), await openDatabase({ databaseUrl })]) {
      databases.push(one);
      replicas.push(await startHarness(one, { policy }));
    }
    for (const person of [MAYA, TOMAS, IRIS]) await install(person);
  });
  after(async () => {
    for (const replica of replicas) await replica.stop();
    for (const database of databases) await database.close();
    await (server as PostgresServer | undefined)?.stop();
  });

  function install(person: Actor): Promise<void> {
    const reference = {
      channelId: 'msteams',
      serviceUrl: 'http://127.0.0.1:1',
      bot: { id: 'bot', name: 'Drawbridge' },
      user: { id: `29:${person.id}`, name: person.name },
      conversation: {
        id: `a:${person.name}`,
        conversationType: 'personal',
        isGroup: false,
        tenantId: 't',
        name: '',
      },
    };
    const store = createConversationStore(databases[0]!.kysely, { now: () => new Date() });
    const id = reference.conversation.id;
    return store.save({ id, tenantId: 't', reference: JSON.stringify(reference), personId: person.id });
  }

  function calling(n: number): Parameters<typeof escalate>[1] {
    const [database, replica] = [databases[n % 2]!, replicas[n % 2]!];
    const deps: CallPeopleDeps = {
      responses: replica.service,
      conversations: createConversationStore(database.kysely, replica.clock),
      copies: createCardCopyStore(database.kysely, replica.clock),
      cards: {
        ...notThere<CallPeopleDeps['cards']>('cards'),
        request: requestCard,
        note: requestNote,
      },
      outbox: {
        ...notThere<CallPeopleDeps['outbox']>('outbox'),
        postOnce(reference, { summary }) {
          posted.push(`${reference.conversation?.id ?? ''}: ${summary}`);
          return Promise.resolve({ kind: 'sent', activityId: String(posted.length) });
        },
        update: (_reference, activityId) => Promise.resolve({ kind: 'sent', activityId }),
      },
      clock: replica.clock,
      timers: new ManualTimers(),
      log: silentLog,
      metrics: silentMetrics,
      newId: () => 'c',
      approvalsChannel: null,
    };
    return { ...replica.workflow(), caller: createPeopleCaller(deps) };
  }

  it('calls each person once, writes it once, and tells the requester once', async () => {
    const asked = await replicas[0]!.ask();
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    const { id } = asked.request;
    for (const { clock } of replicas) clock.offsetMs = 10 * MINUTE;
    await Promise.all(RACING.map((n) => escalate(id, calling(n))));
    const summary = `⏳ ${id} Isolate FIN-LT-042 (full): waiting for approval (0 of 1)`;
    assert.deepEqual([...posted].sort(), [`a:Maya Roy: ${summary}`, `a:Tomas Ng: ${summary}`]);

    posted.length = 0;
    assert.ok((await replicas[1]!.service.decide(id, TOMAS, 'deny', 'no', 'c')).ok);
    await Promise.all(RACING.map((n) => tell(id, calling(n))));
    assert.equal(posted.length, 1);
    assert.match(posted[0] ?? '', /^a:Iris Ek: .*denied, nothing was done/);
    const record = await replicas[0]!.service.audit({ target: id, limit: 50 });
    assert.equal(record.filter(({ event }) => event === 'request.escalated').length, 1);
  });
});
