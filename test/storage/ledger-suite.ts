// What every database must do alike with the sign-in ledger.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SignInLedger } from '../../src/domain/ports/sign-in-ledger.ts';
import type { SuccessfulSignIns } from '../../src/domain/ports/tenant.ts';
import { readSignIns } from '../../src/domain/questions/sign-in-reading.ts';
import type { NamedSignIn } from '../../src/domain/tenant/sign-in-ledger.ts';
import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';
import { createSignInLedger } from '../../src/storage/sign-in-ledger-store.ts';
import { ledgerSignIn } from '../fakes/ledger-sign-in.ts';
import { upstreamError } from '../fakes/tenant-ports.ts';

const NOW = Date.parse('2026-11-22T09:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK_AGO = new Date(NOW - 7 * DAY);
const DEVICE = '11111111-0000-4000-8000-000000000001';

/** A log of sign-ins that answers as the service does: in order, whole seconds, `most` at a time. */
function log(signIns: NamedSignIn[]) {
  const asked: SuccessfulSignIns[] = [];
  return {
    asked,
    signIns,
    directory: {
      successfulSignIns: (query: SuccessfulSignIns) => {
        asked.push(query);
        const from = Math.floor(query.from.getTime() / 1000) * 1000;
        const to = Math.ceil(query.to.getTime() / 1000) * 1000;
        const found = signIns
          .filter((one) => Date.parse(one.createdDateTime) >= from && Date.parse(one.createdDateTime) <= to)
          .sort((a, b) => a.createdDateTime.localeCompare(b.createdDateTime));
        if (query.order === 'newestFirst') found.reverse();
        return Promise.resolve({ signIns: found.slice(0, query.most), more: found.length >= query.most });
      },
    },
  };
}

export function describeLedger(name: string, open: () => Database): void {
  describe(`the sign-in ledger on ${name}`, () => {
    let now = NOW;
    let ledger: SignInLedger;
    let database: Database;
    const clock = { now: () => new Date(now) };

    beforeEach(async () => {
      now = NOW;
      database = open();
      await emptied();
      ledger = createSignInLedger(database.kysely, clock);
    });

    async function emptied(): Promise<void> {
      await sql`truncate drawbridge.sign_in_ledger, drawbridge.sign_in_results, drawbridge.sign_in_days,
      drawbridge.sign_in_seen`.execute(database.kysely);
      await sql`update drawbridge.sign_in_reading set read_from = null, read_to = null, owner = null,
      owned_until = null`.execute(database.kysely);
    }

    const reading = (of: ReturnType<typeof log>, owner = 'me') => ({
      ledger,
      directory: of.directory,
      clock,
      owner,
      background: true,
    });
    const at = (msAgo: number, over: Parameters<typeof ledgerSignIn>[1] = {}) =>
      ledgerSignIn(new Date(NOW - msAgo), { deviceId: DEVICE, ...over });
    const counted = async () => {
      const { entries } = await ledger.entriesOf([DEVICE], WEEK_AGO, 1_000);
      return entries.reduce((sum, entry) => sum + entry.count, 0);
    };
    const seen = async () =>
      (await database.kysely.selectFrom('drawbridge.sign_in_seen').select('id').execute()).length;

    it('is empty before anything was read', async () => {
      assert.equal(await ledger.coverage(), null);
      assert.deepEqual(await ledger.entriesOf([DEVICE], WEEK_AGO, 10), { entries: [], complete: true });
      assert.deepEqual(await ledger.entriesOf([], WEEK_AGO, 10), { entries: [], complete: true });
      assert.equal(await ledger.withoutDevice(WEEK_AGO), 0);
    });

    it('joins what is alike and keeps apart what a policy could tell apart', async () => {
      const results = [{ id: 'P1', displayName: 'x', result: 'notApplied', enforcedGrantControls: [] }];
      const of = log([
        at(3 * HOUR),
        at(2 * HOUR, { userName: 'New Name', appliedPolicies: results }),
        at(HOUR, { ip: '203.0.113.9' }),
        at(DAY + HOUR),
        at(HOUR, { deviceId: null }),
        at(HOUR, { deviceId: '22222222-0000-4000-8000-000000000002' }),
      ]);
      assert.equal(await readSignIns(reading(of), 5), 'done');
      const { entries } = await ledger.entriesOf([DEVICE], WEEK_AGO, 10);
      assert.deepEqual(
        entries.map(({ count, ip }) => ({ count, ip })),
        [
          { count: 3, ip: '198.51.100.10' },
          { count: 1, ip: '203.0.113.9' },
        ],
      );
      assert.deepEqual(entries[0]?.applied, [{ id: 'p1', result: 'notApplied' }], 'the newest results');
      assert.equal(entries[0].userName, 'New Name');
      assert.equal(entries[0].firstAt, new Date(NOW - DAY - HOUR).toISOString());
      assert.equal(entries[0].lastAt, new Date(NOW - 2 * HOUR).toISOString());
      assert.equal(entries[1]?.applied, null, 'left out by the service');
      assert.equal(await ledger.withoutDevice(WEEK_AGO), 1);
      assert.equal((await ledger.entriesOf([DEVICE], new Date(NOW - 90 * MINUTE), 10)).entries.length, 1);
      const one = await ledger.entriesOf([DEVICE], WEEK_AGO, 1);
      assert.deepEqual([one.entries.length, one.complete], [1, false]);
    });

    it('keeps what PostgreSQL would refuse or a screen could not hold', async () => {
      const of = log([at(HOUR, { userName: `a\u0000b${'x'.repeat(400)}`, appName: '\ud800' })]);
      await readSignIns(reading(of), 5);
      const [entry] = (await ledger.entriesOf([DEVICE], WEEK_AGO, 1)).entries;
      assert.equal(entry?.userName.length, 256);
      assert.equal(entry.appName, '\ufffd');
    });

    it('counts every sign-in once, however rounds, late records and pages overlap', async () => {
      // 2,500 sign-ins two seconds apart, some in the same second.
      const signIns = Array.from({ length: 2_500 }, (_, i) => at(10 * MINUTE + (i >> 1) * 2_000));
      const of = log(signIns);
      assert.equal(await readSignIns(reading(of), 1), 'behind');
      assert.equal(await readSignIns(reading(of), 1), 'behind', 'forward first, then no page is left');
      assert.equal(await readSignIns(reading(of), 50), 'done');
      assert.equal(await counted(), 2_500);
      // Late records: one of before the mark, one of since then.
      signIns.push(at(5 * MINUTE), at(-2 * MINUTE));
      now += 3 * MINUTE;
      assert.equal(await readSignIns(reading(of), 50), 'done');
      assert.equal(await readSignIns(reading(of), 50), 'done');
      assert.equal(await counted(), 2_502);
      assert.deepEqual(await ledger.coverage(), {
        from: new Date(now - 7 * DAY).toISOString(),
        to: new Date(now).toISOString(),
      });
      now += 2 * HOUR;
      await readSignIns(reading(of), 50);
      assert.equal(await seen(), 0, 'ids that cannot come again are forgotten');
    });

    it('goes on where a reader died, whichever page it was', async () => {
      const signIns = Array.from({ length: 2_300 }, (_, i) => at(i * 60_000));
      for (const failAt of [1, 2, 3]) {
        const of = log(signIns);
        let calls = 0;
        const dying = {
          ...reading(of),
          directory: {
            successfulSignIns: (query: SuccessfulSignIns) => {
              calls += 1;
              if (calls === failAt) return Promise.reject(upstreamError('upstream_throttled'));
              return of.directory.successfulSignIns(query);
            },
          },
        };
        await assert.rejects(readSignIns(dying, 50));
        assert.equal(await readSignIns(reading(of), 50), 'done');
        assert.equal(await counted(), 2_300);
        await emptied();
      }
    });

    it('gets past a second in which more happened than a page holds', async () => {
      const signIns = [
        ...Array.from({ length: 1_500 }, () => at(30 * MINUTE)),
        at(40 * MINUTE),
        at(20 * MINUTE),
      ];
      assert.equal(await readSignIns(reading(log(signIns)), 10), 'done');
      assert.equal(await counted(), 1_502);
      const flood = log([...Array.from({ length: 12_000 }, () => at(-10 * MINUTE)), at(-11 * MINUTE)]);
      now += 15 * MINUTE;
      assert.equal(await readSignIns(reading(flood), 10), 'done', 'never stands still');
    });

    it('is read by one at a time', async () => {
      const until = new Date(NOW + MINUTE);
      assert.equal(await ledger.claim('other', until), true);
      assert.equal(await readSignIns(reading(log([at(HOUR)])), 5), 'notMine');
      assert.equal(await ledger.record('me', { signIns: [at(HOUR)] }), false);
      assert.equal(await counted(), 0);
      now += 2 * MINUTE;
      assert.equal(await readSignIns(reading(log([at(HOUR)])), 5), 'done', 'whoever had it is gone');
      assert.equal(await ledger.claim('third', until), true, 'given back at the end');
    });

    it('counts nothing twice when several want to read at the same time', async () => {
      const of = log(Array.from({ length: 1_500 }, (_, i) => at(i * 30_000)));
      const ends = await Promise.all(['a', 'b', 'c'].map((owner) => readSignIns(reading(of, owner), 50)));
      assert.deepEqual(ends.toSorted(), ['done', 'notMine', 'notMine']);
      await Promise.all(['a', 'b', 'c'].map((owner) => readSignIns(reading(of, owner), 50)));
      assert.equal(await counted(), 1_500);
    });

    it('stops when somebody else took over meanwhile', async () => {
      const of = log(Array.from({ length: 2_000 }, (_, i) => at(i * 10_000)));
      const stolen = {
        ...reading(of),
        directory: {
          successfulSignIns: async (query: SuccessfulSignIns) => {
            now += 10 * MINUTE;
            await ledger.claim('thief', new Date(now + HOUR));
            return of.directory.successfulSignIns(query);
          },
        },
      };
      assert.equal(await readSignIns(stolen, 5), 'notMine');
      assert.equal(await counted(), 0);
    });

    it('keeps a week, and starts anew after a longer absence', async () => {
      const of = log([at(6 * DAY + 20 * HOUR), at(HOUR)]);
      await readSignIns(reading(of), 5);
      assert.equal(await counted(), 2);
      now += 2 * DAY;
      await readSignIns(reading(of), 5);
      assert.equal(await counted(), 1);
      assert.equal((await ledger.coverage())?.from, new Date(now - 7 * DAY).toISOString());
      now += 8 * DAY;
      of.signIns.push({ ...at(0), id: randomUUID(), createdDateTime: new Date(now - HOUR).toISOString() });
      await readSignIns(reading(of), 5);
      assert.equal(await counted(), 1);
      assert.equal((await ledger.coverage())?.to, new Date(now).toISOString());
      assert.equal(await ledger.withoutDevice(WEEK_AGO), 0);
    });
  });
}
