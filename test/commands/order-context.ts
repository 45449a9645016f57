/** What a command is given when somebody asks for an action, and what it then asks the response service for. */
import type { CommandContext } from '../../src/domain/commands.ts';
import type { NewRequest, ResponseService } from '../../src/domain/approvals/service.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import { sampleRequest } from '../domain/approvals/sample-request.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { NOW } from '../fakes/tenant-ports.ts';
import { notThere } from '../jobs/fake-defender.ts';

export interface Ordered {
  readonly reply: Reply;
  readonly order: NewRequest | undefined;
}

export async function ordered(
  run: (context: CommandContext) => Promise<Reply>,
  over: Pick<CommandContext, 'intent' | 'tenant'> & Partial<CommandContext>,
): Promise<Ordered> {
  const orders: NewRequest[] = [];
  const reply = await run({
    actor: { id: 'iris', name: 'Iris Ek' },
    conversationId: 'conversation',
    correlationId: 'c',
    clock: { now: () => NOW },
    responses: {
      ...notThere<ResponseService>('responses'),
      request: (order) => {
        orders.push(order);
        return Promise.resolve({ ok: true, request: sampleRequest() });
      },
    },
    signInLedger: fakeLedger(),
    ...over,
  });
  return { reply, order: orders[0] };
}
