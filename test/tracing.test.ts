import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDemoTenant } from '../src/cli/tenant-folder.ts';
import { startSimulator } from '../src/simulator/simulator.ts';
import { startOtlpReceiver } from './fakes/otlp-receiver.ts';
import type { OtlpReceiver } from './fakes/otlp-receiver.ts';
import { startTeamsConnector } from './fakes/teams-connector.ts';
import { Chat, DEMO_DIR } from './scenarios/chat.ts';
import { drawbridge, serveBot } from './scenarios/served-bot.ts';

/** Prints every package of OpenTelemetry that the process loads, by `import` or by `require`. */
const WATCH = `
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    const name = /@opentelemetry\\/[\\w-]+/.exec(url)?.[0];
    if (name !== undefined) process.stderr.write('loads ' + name + '\\n');
    return next(url, context);
  },
});`;
const WATCHING = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WATCH)}` };
const QUESTION = ['ask', 'is FIN-LT-042 compliant and risky'];

function loaded(output: string): readonly string[] {
  return [...new Set([...output.matchAll(/^loads (.+)$/gm)].map(([, name]) => name ?? ''))];
}

describe('the export of traces', function () {
  this.timeout(60_000);
  let receiver: OtlpReceiver;
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
  });
  afterEach(() => receiver.close());

  it('loads nothing of OpenTelemetry without an endpoint, but what prom-client brings', async () => {
    const { code, output } = await drawbridge(QUESTION, WATCHING);
    assert.equal(code, 0, output);
    assert.deepEqual(loaded(output), ['@opentelemetry/api']);
  });

  it('comes with an endpoint, and is through when the command ends', async () => {
    const environment = { ...WATCHING, OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/otlp/` };
    const { code, output } = await drawbridge(QUESTION, environment);
    assert.equal(code, 0, output);
    assert.ok(loaded(output).includes('@opentelemetry/sdk-trace'));
    assert.deepEqual(receiver.faults, []);
    assert.ok(receiver.requests.every((one) => one.path === '/otlp/v1/traces'));
    assert.ok(receiver.spans.some((one) => one.name === 'message device.posture'));
  });

  it('changes nothing about an answer when the receiver refuses', async () => {
    receiver.answer(403);
    const { code, output } = await drawbridge(QUESTION, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    assert.equal(code, 0, output);
    assert.match(output, /High risk and compliant/);
    assert.match(output, /"level":"warn".*"reason":"status 403"/);
  });

  it('is through after SIGTERM', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-traces-'));
    const [tenant, simulator, connector] = await Promise.all([
      readDemoTenant(DEMO_DIR),
      startSimulator({ tenantDir: DEMO_DIR, port: 0 }),
      startTeamsConnector(),
    ]);
    try {
      const bot = await serveBot({
        PORT: '0',
        DRAWBRIDGE_CLOUD: 'custom',
        GRAPH_URL: simulator.url,
        DEFENDER_URL: simulator.url,
        DRAWBRIDGE_CREDENTIAL: 'simulated',
        DRAWBRIDGE_INSECURE_LOCAL: '1',
        DATA_DIR: folder,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      });
      const chat = new Chat({ tenant, connector, url: () => bot.url });
      await chat.send('iris.ek', 'posture of FIN-LT-042');
      assert.equal(await bot.stop(), 0);
      const said = receiver.spans.find((one) => one.name === 'message device.posture');
      assert.equal(said?.attributes['drawbridge.outcome'], 'refused');
    } finally {
      await Promise.all([simulator.close(), connector.close()]);
      await rm(folder, { recursive: true, force: true });
    }
  });
});
