/**
 * A tiny Defender over HTTP for the kill tests: it holds the machine's actions, so that they outlive the process under
 * test, and tells the test about every call before and after it takes effect.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MachineAction } from '../../src/domain/tenant/device.ts';
import { MACHINE_ID, machine, machineAction } from './fake-defender.ts';

/** `isolate:before`: the call arrived and nothing happened yet. `isolate:after`: it took effect, no answer was given. */
export type Moment = `${string}:before` | `${string}:after`;

export interface DefenderServer {
  readonly url: string;
  readonly actions: MachineAction[];
  /** Awaited at each moment: the test kills here. */
  at: (moment: Moment) => void | Promise<void>;
  close(): Promise<void>;
}

export async function startDefenderServer(): Promise<DefenderServer> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const self: DefenderServer = {
    url: '',
    actions: [],
    at: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, call = '', id = ''] = (request.url ?? '').split('/');
    await self.at(`${call}:before`);
    const result = act(call, decodeURIComponent(id));
    await self.at(`${call}:after`);
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(result));
  }

  function act(call: string, argument: string): unknown {
    switch (call) {
      case 'machine':
        return machine();
      case 'machineActions':
        return [...self.actions].reverse();
      case 'isolate': {
        const at = new Date().toISOString();
        const action = machineAction({
          id: `action-${self.actions.length + 1}`,
          status: 'Pending',
          requestorComment: argument,
          requestSource: 'PublicApi',
          machineId: MACHINE_ID,
          creationDateTimeUtc: at,
          lastUpdateDateTimeUtc: at,
        });
        self.actions.push(action);
        return action;
      }
      case 'machineAction': {
        const index = self.actions.findIndex((action) => action.id === argument);
        const found = self.actions[index];
        if (found === undefined) return null;
        self.actions[index] = { ...found, status: 'Succeeded' };
        return self.actions[index];
      }
      default:
        return null;
    }
  }

  return Object.assign(self, { url: `http://127.0.0.1:${port}` });
}
