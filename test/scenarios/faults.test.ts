/**
 * Every upstream call of the device answer and of the access answer fails in every way: the answer comes all the same,
 * the gap is named, and nothing reads as "fine" because something kept silent.
 */
import assert from 'node:assert/strict';
import { World } from './world.ts';
import type { Fault } from './world.ts';

const KINDS: Readonly<Record<string, Omit<Fault, 'match'>>> = {
  'is away': { drop: true },
  'fails inside': { status: 500, body: { error: { code: 'InternalServerError', message: 'boom' } } },
  'is not available': { status: 503, body: { error: { code: 'serviceNotAvailable', message: 'later' } } },
  'throttles with a time': {
    status: 429,
    headers: { 'Retry-After': '2' },
    body: { error: { code: 'TooManyRequests', message: 'slow down' } },
  },
  'throttles without a time': {
    status: 429,
    body: { error: { code: 'TooManyRequests', message: 'slow down' } },
  },
  forbids: { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'no' } } },
  'does not know the token': {
    status: 401,
    body: { error: { code: 'InvalidAuthenticationToken', message: 'no' } },
  },
  'answers a page of HTML': {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: '<html>sign in</html>',
  },
  'answers another shape': { status: 200, body: { value: { surprise: true } } },
};

const QUESTIONS = [
  { what: 'the device answer', ask: 'is FIN-LT-042 compliant and risky', verdict: /High risk and compliant/ },
  { what: 'the access answer', ask: 'why can adele reach email', verdict: /Adele Vance can reach email/ },
] as const;

/** What the role check asks: when that is not known, nobody is answered, which is another test. */
const ROLE_CHECK = /checkMemberGroups/;

describe('upstream faults', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    // Answers of the wrong shape are meant to be wrong: they are no evidence of the contract.
    world = await World.start({ record: false });
    await world.assembly.tenant.warmUp();
  });
  after(() => world.stop());

  for (const { what, ask, verdict } of QUESTIONS) {
    describe(what, () => {
      let paths: readonly string[];
      before(async () => {
        await world.forgetExchanges();
        await world.minute();
        assert.match(await world.say('iris.ek', ask), verdict);
        paths = [...new Set((await world.heard()).map((one) => pathPattern(one.url)))].filter(
          (path) => !ROLE_CHECK.test(path),
        );
        assert.ok(paths.length >= 5, `only ${paths.length} paths were asked`);
      });

      for (const [kind, fault] of Object.entries(KINDS)) {
        it(`comes with its gap named when a service ${kind}`, async () => {
          let struck = 0;
          for (const path of paths) {
            await world.minute();
            await world.forgetExchanges();
            await world.fault({ match: { path }, ...fault });
            const card = await world.say('iris.ek', ask);
            await world.calm();
            const asked = (await world.heard()).some((one) =>
              new RegExp(path).test(new URL(one.url, 'http://x').pathname),
            );
            // What is kept as a snapshot is not asked again; then there is nothing to be missing.
            if (!asked) continue;
            struck += 1;
            assert.match(card, /\n❔ Not known\n• /, `${path}\n${card}`);
            assert.doesNotMatch(card, /Something in Drawbridge broke/, `${path}\n${card}`);
            assert.doesNotMatch(card.split('\n')[0] ?? '', /✅/, `${path}\n${card}`);
          }
          assert.ok(struck >= 5, `only ${struck} of ${paths.length} paths were struck`);
        });
      }
    });
  }

  it('refuses to answer anybody whose role cannot be read', async () => {
    await world.minute();
    await world.fault({ match: { path: 'checkMemberGroups' }, status: 503 });
    const card = await world.say('iris.ek', 'is FIN-LT-042 compliant and risky');
    await world.calm();
    assert.doesNotMatch(card, /High risk/);
    assert.match(card, /role|Entra/);
  });

  it('answers the next question as if nothing had happened', async () => {
    await world.minute();
    assert.match(await world.say('iris.ek', 'is FIN-LT-042 compliant and risky'), /High risk and compliant/);
  });
});

/** The path with its ids left open: `^/v1\.0/users/[^/]+/ownedDevices(\?|$)`. */
function pathPattern(url: string): string {
  const { pathname } = new URL(url, 'http://x');
  const open = decodeURIComponent(pathname)
    .split('/')
    .map((part) => (/^([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{40})/i.test(part) ? '[^/]+' : escape(part)))
    .join('/');
  return `^${open}(\\?|$)`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
