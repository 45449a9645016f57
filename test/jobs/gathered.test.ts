import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { Gathered } from '../../src/jobs/gathered.ts';

/** Answers come when the test lets them. */
class Upstream {
  version = 0;
  readonly readings: (readonly string[])[] = [];
  readonly alone: string[] = [];
  #open: { ids: readonly string[]; begun: number; reading: PromiseWithResolvers<Told> } | null = null;

  together(ids: readonly string[]): Promise<Told> {
    assert.equal(this.#open, null, 'one reading after the other');
    const reading = Promise.withResolvers<Told>();
    this.#open = { ids, begun: this.version, reading };
    this.readings.push(ids);
    return reading.promise;
  }

  read(id: string): Promise<string> {
    this.alone.push(id);
    return Promise.resolve(valueOf(id, this.version));
  }

  /** The open reading tells of so many of those who are in it, as things were when it began; null = it fails. */
  answer(most: number | null): boolean {
    if (this.#open === null) return false;
    const { ids, begun, reading } = this.#open;
    this.#open = null;
    if (most === null) reading.reject(new Error('no answer'));
    else reading.resolve(new Map(ids.slice(0, most).map((id) => [id, valueOf(id, begun)])));
    return true;
  }
}

type Told = ReadonlyMap<string, string>;

const valueOf = (id: string, version: number): string => `${id}@${version}`;

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

describe('questions that are gathered', () => {
  it('go out by themselves where nobody else asks, and at once', async () => {
    const upstream = new Upstream();
    const gathered = new Gathered(3, (ids) => upstream.together(ids));
    assert.equal(await gathered.ask('a', () => upstream.read('a')), 'a@0');
    assert.deepEqual([upstream.readings, upstream.alone], [[], ['a']]);
  });

  it('wait for the next reading while one is on its way, and then go together', async () => {
    const upstream = new Upstream();
    const gathered = new Gathered(3, (ids) => upstream.together(ids));
    const ask = (id: string) => gathered.ask(id, () => upstream.read(id));
    const first = ['a', 'b'].map(ask);
    await settle();
    const later = ['a', 'c', 'd', 'e', 'a'].map(ask);
    upstream.version = 1;
    upstream.answer(3);
    assert.deepEqual(await Promise.all(first), ['a@0', 'b@0']);
    await settle();
    upstream.answer(3);
    assert.deepEqual(await Promise.all(later), ['a@1', 'c@1', 'd@1', 'e@1', 'a@1']);
    assert.deepEqual(upstream.readings, [
      ['a', 'b'],
      ['a', 'c', 'd'],
    ]);
    assert.deepEqual(upstream.alone, ['e']);
  });

  it('are each answered once, by nothing that was read before they were asked', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ ask: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h') }) },
      { weight: 1, arbitrary: fc.record({ changes: fc.constant(true) }) },
      { weight: 2, arbitrary: fc.record({ answer: fc.option(fc.nat(4)) }) },
      { weight: 2, arbitrary: fc.record({ waits: fc.constant(true) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 2, max: 4 }),
        async (steps, most) => {
          const upstream = new Upstream();
          const gathered = new Gathered(most, (ids) => upstream.together(ids));
          const answers: Promise<void>[] = [];
          let failed = 0;
          let mayFail = 0;
          for (const one of steps) {
            if ('ask' in one) {
              const { ask } = one;
              const asked = upstream.version;
              answers.push(
                gathered
                  .ask(ask, () => upstream.read(ask))
                  .then(
                    (value) => {
                      const [id, version] = value.split('@');
                      assert.equal(id, ask);
                      assert.ok(Number(version) >= asked, `${value} for a question of ${asked}`);
                    },
                    (error: unknown) => {
                      assert.ok(error instanceof Error && error.message === 'no answer', String(error));
                      failed += 1;
                    },
                  ),
              );
            } else if ('changes' in one) upstream.version += 1;
            else if ('answer' in one) mayFail += upstream.answer(one.answer) && one.answer === null ? 1 : 0;
            else await settle();
          }
          await settle();
          while (upstream.answer(1)) await settle();
          await Promise.all(answers);
          assert.ok(failed === 0 || mayFail > 0);
          for (const ids of upstream.readings) {
            assert.ok(ids.length > 1 && ids.length <= most);
            assert.equal(new Set(ids).size, ids.length);
          }
        },
      ),
    );
  });

  it('go on after an answer that breaks', async () => {
    const gathered = new Gathered<string>(3, () => Promise.reject(new Error('broken')));
    const ask = (id: string) => gathered.ask(id, () => Promise.reject(new Error(`${id} alone`)));
    const told = await Promise.allSettled([ask('a'), ask('b')]);
    assert.deepEqual(
      told.map((one) => one.status === 'rejected' && String(one.reason)),
      ['Error: broken', 'Error: broken'],
    );
    await assert.rejects(ask('c'), /c alone/);
  });
});
