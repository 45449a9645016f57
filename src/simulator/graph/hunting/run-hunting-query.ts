/** Advanced hunting: `POST /security/runHuntingQuery`. */
import { ok, type Reply } from '../../http/exchange.ts';
import type { Call, Route } from '../../http/route.ts';
import { text, type Json, type JsonObject } from '../../json.ts';
import { Refusal } from '../../refusal.ts';
import { checkParameters } from '../check-body.ts';
import { badRequest } from '../graph-errors.ts';
import { checkOptions } from '../read-options.ts';
import { huntingTable } from './hunting-tables.ts';
import { unknownTable } from './kql-errors.ts';
import type { Query } from './kql-syntax.ts';
import { emptyOf, fromWire, toWire, WIRE_TYPES, type Column, type Row, type Rows } from './kql-values.ts';
import { liveRows } from './live-telemetry.ts';
import { parseQuery } from './parse-query.ts';
import { narrow, openWindow, type RowWindow } from './row-window.ts';
import { firstOf, runSteps } from './run-query.ts';

const MOST_ROWS = 100_000;
/** Rows that one query may read: beyond that a real query takes longer than its three minutes. */
const MOST_READ = 250_000;

/** Documentation writes `Query`, metadata `query`: both are taken, not both at once. */
function readBody(call: Call): { query: string; timespan: string | undefined } {
  const body = call.body ?? {};
  const named: [string, Json][] = Object.entries(body).map(([name, value]) => [
    name === 'Query' || name === 'Timespan' ? name.toLowerCase() : name,
    value,
  ]);
  const read = Object.fromEntries(named);
  if (Object.keys(read).length < named.length)
    throw badRequest('A parameter is given twice in two spellings.');
  checkParameters(read, { query: 'string!', timespan: 'string' });
  return { query: text(read['query']) ?? '', timespan: text(read['timespan']) };
}

function runHuntingQuery(call: Call): Reply {
  checkOptions(call, []);
  const { query, timespan } = readBody(call);
  const now = call.clock.now().getTime();
  const parsed = parseQuery(query, now);
  const { columns, rows } = runSteps(tableRows(call, parsed, openWindow(timespan, now)), parsed.steps);
  const results = [...firstOf(rows, MOST_ROWS)].map((row) => printed(row, columns));
  return ok({
    '@odata.context': `${call.base}/$metadata#microsoft.graph.security.huntingQueryResults`,
    schema: columns.map(({ name, type }) => ({ name, type: WIRE_TYPES[type] })),
    results,
  });
}

function printed(row: Row, columns: readonly Column[]): JsonObject {
  return Object.fromEntries(columns.map(({ name, type }, at) => [name, toWire(row[at] ?? null, type)]));
}

function tableRows(call: Call, query: Query, window: RowWindow): Rows {
  const columns = huntingTable(query.table);
  if (columns === undefined) throw unknownTable(query.table);
  return { columns, rows: readRows(call, query, columns, window) };
}

/** The rows of the tenant's file and what the sensors tell, both within the window. Some tables know no time. */
function* readRows(call: Call, query: Query, columns: readonly Column[], window: RowWindow): Iterable<Row> {
  const timeless = !columns.some((column) => column.name === 'Timestamp');
  const read = rowReader(columns);
  for (const row of call.store.list(`hunting/${query.table}`)) {
    const time = Date.parse(text(row['Timestamp']) ?? '');
    if (timeless || (time >= window.from && time <= window.to)) yield read(row);
  }
  for (const row of liveRows(query.table, call, narrow(window, query.steps))) yield read(row);
}

function rowReader(columns: readonly Column[]): (row: JsonObject) => Row {
  const empty = columns.map(({ type }) => emptyOf(type));
  const places = new Map(columns.map(({ name, type }, at) => [name, { at, type }]));
  let left = MOST_READ;
  return (row) => {
    left -= 1;
    if (left < 0) throw new Refusal(504, 'UnknownError', '');
    const values = empty.slice();
    for (const name in row) {
      const place = places.get(name);
      if (place !== undefined) values[place.at] = fromWire(row[name], place.type);
    }
    return values;
  };
}

export const HUNTING_ROUTES: readonly Route[] = [
  {
    service: 'graph',
    method: 'POST',
    path: '/security/runHuntingQuery',
    permissions: ['ThreatHunting.Read.All'],
    limit: 'hunting',
    note: 'A part of KQL: what is not known is 400, wording UNCONFIRMED but for unknown tables and columns.',
    handle: runHuntingQuery,
  },
];
