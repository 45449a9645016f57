import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { loadConfig, readEnvFiles, withSimulator } from '../src/config.ts';
import type { LoadOptions } from '../src/config.ts';
import { ConfigError, UsageError } from '../src/errors.ts';

const GUID = '11111111-2222-3333-4444-555555555555';
const BOT = { BOT_ID: GUID, BOT_PASSWORD: 'hunter2', BOT_TENANT_ID: GUID };
const TENANT = { AZURE_TENANT_ID: GUID };
const LOOPBACK = { DRAWBRIDGE_CLOUD: 'custom', GRAPH_URL: 'http://127.0.0.1:3980' };
const WORKSPACE = {
  name: 'soc',
  workspaceId: GUID,
  resourceId: `/subscriptions/${GUID}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc`,
};

function faultsOf(env: Record<string, string>, mode: LoadOptions['mode'] = 'tool') {
  try {
    loadConfig(env, { mode });
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.faults;
  }
  return [];
}
const faultyNames = (env: Record<string, string>, mode?: LoadOptions['mode']) =>
  faultsOf(env, mode).map((fault) => fault.name);

describe('loadConfig', () => {
  it('needs nothing for the demo', () => {
    const config = loadConfig({}, { mode: 'demo' });
    assert.equal(config.server.port, 3978);
    assert.equal(config.server.host, '127.0.0.1');
    assert.equal(config.storage.dataDir, './data');
    assert.equal(config.telemetry.logLevel, 'info');
    assert.equal(config.bot, null);
    assert.equal(config.namesTenant, false);
  });

  it('is frozen through and through', () => {
    const config = loadConfig({}, { mode: 'demo' });
    assert.ok(Object.isFrozen(config));
    assert.ok(Object.isFrozen(config.cloud.endpoints.graph));
  });

  it('tells every fault at once, with an example', () => {
    const env = {
      PORT: 'eighty',
      LOG_LEVEL: 'chatty',
      DATABASE_URL: 'mysql://x/y',
      DRAWBRIDGE_CLOUD: 'mars',
      DRAWBRIDGE_CLUOD: 'global',
      AZURE_SUBSCRIPTIONS: 'one,two',
      SENTINEL_WORKSPACES: '{}',
    };
    const faults = faultsOf(env);
    assert.deepEqual(faults.map((fault) => fault.name).toSorted(), Object.keys(env).toSorted());
    for (const fault of faults) assert.ok(fault.problem !== '' && fault.example !== '');
  });

  it('suggests the setting that an unknown name was meant to be', () => {
    const [fault] = faultsOf({ DRAWBRIDGE_CLUOD: 'gcc' });
    assert.match(fault?.problem ?? '', /DRAWBRIDGE_CLOUD/);
  });

  it('counts an empty value as absent', () => {
    assert.deepEqual(faultsOf({ PORT: '', BOT_ID: '', DATABASE_URL: ' ', DRAWBRIDGE_CLOUD: '' }), []);
  });

  for (const port of ['-1', '65536', '3.5', '1e3', '0x10', 'NaN', '99999999999999999999']) {
    it(`refuses the port ${port}`, () => {
      assert.deepEqual(faultyNames({ PORT: port }), ['PORT']);
    });
  }

  describe('of the bot', () => {
    it('insists on a registration for serve', () => {
      assert.deepEqual(faultyNames({ ...TENANT }, 'serve'), ['BOT_ID']);
    });

    it('listens beyond this machine only with a registration', () => {
      const registered = loadConfig({ ...TENANT, ...BOT }, { mode: 'serve' });
      assert.equal(registered.server.host, '0.0.0.0');
      const local = loadConfig({ ...TENANT, DRAWBRIDGE_INSECURE_LOCAL: '1' }, { mode: 'serve' });
      assert.equal(local.server.host, '127.0.0.1');
    });

    it('takes DRAWBRIDGE_INSECURE_LOCAL as 0 or 1 only', () => {
      assert.deepEqual(faultyNames({ DRAWBRIDGE_INSECURE_LOCAL: 'yes' }), ['DRAWBRIDGE_INSECURE_LOCAL']);
      assert.deepEqual(faultyNames({ ...TENANT, DRAWBRIDGE_INSECURE_LOCAL: '0' }, 'serve'), ['BOT_ID']);
    });

    const cases: readonly [string, Record<string, string>, readonly string[]][] = [
      ['a password without an id', { BOT_PASSWORD: 'x' }, ['BOT_ID']],
      ['an id without a password', { BOT_ID: GUID, BOT_TENANT_ID: GUID }, ['BOT_PASSWORD']],
      ['a single tenant bot without a tenant', { BOT_ID: GUID, BOT_PASSWORD: 'x' }, ['BOT_TENANT_ID']],
      ['a managed identity with a password', { ...BOT, BOT_TYPE: 'UserAssignedMSI' }, ['BOT_PASSWORD']],
      [
        'a managed identity without a tenant',
        { BOT_ID: GUID, BOT_TYPE: 'UserAssignedMSI' },
        ['BOT_TENANT_ID'],
      ],
      ['an unknown type', { ...BOT, BOT_TYPE: 'singletenant' }, ['BOT_TYPE']],
      ['an id that is none', { ...BOT, BOT_ID: 'my-bot' }, ['BOT_ID']],
    ];
    for (const [what, env, names] of cases) {
      it(`refuses ${what}`, () => {
        assert.deepEqual(faultyNames(env), names);
      });
    }

    it('takes a multi-tenant bot without a tenant', () => {
      const env = { BOT_ID: GUID, BOT_PASSWORD: 'x', BOT_TYPE: 'MultiTenant' };
      assert.equal(loadConfig(env, { mode: 'tool' }).bot?.type, 'MultiTenant');
    });
  });

  describe('of the cloud', () => {
    it('knows that China has no Defender API and no Identity Protection', () => {
      const { endpoints } = loadConfig({ DRAWBRIDGE_CLOUD: 'china' }, { mode: 'tool' }).cloud;
      assert.equal(endpoints.defender, null);
      assert.equal(endpoints.identityProtection, false);
    });

    it('signs in to GCC at the public host and asks its own Defender host', () => {
      const { endpoints } = loadConfig({ DRAWBRIDGE_CLOUD: 'gcc' }, { mode: 'tool' }).cloud;
      assert.equal(endpoints.login, 'https://login.microsoftonline.com');
      assert.equal(endpoints.defender?.origin, 'https://api-gcc.securitycenter.microsoft.us');
      assert.equal(endpoints.graph.origin, 'https://graph.microsoft.com');
    });

    it('gives DoD a Graph of its own', () => {
      const { endpoints } = loadConfig({ DRAWBRIDGE_CLOUD: 'dod' }, { mode: 'tool' }).cloud;
      assert.equal(endpoints.graph.scope, 'https://dod-graph.microsoft.us/.default');
    });

    it('takes origins with the cloud custom only', () => {
      assert.deepEqual(faultyNames({ GRAPH_URL: 'https://graph.example' }), ['GRAPH_URL']);
      assert.deepEqual(faultyNames({ DRAWBRIDGE_CLOUD: 'gcc', ARM_URL: 'https://arm.example' }), ['ARM_URL']);
    });

    it('needs the origin of Graph with the cloud custom', () => {
      assert.deepEqual(faultyNames({ DRAWBRIDGE_CLOUD: 'custom' }), ['GRAPH_URL']);
    });

    it('leaves out a service that has no origin', () => {
      const { endpoints } = loadConfig(LOOPBACK, { mode: 'tool' }).cloud;
      assert.equal(endpoints.graph.origin, 'http://127.0.0.1:3980');
      assert.equal(endpoints.defender, null);
    });

    for (const url of [
      'http://graph.example',
      'http://127.0.0.1.example:3980',
      'http://localhost.example',
      'https://graph.example/v1.0',
      'https://user:word@graph.example',
      'https://graph.example/?a=b',
      'ftp://graph.example',
      'graph.example',
    ]) {
      it(`refuses the origin ${url}`, () => {
        assert.deepEqual(faultyNames({ ...LOOPBACK, GRAPH_URL: url }), ['GRAPH_URL']);
      });
    }

    for (const url of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1', 'https://g.example']) {
      it(`takes the origin ${url}`, () => {
        assert.deepEqual(faultyNames({ ...LOOPBACK, GRAPH_URL: url }), []);
      });
    }
  });

  describe('of the credential', () => {
    it('takes the simulated one for origins on this machine only', () => {
      const simulated = { DRAWBRIDGE_CREDENTIAL: 'simulated' };
      assert.deepEqual(faultyNames({ ...LOOPBACK, ...simulated }), []);
      assert.deepEqual(faultyNames(simulated), ['DRAWBRIDGE_CREDENTIAL']);
      const mixed = { ...LOOPBACK, ...simulated, DEFENDER_URL: 'https://defender.example' };
      assert.deepEqual(faultyNames(mixed), ['DRAWBRIDGE_CREDENTIAL']);
    });

    it('needs a tenant for serve', () => {
      assert.deepEqual(faultyNames({ ...BOT }, 'serve'), ['AZURE_TENANT_ID']);
    });

    it('needs tenant and application beside a client secret', () => {
      assert.deepEqual(faultyNames({ AZURE_CLIENT_SECRET: 'x' }), ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID']);
    });

    it('tells whether the environment names a tenant', () => {
      assert.equal(loadConfig(TENANT, { mode: 'tool' }).namesTenant, true);
      assert.equal(loadConfig({ PORT: '1' }, { mode: 'tool' }).namesTenant, false);
    });
  });

  describe('of the rest', () => {
    it('takes an address for traces that is https or on this machine, with a path where one is needed', () => {
      const good = [
        'https://otlp.example.com',
        'https://otlp.example.com:4318/otlp/',
        'http://localhost:4318',
        'http://127.0.0.1:4318/',
        'http://[::1]:4318',
      ];
      for (const given of good) {
        const { telemetry } = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: given }, { mode: 'tool' });
        assert.equal(telemetry.otlpEndpoint, given);
      }
      const bad = [
        'http://collector:4318',
        'http://localhost.example.com:4318',
        'https://user:secret@otlp.example.com',
        'https://otlp.example.com/?key=secret',
        'https://otlp.example.com/#traces',
        'grpc://localhost:4317',
        'localhost:4318',
      ];
      for (const given of bad) {
        const faults = faultsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: given });
        assert.deepEqual(
          faults.map((fault) => fault.name),
          ['OTEL_EXPORTER_OTLP_ENDPOINT'],
          given,
        );
        assert.ok(!JSON.stringify(faults).includes('secret'));
      }
    });

    it('reads workspaces and subscriptions', () => {
      const env = {
        SENTINEL_WORKSPACES: JSON.stringify([WORKSPACE]),
        AZURE_SUBSCRIPTIONS: `${GUID}, ${GUID}`,
      };
      const config = loadConfig(env, { mode: 'tool' });
      assert.deepEqual(config.sentinelWorkspaces, [WORKSPACE]);
      assert.equal(config.azureSubscriptions.length, 2);
    });

    for (const value of [
      'soc',
      '{}',
      '[1]',
      JSON.stringify([{ ...WORKSPACE, extra: 1 }]),
      JSON.stringify([{ ...WORKSPACE, workspaceId: 'x' }]),
      JSON.stringify([{ ...WORKSPACE, resourceId: '/subscriptions/x' }]),
    ]) {
      it(`refuses the workspaces ${value.slice(0, 40)}`, () => {
        assert.deepEqual(faultyNames({ SENTINEL_WORKSPACES: value }), ['SENTINEL_WORKSPACES']);
      });
    }

    it('wants all settings of the language model or none', () => {
      assert.deepEqual(faultyNames({ AZURE_OPENAI_KEY: 'x' }), [
        'AZURE_OPENAI_ENDPOINT',
        'AZURE_OPENAI_DEPLOYMENT',
      ]);
    });

    for (const [name, values] of [
      [
        'AZURE_OPENAI_ENDPOINT',
        ['http://example.openai.azure.com', 'https://example.openai.azure.com/openai/v1'],
      ],
      ['AZURE_OPENAI_DEPLOYMENT', ['..', 'a/b', 'a?b', 'x'.repeat(65)]],
      ['AZURE_OPENAI_KEY', ['two words', 'line\nbreak', 'ключ']],
    ] as const) {
      for (const value of values) {
        it(`refuses ${name} ${JSON.stringify(value).slice(0, 50)}`, () => {
          const model = {
            AZURE_OPENAI_ENDPOINT: 'https://example.openai.azure.com/',
            AZURE_OPENAI_DEPLOYMENT: 'gpt-4.1-mini',
            AZURE_OPENAI_KEY: '0123456789abcdef',
          };
          assert.deepEqual(faultyNames(model), []);
          assert.deepEqual(faultyNames({ ...model, [name]: value }), [name]);
        });
      }
    }

    it('never shows a secret in a fault', () => {
      const secret = 'hunter2-hunter2';
      const env = {
        BOT_ID: 'x',
        BOT_PASSWORD: secret,
        BOT_TYPE: 'UserAssignedMSI',
        DATABASE_URL: `mysql://drawbridge:${secret}@db/x`,
        WEBHOOK_SECRET: secret,
        METRICS_TOKEN: secret,
        AZURE_CLIENT_SECRET: secret,
        AZURE_OPENAI_KEY: secret,
      };
      const faults = faultsOf(env, 'serve');
      assert.ok(faults.length > 4);
      assert.doesNotMatch(JSON.stringify(faults), /hunter2/);
    });

    it('is total: any values give a configuration or a ConfigError', () => {
      const names = Object.keys(parseEnv(readFileSync('env/.env.example', 'utf8')));
      const env = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.webUrl(), fc.uuid()));
      fc.assert(
        fc.property(env, fc.constantFrom('demo', 'serve', 'tool'), (values, mode) => {
          faultsOf(values, mode);
        }),
        { numRuns: 200 },
      );
    });
  });
});

describe('withSimulator', () => {
  it('leaves nothing real to be reached and nobody authenticated', () => {
    const real = loadConfig({ ...TENANT, ...BOT }, { mode: 'serve' });
    const config = withSimulator(real, 'http://127.0.0.1:3980', GUID);
    assert.equal(config.credential.kind, 'simulated');
    assert.equal(config.cloud.endpoints.graph.origin, 'http://127.0.0.1:3980');
    assert.equal(config.cloud.endpoints.defender?.origin, 'http://127.0.0.1:3980');
    assert.equal(config.bot, null);
    assert.equal(config.server.host, '127.0.0.1');
  });
});

describe('readEnvFiles', () => {
  const dirs: string[] = [];
  const folder = (files: Record<string, string>) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'drawbridge-env-'));
    dirs.push(dir);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
    return dir;
  };
  afterEach(() => {
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
  });

  it('lets the secrets file win over the shared one, and the process over both', () => {
    const dir = folder({ '.env.dev': 'A=1\nB=1\nC=1\n', '.env.dev.user': 'B=2\nC=2\n' });
    assert.deepEqual({ ...readEnvFiles(dir, 'dev', { C: '3' }) }, { A: '1', B: '2', C: '3' });
  });

  it('does without files unless one is asked for', () => {
    const dir = folder({});
    assert.deepEqual({ ...readEnvFiles(dir, 'dev', { A: '1' }) }, { A: '1' });
    assert.throws(() => readEnvFiles(dir, 'dev', {}, { required: true }), UsageError);
  });

  it('refuses a name that leaves the folder', () => {
    assert.throws(() => readEnvFiles(folder({}), '../../etc/passwd', {}), UsageError);
  });
});

describe('the files in env/', () => {
  const committed = readdirSync('env').filter((name) => name.startsWith('.env.') && !name.endsWith('.user'));

  it('hold no secret', () => {
    for (const name of committed) {
      const values = parseEnv(readFileSync(path.join('env', name), 'utf8'));
      for (const secret of ['BOT_PASSWORD', 'AZURE_CLIENT_SECRET', 'WEBHOOK_SECRET', 'METRICS_TOKEN']) {
        assert.ok((values[secret] ?? '') === '', `${name}: ${secret}`);
      }
    }
  });

  for (const name of committed) {
    it(`have no fault: ${name}`, () => {
      const values = parseEnv(readFileSync(path.join('env', name), 'utf8'));
      assert.deepEqual(faultsOf(values as Record<string, string>), []);
    });
  }
});
