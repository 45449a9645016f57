// A policy of the demo tenant imagined otherwise, for everybody: adapters, HTTP and simulated services included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { accessExplain } from '../../src/domain/questions/access-explain.ts';
import { accessPolicyChange } from '../../src/domain/questions/access-policy-change.ts';
import type { Answer, Reply } from '../../src/domain/questions/answer.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { sharedTime } from '../microsoft/shared-time.ts';
import { NOW, testTenant } from '../microsoft/test-tenant.ts';
import type { TestTenant } from '../microsoft/test-tenant.ts';

const ENGINEERING = '316355b7-891f-4365-b279-cbeef99d18ab';
const DIR = fileURLToPath(new URL('../../tenants/demo', import.meta.url));

describe('demo tenant with a policy changed', () => {
  let simulator: Simulator;
  let tenant: TestTenant;
  before(async () => {
    simulator = await startSimulator({ tenantDir: DIR, port: 0, now: () => NOW });
    tenant = testTenant(simulator.url, { timing: sharedTime(simulator.url) });
  });
  after(() => simulator.close());

  const ports = () => tenant.tenant.open({ correlationId: 'change' });
  const ask = (slots: Readonly<Record<string, string>>): Promise<Reply> =>
    accessPolicyChange(ports(), tenant.clock, slots, () => setImmediate());
  const answered = async (slots: Readonly<Record<string, string>>): Promise<Answer> => {
    const reply = await ask(slots);
    assert.ok(reply.kind === 'answer');
    return reply;
  };

  it('touches only the engineers when their OR becomes AND', async () => {
    const said = await answered({ policy: 'mfa-or-compliant', change: 'AND' });
    assert.match(
      said.headline,
      /^If CA05 MFA or compliant device - Engineering were AND: \d+ people would lose email and 3 other apps in some sign-ins, 1 of them altogether; \d+ people would have more to do for email and 3 other apps; nobody gains$/,
    );
    const members = JSON.parse(readFileSync(`${DIR}/groupMembers.json`, 'utf8')) as Record<string, string[]>;
    const named = new Set(said.table?.rows.map(([, , id]) => id));
    assert.ok(named.size > 3);
    for (const id of named) assert.ok(members[ENGINEERING]?.includes(id ?? ''), id);
    // Lee Gu's only device is not compliant.
    assert.ok(said.table?.rows.some(([name, , , , where]) => name === 'Lee Gu' && where === 'all'));
    assert.deepEqual(said.gaps, []);
  });

  it('agrees with what each of them is told alone', async () => {
    const said = await answered({ policy: 'CA04', change: 'on', app: 'email' });
    const [megan] = said.table?.rows.filter(([name]) => name === 'Megan Bowen') ?? [];
    assert.deepEqual(megan?.slice(4, 6), ['all', 'loses']);
    const alone = await answered({ policy: 'CA04', change: 'on', app: 'email', user: 'megan' });
    assert.match(alone.headline, /Megan Bowen could no longer reach email$/);
    const now = await accessExplain(ports(), tenant.clock, { user: 'megan', app: 'email', polarity: 'can' });
    assert.ok(now.kind === 'answer' && /^Megan Bowen can reach email/.test(now.headline));
  });

  it('lets in whom a policy keeps out, when it is off', async () => {
    const said = await answered({ policy: 'CA03', change: 'off', app: 'email' });
    assert.match(said.headline, /would get into email in some sign-ins, \d+ of them for the first time$/);
    assert.ok(said.table?.rows.some(([name, , , , where]) => name === 'Diego Siciliani' && where === 'all'));
  });
});
