import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../../src/domain/commands.ts';
import type { ResponseService } from '../../src/domain/approvals/service.ts';
import { commandFor } from '../../src/commands/registry.ts';
import { understand } from '../../src/commands/understanding/understand.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { fakePorts, fixedClock } from '../fakes/tenant-ports.ts';
import { MACHINE_ID, alert, healthyTenant, signIn } from '../fakes/sample-device.ts';

const INTENTS = [
  'device.posture',
  'device.compliance',
  'device.risk',
  'device.alerts',
  'device.vulnerabilities',
  'device.software',
  'device.logons',
  'device.find',
  'user.devices',
  'user.posture',
  'user.signins',
] as const;

const data = healthyTenant({ alerts: { [MACHINE_ID]: [alert()] }, signIns: [signIn()] });

function contextFor(command: Command, text: string): CommandContext {
  return {
    intent: { ...understand(text), intent: command.intent },
    actor: { id: 'someone', name: 'Iris Ek' },
    conversationId: 'c',
    correlationId: 'x',
    tenant: fakePorts(data),
    clock: fixedClock(),
    // No question may touch the response service.
    responses: {} as ResponseService,
    signInLedger: fakeLedger(),
  };
}

for (const name of INTENTS) {
  const command = commandFor(name);
  describe(`command ${name}`, () => {
    it('is registered with at least five examples, for readers', () => {
      assert.equal(command.intent, name);
      assert.ok(command.examples.length >= 5);
      assert.equal(command.role, 'reader');
    });

    for (const example of command.examples) {
      it(`understands "${example}" and answers it`, async () => {
        const meant = understand(example);
        assert.equal(meant.intent, name);
        const reply = await command.run(contextFor(command, example));
        assert.ok(reply.kind === 'answer' || reply.kind === 'choice', JSON.stringify(reply));
        if (reply.kind === 'answer') assert.equal(reply.intent, name);
      });
    }
  });
}
