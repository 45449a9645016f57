/** The gap detector in a tenant of 100,000 devices, 5,000 of them bad: the ledger in PGlite, the services as lists. */
import { sql } from 'kysely';
import type { Clock, TenantPorts } from '../src/domain/ports/tenant.ts';
import { fleetGaps } from '../src/domain/questions/fleet-gaps.ts';
import type { AccessPolicySnapshot, JsonObject } from '../src/domain/tenant/access-policies.ts';
import type { Person, Population } from '../src/domain/tenant/population.ts';
import type { Database } from '../src/storage/database.ts';
import { openDatabase } from '../src/storage/database.ts';
import { createSignInLedger } from '../src/storage/sign-in-ledger-store.ts';
import { info, percentile } from './measure.ts';
import type { Line } from './measure.ts';

const DEVICES = 100_000;
/** Every twentieth device is noncompliant. */
const BAD_EVERY = 20;
const APPS = 3;
const DAYS = 2;
const POLICIES = 40;
const RUNS = 7;
const now = new Date();
const clock: Clock = { now: () => now };

export async function measureGaps(): Promise<readonly Line[]> {
  const database = await openDatabase();
  try {
    const filled = performance.now();
    await fill(database);
    const seconds = ((performance.now() - filled) / 1000).toFixed(0);
    const ledger = createSignInLedger(database.kysely, clock);
    const ids = Array.from({ length: DEVICES / BAD_EVERY }, (_, i) => deviceId(i * BAD_EVERY));
    const since = new Date(now.getTime() - 7 * 86_400_000);
    const query = await timed(() => ledger.entriesOf(ids, since, 50_000));
    const ports = tenantPorts(ids);
    let lines = 0;
    const whole = await timed(async () => {
      const reply = await fleetGaps({ ports, ledger, clock, correlationId: 'bench' }, {});
      lines = reply.kind === 'answer' ? (reply.table?.rows.length ?? 0) : 0;
    });
    const rows = (DEVICES * APPS * DAYS).toLocaleString('en-US');
    return [
      info(`rows of the ledger, ${DEVICES.toLocaleString('en-US')} devices (filled in ${seconds} s)`, rows),
      info(`the question, p50 of ${RUNS} (${lines.toLocaleString('en-US')} lines)`, `${whole.toFixed(0)} ms`),
      info('of which reading the ledger', `${query.toFixed(0)} ms`),
    ];
  } finally {
    await database.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return percentile(times, 0.5);
}

const deviceId = (i: number): string => `00000000-0000-4000-8000-${i.toString().padStart(12, '0')}`;
const userId = (i: number): string => `10000000-0000-4000-8000-${i.toString().padStart(12, '0')}`;

async function fill(database: Database): Promise<void> {
  for (let day = 0; day < DAYS; day += 1) {
    await sql`
      insert into drawbridge.sign_in_ledger
      select '00000000-0000-4000-8000-' || lpad(d::text, 12, '0'), (${now}::timestamptz - make_interval(days => ${day}))::date,
        md5(d::text || a::text), 'PC-' || d, '10000000-0000-4000-8000-' || lpad(d::text, 12, '0'), 'Person ' || d,
        case a when 0 then '00000002-0000-0ff1-ce00-000000000000' when 1 then '00000003-0000-0ff1-ce00-000000000000'
          else 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe' end,
        'App ' || a, 'Mobile Apps and Desktop clients', 'Windows 11', 'Azure AD joined', '203.0.113.' || (d % 250),
        'SE', 'none', d % ${BAD_EVERY} <> 0, 3,
        ${now}::timestamptz - make_interval(days => ${day}), ${now}::timestamptz - make_interval(days => ${day}), null
      from generate_series(0, ${DEVICES - 1}) as d, generate_series(0, ${APPS - 1}) as a`.execute(
      database.kysely,
    );
  }
  await sql`update drawbridge.sign_in_reading set read_from = ${new Date(now.getTime() - 8 * 86_400_000)},
    read_to = ${now}`.execute(database.kysely);
  await sql`analyze drawbridge.sign_in_ledger`.execute(database.kysely);
}

function tenantPorts(bad: readonly string[]): TenantPorts {
  const list = bad.map((id) => ({ id, deviceName: id, azureADDeviceId: id, lastSyncDateTime: null }));
  const held = population();
  const ports = {
    accessPolicies: { snapshot: () => Promise.resolve(snapshot()) },
    managedDevices: { noncompliant: () => Promise.resolve({ list, complete: true }) },
    endpoints: { highRisk: () => Promise.resolve({ list: [], complete: true }) },
    populations: { held: () => held },
  };
  // All that this question asks.
  return ports as unknown as TenantPorts;
}

/** Every fourth policy demands a compliant device, each of other people. */
function snapshot(): AccessPolicySnapshot {
  const policies = Array.from({ length: POLICIES }, (_, i): JsonObject => ({
    id: `p${i}`,
    displayName: `CA${i}`,
    state: i % 8 === 0 ? 'enabledForReportingButNotEnforced' : 'enabled',
    conditions: {
      users: { includeGroups: [`g${i}`], excludeGroups: [`g${(i + 7) % POLICIES}`] },
      applications: { includeApplications: ['Office365'] },
      clientAppTypes: ['all'],
    },
    grantControls: {
      operator: 'OR',
      builtInControls:
        i % 4 === 0 ? (i % 3 === 0 ? ['mfa', 'compliantDevice'] : ['compliantDevice']) : ['mfa'],
    },
  }));
  return {
    takenAt: now.toISOString(),
    policies,
    namedLocations: [],
    authenticationStrengths: [],
    securityDefaultsEnabled: false,
  };
}

function population(): Population {
  const people = Array.from({ length: DEVICES }, (_, i): Person => ({
    id: userId(i),
    displayName: `Person ${i}`,
    userPrincipalName: `person${i}@contoso.example`,
    userType: 'Member',
    accountEnabled: true,
    externalUserState: null,
    creationType: null,
  }));
  const groups = Array.from({ length: POLICIES }, (_, g) => {
    const members = new Set(
      people.filter((_person, i) => (i / BAD_EVERY) % POLICIES === g).map(({ id }) => id),
    );
    return [`g${g}`, { id: `g${g}`, displayName: `Group ${g}`, members, complete: true }] as const;
  });
  return {
    takenAt: now.toISOString(),
    people,
    groups: new Map(groups),
    roles: new Map(),
    devices: [],
    country: 'SE',
    complete: { people: true, groups: true, roles: true, devices: true },
    gaps: [],
  };
}
