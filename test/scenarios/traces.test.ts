import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createLog } from '../../src/log.ts';
import { startTracing } from '../../src/tracing.ts';
import type { Tracing } from '../../src/tracing.ts';
import type { ReceivedSpan } from '../fakes/otlp-messages.ts';
import { startOtlpReceiver } from '../fakes/otlp-receiver.ts';
import type { OtlpReceiver } from '../fakes/otlp-receiver.ts';
import { DEMO_DIR } from './chat.ts';
import { World } from './world.ts';

const QUESTION = 'is FIN-LT-042 compliant and risky';
const ORDER = 'isolate FIN-LT-042 because of credential theft';

describe('traces of the whole program', function () {
  let receiver: OtlpReceiver;
  let tracing: Tracing;
  let requestId = '';

  before(async () => {
    receiver = await startOtlpReceiver();
    tracing = await startTracing(receiver.url, createLog('silent'));
    const world = await World.start({ tracer: tracing.tracer });
    await world.say('tomas.ng', 'help');
    await world.say('iris.ek', QUESTION);
    await world.say('iris.ek', 'why can adele reach email');
    await world.say('iris.ek', 'posture of <script>nobody@contoso.example</script>');
    const hostile = world.activity('iris.ek', world.personal('iris.ek'));
    await world.deliver({
      ...hostile,
      type: 'adele.vance',
      conversation: { ...(hostile['conversation'] as object), conversationType: 'Adele Vance' },
    });
    const asked = await world.say('iris.ek', ORDER);
    requestId = /R-[0-9A-Z]{5}/.exec(asked)?.[0] ?? asked;
    await world.untilCard('tomas.ng', /Approve/);
    await world.click('iris.ek', 'request.approve', { requestId, reason: 'My own hands' });
    await world.click('tomas.ng', 'request.approve', { requestId, reason: 'Looks bad to me' });
    await world.untilCard('iris.ek', /Accepted by Defender/);
    await world.advance(300);
    await world.untilCard('iris.ek', /Done and verified/);
    await world.click('iris.ek', 'ask', { intent: 'device.alerts', slots: { device: 'FIN-LT-042' } });
    await world.assembly.bot.idle();
    await world.stop();
    await tracing.close();
  });
  after(() => receiver.close());

  const named = (name: string): readonly ReceivedSpan[] => receiver.spans.filter((one) => one.name === name);
  const childrenOf = (span: ReceivedSpan): readonly ReceivedSpan[] =>
    receiver.spans.filter((one) => one.traceId === span.traceId && one.parentSpanId === span.spanId);

  it('come as OTLP that a strict receiver reads, from the program and no other', () => {
    assert.deepEqual(receiver.faults, []);
    assert.ok(receiver.requests.every((one) => one.path === '/v1/traces'));
    for (const { resource } of receiver.spans) {
      assert.deepEqual(Object.keys(resource).toSorted(), ['service.name', 'service.version']);
      assert.equal(resource['service.name'], 'drawbridge');
      assert.match(String(resource['service.version']), /^\d+\.\d+\.\d+$/);
    }
  });

  it('show a question with its calls and its answer', () => {
    const [question] = named('message device.posture');
    assert.ok(question, receiver.spans.map((one) => one.name).join('\n'));
    assert.equal(question.kind, 'server');
    assert.equal(question.parentSpanId, '');
    assert.equal(question.failed, false);
    const { 'drawbridge.correlation_id': correlationId, ...rest } = question.attributes;
    assert.match(String(correlationId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      'drawbridge.conversation.type': 'personal',
      'drawbridge.intent': 'device.posture',
      'drawbridge.outcome': 'answered',
    });
    const children = childrenOf(question);
    assert.ok(children.some((one) => one.name === 'teams post'));
    const calls = children.filter((one) => one.attributes['url.template'] !== undefined);
    const services = new Set(calls.map((one) => one.attributes['drawbridge.service']));
    assert.deepEqual([...services].toSorted(), ['defender', 'graph']);
    for (const call of calls) {
      const { attributes } = call;
      assert.equal(call.kind, 'client');
      assert.equal(
        call.name,
        `${String(attributes['http.request.method'])} ${String(attributes['url.template'])}`,
      );
      assert.equal(attributes['drawbridge.correlation_id'], correlationId);
      assert.equal(attributes['server.address'], '127.0.0.1');
      assert.ok(Number(attributes['server.port']) > 0);
      const status = Number(attributes['http.response.status_code']);
      assert.ok(status >= 200 && status < 600);
      assert.equal(call.failed, status >= 400);
      assert.equal(attributes['error.type'], status >= 400 ? String(status) : undefined);
      assert.ok(call.lasted > 0n && call.lasted <= question.lasted);
    }
  });

  it('call by no name of its own what an activity makes up', () => {
    const [other, ...more] = named('other');
    assert.equal(other?.attributes['drawbridge.conversation.type'], 'other');
    assert.equal(more.length, 0);
  });

  it('show a refused and a counted click for what they are', () => {
    const [own, approved, ...more] = named('click approve');
    assert.ok(own && approved);
    assert.equal(more.length, 0);
    assert.equal(own.attributes['drawbridge.outcome'], 'refused');
    assert.equal(approved.attributes['drawbridge.outcome'], 'done');
    assert.equal(approved.attributes['drawbridge.verb'], 'approve');
    assert.equal(approved.attributes['drawbridge.request.id'], requestId);
    assert.equal(approved.attributes['drawbridge.request.state'], 'approved');
    assert.ok(childrenOf(approved).some((one) => one.name === 'transaction drawbridge.requests'));
  });

  it('show each step of a job as a trace of its own, tied to the request', () => {
    for (const queue of ['execute', 'verify', 'publish']) {
      const steps = named(`process ${queue}`);
      assert.ok(steps.length > 0, queue);
      for (const step of steps) {
        assert.equal(step.kind, 'consumer');
        assert.equal(step.parentSpanId, '');
        assert.equal(step.attributes['messaging.destination.name'], queue);
        assert.equal(step.attributes['drawbridge.request.id'], requestId);
        assert.equal(step.attributes['drawbridge.request.action'], 'isolate');
      }
    }
    // Following is a step of many requests; of one alone it names that one.
    const followed = named('process follow').flatMap(
      (step) => step.attributes['drawbridge.request.id'] ?? [],
    );
    assert.deepEqual([...new Set(followed)], [requestId]);
    const sent = receiver.spans.filter((one) => one.name === 'POST /api/machines/{id}/isolate');
    assert.equal(sent.length, 1);
    const execute = named('process execute').find((one) => one.spanId === sent[0]?.parentSpanId);
    assert.equal(execute?.attributes['drawbridge.request.state'], 'submitted');
    const [order] = named('message action.isolate');
    assert.equal(
      sent[0]?.attributes['drawbridge.correlation_id'],
      order?.attributes['drawbridge.correlation_id'],
    );
    const states = named('transaction drawbridge.requests').map(
      (one) => one.attributes['drawbridge.request.state'],
    );
    for (const state of ['requested', 'approved', 'executing', 'submitted', 'succeeded'])
      assert.ok(states.includes(state), state);
  });

  it('put the question of a button under its click', () => {
    const [click] = named('click ask');
    assert.ok(click);
    const [question] = childrenOf(click);
    assert.equal(question?.name, 'message device.alerts');
    assert.ok(childrenOf(question).some((one) => one.name === 'teams post'));
  });

  it('say nothing of what was typed, nor of people or devices', async () => {
    const said = Buffer.concat(receiver.bodies).toString('latin1').toLowerCase();
    const words = [
      ...(await personalWords()),
      ...[QUESTION, ORDER, 'credential theft', 'adele', 'My own hands', 'Looks bad to me', 'script'],
    ];
    assert.ok(words.length > 900, String(words.length));
    assert.ok(said.includes('device.posture'));
    assert.deepEqual(
      words.filter((word) => said.includes(word.toLowerCase())),
      [],
    );
  });

  it('say nothing that the documentation does not name', async () => {
    const page = await readFile(path.join(import.meta.dirname, '../../docs/telemetry.md'), 'utf8');
    const attributes = new Set(receiver.spans.flatMap((one) => Object.keys(one.attributes)));
    const documented = page
      .replaceAll('`.action`', '`drawbridge.request.action`')
      .replaceAll('`.state`', '`drawbridge.request.state`');
    assert.deepEqual(
      [...attributes].filter((name) => !documented.includes(`\`${name}\``)),
      [],
    );
  });
});

/** Every id, name, sign-in name, address and serial number of people, devices and groups in the demo tenant. */
async function personalWords(): Promise<readonly string[]> {
  const files = ['users', 'devices', 'machines', 'managedDevices', 'groups', 'signIns', 'alerts'];
  const words = new Set<string>();
  for (const file of files) {
    const text = await readFile(path.join(DEMO_DIR, `${file}.json`), 'utf8');
    collect(JSON.parse(text), '', words);
  }
  return [...words];
}

const PERSONAL =
  /^(id|deviceId|azureADDeviceId|aadDeviceId|displayName|givenName|surname|userPrincipalName|mail|computerDnsName|deviceName|serialNumber|userId|userDisplayName|ipAddress|lastIpAddress|lastExternalIpAddress)$/;

function collect(value: unknown, key: string, words: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, key, words);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) collect(member, name, words);
  } else if (typeof value === 'string' && PERSONAL.test(key) && value.length > 3) words.add(value);
}
