import assert from 'node:assert/strict';
import type { TurnContext } from 'botbuilder';
import { createAdapter } from '../../src/bot/adapter.ts';

describe('the adapter', () => {
  it('has one connector client for an address, and another one for another', async () => {
    const adapter = createAdapter(null);
    const clientFor = async (serviceUrl: string, conversation: string): Promise<unknown> => {
      const clients: unknown[] = [];
      const reference = {
        channelId: 'msteams',
        serviceUrl,
        bot: { id: '28:bot', name: 'Bot' },
        conversation: { id: conversation, isGroup: false, conversationType: 'personal', name: '' },
      };
      await adapter.continueConversationAsync('', reference, (context: TurnContext) => {
        clients.push(context.turnState.get(adapter.ConnectorClientKey));
        return Promise.resolve();
      });
      assert.equal(clients.length, 1);
      assert.ok(clients[0] !== undefined);
      return clients[0];
    };
    const first = await clientFor('http://127.0.0.1:1/', 'a:1');
    assert.equal(await clientFor('http://127.0.0.1:1/', 'a:2'), first);
    assert.notEqual(await clientFor('http://127.0.0.1:2/', 'a:1'), first);
  });
});
