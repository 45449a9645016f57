import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { runDoctor } from '../../src/cli/doctor.ts';
import type { Check, DoctorDeps } from '../../src/cli/doctor.ts';
import { onCallSchedule } from '../../src/cli/on-call-schedule.ts';
import { loadConfig } from '../../src/config.ts';
import { ConfigError, DrawbridgeError } from '../../src/errors.ts';
import { simulatedCloud } from '../../src/microsoft/clouds.ts';
import { PERMISSIONS } from '../../src/microsoft/permissions.ts';
import { simulatedTenant } from '../microsoft/contract/simulated-tenant.ts';
import type { SimulatedTenant } from '../microsoft/contract/simulated-tenant.ts';

/** The application of the demo tenant. */
const CLIENT_ID = '35dd69bd-00f7-47eb-ba72-c9b5c4a0a255';

describe('runDoctor', () => {
  let tenant: SimulatedTenant;
  before(async () => {
    tenant = await simulatedTenant();
  });
  after(() => tenant.close());
  afterEach(() => tenant.calm());

  const deps = (changes: Partial<DoctorDeps> = {}): DoctorDeps => ({
    loadConfig: () => loadConfig({}, { mode: 'tool' }),
    connect: () => tenant.open({ clientId: CLIENT_ID }).tenant.probe,
    database: () => Promise.resolve('PGlite answers'),
    stopSwitch: () => Promise.resolve(null),
    policyFile: () => Promise.resolve('3 roles'),
    policyPeople: () => Promise.resolve([]),
    shifts: () => Promise.resolve(null),
    appPackage: () => Promise.resolve('valid'),
    traceExport: (endpoint) => Promise.resolve(`${endpoint} takes traces`),
    languageModel: ({ deployment }) => Promise.resolve(`${deployment} answers`),
    timeLimit: () => new AbortController().signal,
    newCorrelationId: () => 'doctor',
    ...changes,
  });
  const report = async (changes?: Partial<DoctorDeps>) => {
    const { lines, exitCode } = await runDoctor(deps(changes), { json: true });
    const checks = lines.map((line) => JSON.parse(line) as Check);
    return {
      exitCode,
      checks,
      of: (name: string) => checks.find((one) => one.check.startsWith(name)),
      problems: checks.filter((one) => one.status === 'problem').map((one) => one.check),
    };
  };

  it('finds nothing wrong where nothing is', async () => {
    const { exitCode, checks, problems } = await report();
    assert.deepEqual(problems, []);
    assert.equal(exitCode, 0);
    const permissions = checks.filter((one) => one.check.startsWith('permission'));
    assert.equal(permissions.length, PERMISSIONS.length);
    assert.ok(
      permissions.every((one) => one.status === 'ok'),
      JSON.stringify(permissions),
    );
  });

  describe('of the team whose shifts say who is on duty', () => {
    const TEAM = '4082ebd7-1fd4-4c6f-9541-5a2476d57e5e';
    const shiftsOf = (teamId: string) =>
      report({
        shifts: (_, context) =>
          onCallSchedule(tenant.open().tenant.open(context).shiftSchedules, teamId, new Date()),
      });

    it('asks nothing where the policy names none', async () => {
      assert.equal((await report()).of('shifts'), undefined);
    });

    it('reads the schedule, and says how many are on shift', async () => {
      const { of, problems } = await shiftsOf(TEAM);
      assert.deepEqual(problems, []);
      assert.equal(of('shifts')?.status, 'ok');
      assert.match(of('shifts')?.message ?? '', /on shift now: [12]$/);
    });

    it('names a team without a schedule, and a schedule that is not ready', async () => {
      const absent = await shiftsOf(CLIENT_ID);
      assert.deepEqual(absent.problems, [`shifts of team ${CLIENT_ID}`]);
      assert.match(absent.of('shifts')?.message ?? '', /no such team, or it has no schedule/);
      await tenant.fault({
        match: { service: 'graph', path: `/teams/${TEAM}/schedule$` },
        status: 200,
        body: { id: TEAM, enabled: true, provisionStatus: 'Running' },
      });
      const running = await shiftsOf(TEAM);
      assert.match(running.of('shifts')?.message ?? '', /not set up yet/);
      assert.equal(running.exitCode, 1);
    });

    it('names the permission that is missing, and what fails', async () => {
      await tenant.fault({ match: { service: 'graph', path: '/schedule/shifts' }, status: 403 });
      const forbidden = await shiftsOf(TEAM);
      assert.equal(forbidden.of('shifts')?.status, 'problem');
      assert.match(forbidden.of('shifts')?.fix ?? '', /Schedule\.Read\.All/);
    });
  });

  it('warns of settings that this version does nothing with', async () => {
    const env = { WEBHOOK_SECRET: 'x'.repeat(32) };
    const { of, exitCode } = await report({ loadConfig: () => loadConfig(env, { mode: 'tool' }) });
    assert.equal(of('setting WEBHOOK_SECRET')?.status, 'warning');
    assert.equal(exitCode, 0);
  });

  describe('the groups and people of the response policy', () => {
    const name = 'groups and people of the response policy';
    const withFile = { loadConfig: () => loadConfig({ POLICY_FILE: 'policy.yaml' }, { mode: 'tool' }) };

    it('are looked up where there is a file that can be read', async () => {
      assert.equal((await report()).of(name), undefined);
      assert.equal((await report(withFile)).of(name)?.status, 'ok');
      const bad = { policyFile: () => Promise.reject(new DrawbridgeError('policy_invalid', 'line 3')) };
      assert.equal((await report({ ...withFile, ...bad })).of(name), undefined);
    });

    it('are named where the directory does not have them: a problem where an approval is asked of them', async () => {
      const unknown = { id: 'a', keys: ['roles.approver'], blocks: false };
      const stale = await report({ ...withFile, policyPeople: () => Promise.resolve([unknown]) });
      assert.deepEqual(
        [stale.of(name)?.status, stale.of(name)?.message],
        ['warning', 'not in the directory: a (roles.approver)'],
      );
      const needed = { id: 'b', keys: ['actions.wipe.eachOf', 'roles.reader'], blocks: true };
      const blocked = await report({ ...withFile, policyPeople: () => Promise.resolve([unknown, needed]) });
      assert.equal(blocked.of(name)?.status, 'problem');
      assert.match(blocked.of(name)?.message ?? '', /b \(actions\.wipe\.eachOf, roles\.reader\)$/);
      assert.match(blocked.of(name)?.fix ?? '', /Nobody can give the approvals/);
    });

    it('are not called missing when nobody could look', async () => {
      const policyPeople = () => Promise.reject(new TypeError('no'));
      const { of } = await report({ ...withFile, policyPeople });
      assert.deepEqual([of(name)?.status, of(name)?.message], ['warning', 'could not be looked up']);
    });
  });

  it('tries the export of traces where one is set, and only there', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    const withEndpoint = { loadConfig: () => loadConfig(env, { mode: 'tool' }) };
    const good = await report(withEndpoint);
    assert.equal(good.of('trace export')?.message, 'http://127.0.0.1:4318 takes traces');
    const bad = await report({
      ...withEndpoint,
      traceExport: () =>
        Promise.reject(new DrawbridgeError('upstream_unreachable', 'status 404', { advice: 'look there' })),
    });
    assert.equal(bad.of('trace export')?.status, 'problem');
    assert.equal(bad.of('trace export')?.fix, 'look there');
    assert.equal((await report()).of('trace export'), undefined);
  });

  it('asks the language model where one is set, and only there', async () => {
    const env = {
      AZURE_OPENAI_ENDPOINT: 'https://example.openai.azure.com',
      AZURE_OPENAI_DEPLOYMENT: 'triage-mini',
      AZURE_OPENAI_KEY: '0123456789abcdef',
    };
    const withModel = { loadConfig: () => loadConfig(env, { mode: 'tool' }) };
    const good = await report(withModel);
    assert.deepEqual(good.of('language model'), {
      status: 'ok',
      check: 'language model',
      message: 'triage-mini answers',
    });
    const bad = await report({
      ...withModel,
      languageModel: () =>
        Promise.reject(new DrawbridgeError('upstream_rejected', 'status 404', { advice: 'look there' })),
    });
    assert.equal(bad.of('language model')?.status, 'problem');
    assert.equal(bad.of('language model')?.fix, 'look there');
    assert.equal(bad.exitCode, 1);
    assert.equal((await report()).of('language model'), undefined);
  });

  it('prints one line for each check, with the fix', async () => {
    const { lines } = await runDoctor(deps(), { json: false });
    for (const line of lines) assert.match(line, /^(ok|warning|problem) +\S[^\n]*: [^\n]+$/);
    assert.match(lines.join('\n'), /^warning {2}bot registration: .*Set BOT_ID/m);
  });

  it('tells every fault of the configuration and leaves it at that', async () => {
    const { exitCode, checks } = await report({
      loadConfig: () => {
        throw new ConfigError([
          { name: 'PORT', problem: 'must be a number', example: '3978' },
          { name: 'BOT_ID', problem: 'must be a GUID', example: 'x' },
        ]);
      },
    });
    assert.equal(exitCode, 1);
    assert.deepEqual(
      checks.map((one) => [one.status, one.check]),
      [
        ['problem', 'setting PORT'],
        ['problem', 'setting BOT_ID'],
      ],
    );
  });

  for (const needed of PERMISSIONS.filter((one) => one.proof.kind === 'read' && one.api === 'graph')) {
    it(`names ${needed.name} when it is missing`, async () => {
      const path = needed.proof.kind === 'read' ? needed.proof.route.path : '';
      await tenant.fault({
        match: { service: 'graph', path: `^/v1\\.0${path}(\\?|$)` },
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied', message: 'x' } },
      });
      const { of, exitCode } = await report();
      const line = of(`permission ${needed.name} (`);
      assert.equal(line?.status, 'problem');
      assert.match(line.fix ?? '', new RegExp(`Grant the application permission ${needed.name}`));
      assert.equal(exitCode, 1);
    });
  }

  it('never tries a write to prove that it may', async () => {
    await report();
    const methods = (await tenant.exchanges()).map((one) => one.method);
    assert.ok(methods.length > 10);
    assert.ok(methods.every((method) => method === 'GET'));
  });

  it('reads a granted write from the roles of the application', async () => {
    await tenant.fault({
      match: { path: 'appRoleAssignments' },
      status: 200,
      body: { value: [] },
    });
    const { of } = await report();
    assert.equal(of('permission Machine.Isolate')?.status, 'problem');
  });

  it('says that a write could not be proven rather than call it granted', async () => {
    const { of, exitCode } = await report({ connect: () => tenant.open().tenant.probe });
    assert.equal(of('permission Machine.Isolate')?.status, 'warning');
    assert.equal(exitCode, 0);
  });

  it('reads the roles of a token that shows them', async () => {
    const payload = Buffer.from(JSON.stringify({ roles: ['Machine.Read.All'] })).toString('base64url');
    const credential = {
      getToken: () => Promise.resolve({ token: `e30.${payload}.x`, expiresOnTimestamp: 1e15 }),
    };
    const { of } = await report({ connect: () => tenant.open({ credential }).tenant.probe });
    assert.equal(of('permission Machine.Isolate')?.status, 'problem');
  });

  it('names a credential that fails once, not once for each permission', async () => {
    const credential = {
      getToken: () => Promise.reject(new TypeError('AADSTS7000222: expired')),
    };
    const { problems, of } = await report({ connect: () => tenant.open({ credential }).tenant.probe });
    assert.deepEqual(problems, ['credential for Microsoft Graph', 'credential for Defender for Endpoint']);
    assert.match(of('credential for Microsoft Graph')?.message ?? '', /secret has expired/);
  });

  it('names a service that is away once, not once for each permission', async () => {
    await tenant.fault({ match: { service: 'defender' }, drop: true });
    const { problems, of } = await report();
    assert.deepEqual(problems, ['Defender for Endpoint reachable']);
    assert.equal(of('permission Machine.Read.All')?.status, 'warning');
  });

  it('does without a service that the cloud does not have', async () => {
    const endpoints = { ...simulatedCloud(tenant.url), defender: null };
    const { of, problems } = await report({
      connect: () => tenant.open({ endpoints, clientId: CLIENT_ID }).tenant.probe,
    });
    assert.deepEqual(problems, []);
    assert.equal(of('Defender for Endpoint')?.status, 'warning');
  });

  it('passes on what the other parts find, and their advice', async () => {
    const { of, exitCode } = await report({
      database: () =>
        Promise.reject(new DrawbridgeError('storage_failed', 'the database is away', { advice: 'start it' })),
      appPackage: () => Promise.reject(new TypeError('boom')),
    });
    assert.equal(exitCode, 1);
    assert.equal(of('database')?.message, 'the database is away');
    assert.equal(of('database')?.fix, 'start it');
    assert.equal(of('app package')?.status, 'problem');
  });

  it('warns while the stop switch is pulled, and does not ask for it without a database', async () => {
    const line = async (over: Parameters<typeof deps>[0]): Promise<string | undefined> =>
      (await runDoctor(deps(over), { json: false })).lines.find((one) => one.includes('stop switch'));
    assert.match((await line({})) ?? '', /^ok +stop switch: is not pulled/);
    const pulled = await line({ stopSwitch: () => Promise.resolve('Iris Ek pulled it just now: why') });
    assert.match(
      pulled ?? '',
      /^warning +stop switch: is pulled, nothing new is sent: Iris Ek.*drawbridge resume/,
    );
    const unread = await line({ stopSwitch: () => Promise.reject(new Error('no')) });
    assert.match(unread ?? '', /^problem/);
    const none = await line({
      database: () => Promise.reject(new Error('no')),
      stopSwitch: () => Promise.reject(new Error('asked')),
    });
    assert.equal(none, undefined);
  });

  it('does not wait for a check that hangs', async () => {
    const { of } = await report({
      database: () => new Promise(() => {}),
      timeLimit: () => {
        const controller = new AbortController();
        setImmediate(() => {
          controller.abort();
        });
        return controller.signal;
      },
      connect: () =>
        tenant.open({ endpoints: { ...simulatedCloud(tenant.url), defender: null } }).tenant.probe,
    });
    assert.match(of('database')?.message ?? '', /in time/);
  });
});
