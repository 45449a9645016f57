import assert from 'node:assert/strict';
import { actionCancelActionCommand } from '../../src/commands/action-cancel-action.ts';
import { understand } from '../../src/commands/understanding/understand.ts';
import type { NewRequest, ResponseService } from '../../src/domain/approvals/service.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import type { MachineAction } from '../../src/domain/tenant/device.ts';
import { sampleRequest } from '../domain/approvals/sample-request.ts';
import { action, directoryDevice, machine, managedDevice } from '../fakes/sample-device.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { NOW, fakePorts } from '../fakes/tenant-ports.ts';
import { notThere } from '../jobs/fake-defender.ts';

const pending = (type: string): MachineAction => action({ id: type, type, status: 'Pending', scope: null });
const BOTH = [pending('Isolate'), pending('RunAntiVirusScan')];

async function say(
  text: string,
  actions: readonly MachineAction[],
  slots: Readonly<Record<string, string>> | null = null,
): Promise<{ readonly reply: Reply; readonly order: NewRequest | undefined }> {
  const orders: NewRequest[] = [];
  const understood = understand(text);
  const intent = slots === null ? understood : { ...understood, slots };
  const reply = await actionCancelActionCommand.run({
    intent,
    ...(slots === null ? { text } : {}),
    actor: { id: 'iris', name: 'Iris Ek' },
    conversationId: 'conversation',
    correlationId: 'c',
    tenant: fakePorts({
      devices: [directoryDevice()],
      managedDevices: [managedDevice()],
      machines: [machine()],
      actions,
    }),
    clock: { now: () => NOW },
    responses: {
      ...notThere<ResponseService>('responses'),
      stopSwitch: () => Promise.resolve({ pulled: false, by: null, reason: null, at: null }),
      request: (order) => {
        orders.push(order);
        return Promise.resolve({ ok: true, request: sampleRequest() });
      },
    },
    signInLedger: fakeLedger(),
  });
  return { reply, order: orders[0] };
}

describe('the kind of action that is to be cancelled', () => {
  for (const [text, type] of [
    ['cancel the scan on FIN-LT-042', 'RunAntiVirusScan'],
    ['abort the running full scan on FIN-LT-042', 'RunAntiVirusScan'],
    ['cancel the pending isolation of FIN-LT-042', 'Isolate'],
    ['withdraw the pending release of FIN-LT-042', 'Unisolate'],
    ['cancel the pending restriction on FIN-LT-042', 'RestrictCodeExecution'],
    ['stop the package collection on FIN-LT-042', 'CollectInvestigationPackage'],
    ['cancel the live response session on FIN-LT-042', 'LiveResponse'],
  ] as const) {
    it(`is the one that was named: ${text}`, async () => {
      const { order } = await say(text, [pending('Offboard'), pending(type)]);
      assert.deepEqual(order?.parameters, { type, actionId: type });
      const other = await say(text, [pending('Offboard')]);
      assert.equal(other.order, undefined);
      assert.equal(other.reply.kind, 'notice');
      assert.match(JSON.stringify(other.reply), new RegExp(`No action of type ${type} is pending`));
      assert.match(JSON.stringify(other.reply), /something else: Offboard, Pending since/);
      assert.doesNotMatch(JSON.stringify(other.reply), /"intent"/, 'what was not named is not offered');
    });
  }
  it('is not told by the reason, nor by the name of the device', async () => {
    const { reply } = await say('cancel the pending action on FIN-LT-042 because of the scan', BOTH);
    assert.equal(reply.kind === 'choice' ? reply.candidates.length : 0, 2);
  });
  it('is asked back among its own kind only', async () => {
    const two = [{ ...pending('RunAntiVirusScan'), id: 'a' }, ...BOTH];
    const { reply } = await say('cancel the scan on FIN-LT-042', two);
    assert.ok(reply.kind === 'choice');
    assert.match(reply.headline, /2 actions of type RunAntiVirusScan/);
    assert.deepEqual(
      reply.candidates.map(({ title }) => title),
      ['RunAntiVirusScan', 'RunAntiVirusScan'],
    );
  });
  it('is carried on by a button that asks which device is meant', async () => {
    const slots = { device: 'FIN-LT-042', pending: 'RunAntiVirusScan' };
    assert.equal((await say('', BOTH, slots)).order?.parameters['type'], 'RunAntiVirusScan');
  });
  it('is what a button names, whatever else is pending', async () => {
    const slots = { device: 'FIN-LT-042', actionId: 'Isolate' };
    assert.deepEqual((await say('', BOTH, slots)).order?.parameters, {
      type: 'Isolate',
      actionId: 'Isolate',
    });
  });
  it('is left open where none was named', async () => {
    assert.match(
      JSON.stringify((await say('cancel the pending action on FIN-LT-042', [])).reply),
      /Nothing is pending/,
    );
    const { reply } = await say('cancel the pending action on FIN-LT-042', BOTH);
    assert.equal(reply.kind, 'choice');
  });
});
