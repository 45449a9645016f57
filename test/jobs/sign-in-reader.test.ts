import assert from 'node:assert/strict';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import type { SuccessfulSignIns, TenantPorts } from '../../src/domain/ports/tenant.ts';
import { startSignInReader } from '../../src/jobs/sign-in-reader.ts';
import type { SignInReader } from '../../src/jobs/sign-in-reader.ts';
import { ledgerSignIn } from '../fakes/ledger-sign-in.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { fakePorts, fixedClock, upstreamError } from '../fakes/tenant-ports.ts';
import { silentLog } from './silent.ts';

const WAITS = { first: 0, between: 0, behind: 0, failed: 0, mostFailed: 0 };

describe('the reader of the sign-in log', () => {
  let reader: SignInReader | undefined;
  afterEach(() => reader?.stop());

  function start(
    answer: (asked: number) => Promise<Awaited<ReturnType<TenantPorts['directory']['successfulSignIns']>>>,
  ) {
    const events = new EventEmitter();
    const queries: SuccessfulSignIns[] = [];
    const ledger = fakeLedger();
    const opened: (AbortSignal | undefined)[] = [];
    const rounds: string[] = [];
    reader = startSignInReader({
      ledger,
      clock: fixedClock(),
      log: silentLog,
      metrics: { jobs: (queue, state) => rounds.push(`${queue} ${state}`) },
      waits: WAITS,
      tenant: {
        open: ({ signal }) => {
          opened.push(signal);
          return fakePorts(
            {},
            {
              directory: {
                successfulSignIns: (query) => {
                  queries.push(query);
                  events.emit(`asked ${queries.length}`);
                  return answer(queries.length);
                },
              },
            },
          );
        },
      },
    });
    return { events, queries, ledger, opened, rounds };
  }

  it('reads in rounds, in the background, backward first and then forward', async () => {
    const page = { signIns: [ledgerSignIn(new Date('2026-11-22T08:00:00Z'))], more: false };
    const { events, queries, ledger } = start(() => Promise.resolve(page));
    await once(events, 'asked 2');
    await reader?.stop();
    assert.deepEqual(
      queries.slice(0, 2).map(({ order, background }) => [order, background]),
      [
        ['newestFirst', true],
        ['oldestFirst', true],
      ],
    );
    assert.ok(ledger.recorded.length >= 2);
  });

  it('goes on after the log refused', async () => {
    const { events, queries, rounds } = start((asked) =>
      asked < 3
        ? Promise.reject(upstreamError('upstream_throttled'))
        : Promise.resolve({ signIns: [], more: false }),
    );
    await once(events, 'asked 4');
    assert.ok(queries.length >= 4);
    assert.deepEqual(rounds.slice(0, 3), ['signIns failed', 'signIns failed', 'signIns completed']);
  });

  it('goes on after something of ours broke', async () => {
    const { events } = start((asked) =>
      asked === 1
        ? Promise.reject(new TypeError('made to fail'))
        : Promise.resolve({ signIns: [], more: false }),
    );
    await once(events, 'asked 2');
  });

  it('calls off what it asks when it is stopped, and asks no more', async () => {
    const { events, queries, opened } = start(
      () =>
        new Promise((_, reject) => {
          opened[0]?.addEventListener('abort', () => {
            reject(upstreamError('upstream_timeout'));
          });
        }),
    );
    await once(events, 'asked 1');
    await reader?.stop();
    assert.equal(opened[0]?.aborted, true);
    assert.equal(queries.length, 1);
  });
});
