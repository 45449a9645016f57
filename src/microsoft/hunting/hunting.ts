/** What sensors reported, by advanced hunting. Reference sheet defender-xdr-graph, sections 5 and 6. */
import { z } from 'zod/v4';
import type { CallContext, Hunting } from '../../domain/ports/tenant.ts';
import type { IsoTime } from '../../domain/tenant/evidence.ts';
import type { GraphClient, GraphRead } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { filledText, id, instant, number, readAs } from '../http/wire.ts';
import { kqlList, kqlText, kqlTime } from './kql.ts';

const RUN: GraphRead = {
  route: route`/security/runHuntingQuery`,
  permissions: ['ThreatHunting.Read.All'],
  limits: ['hunting'],
};

/** Looking up names and addresses goes on while a device is cut off: DNS and DHCP. */
const LOOK_UP_PORTS = '53, 67, 68';

const ofMachine = { DeviceId: id.transform((value) => value.toLowerCase()), Timestamp: instant };
const rows = <T extends z.ZodRawShape>(shape: T) => z.object({ results: z.array(z.object(shape)) });

const connections = rows({
  ...ofMachine,
  RemoteIP: filledText,
  RemoteUrl: filledText,
  RemotePort: number,
  InitiatingProcessFileName: filledText,
});
const reports = rows(ofMachine);
const blocked = rows({ ...ofMachine, FileName: filledText });

export function createHunting(graph: GraphClient, context: CallContext): Hunting {
  async function run<T>(schema: z.ZodType<{ results: T[] }>, table: string, steps: readonly string[]) {
    const Query = [table, ...steps].join('\n| ');
    return readAs(schema, await graph.ask(context, RUN, { Query }), graph.call(context, RUN)).results;
  }
  const about = (machineIds: readonly string[], since: IsoTime): readonly string[] => [
    `where Timestamp > ${kqlTime(since)}`,
    `where DeviceId in ${kqlList(machineIds)}`,
  ];

  return {
    async connections(machineIds, since, except) {
      const found = await run(connections, 'DeviceNetworkEvents', [
        ...about(machineIds, since),
        `where ActionType == ${kqlText('ConnectionSuccess')}`,
        `where RemoteIPType != ${kqlText('Loopback')} and RemotePort !in (${LOOK_UP_PORTS})`,
        `where InitiatingProcessFileName !in~ ${kqlList(except)}`,
        'summarize arg_max(Timestamp, RemoteIP, RemoteUrl, RemotePort, InitiatingProcessFileName) by DeviceId',
      ]);
      return new Map(
        found.map((row) => [
          row.DeviceId,
          {
            at: row.Timestamp,
            process: row.InitiatingProcessFileName,
            remoteIp: row.RemoteIP,
            remoteUrl: row.RemoteUrl,
            remotePort: row.RemotePort,
          },
        ]),
      );
    },

    async reports(machineIds, since) {
      const found = await run(reports, 'DeviceNetworkEvents', [
        ...about(machineIds, since),
        'summarize Timestamp = max(Timestamp) by DeviceId',
      ]);
      return new Map(found.map((row) => [row.DeviceId, row.Timestamp]));
    },

    async blockedPrograms(machineIds, since) {
      const found = await run(blocked, 'DeviceEvents', [
        ...about(machineIds, since),
        // Which of them a restriction of code execution makes is UNCONFIRMED: all that a policy blocked.
        `where ActionType startswith ${kqlText('AppControl')} and ActionType endswith ${kqlText('Blocked')}`,
        'summarize arg_max(Timestamp, FileName) by DeviceId',
      ]);
      return new Map(found.map((row) => [row.DeviceId, { at: row.Timestamp, fileName: row.FileName }]));
    },
  };
}
