import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../../../src/simulator/json.ts';
import type { Column, Row } from '../../../../src/simulator/graph/hunting/kql-values.ts';
import { parseQuery } from '../../../../src/simulator/graph/hunting/parse-query.ts';
import { runSteps } from '../../../../src/simulator/graph/hunting/run-query.ts';
import { Refusal } from '../../../../src/simulator/refusal.ts';

const NOW = Date.parse('2026-11-22T04:00:00Z');
const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

const COLUMNS: readonly Column[] = [
  { name: 'Timestamp', type: 'datetime' },
  { name: 'Name', type: 'string' },
  { name: 'Port', type: 'int' },
  { name: 'Local', type: 'bool' },
  { name: 'Score', type: 'real' },
  { name: 'Raw', type: 'dynamic' },
];
const ROWS: readonly Row[] = [
  [at('03:00:00'), 'MsSense.exe', 443, false, 1.5, { user: 'Ada' }],
  [at('03:20:00'), 'chrome.exe', 53, true, null, null],
  [at('03:40:00'), 'Chrome.EXE', null, null, 10, ['x']],
  [null, '', 8080, true, -2, 'text'],
];

function run(steps: string): Record<string, Json>[] {
  const { steps: parsed } = parseQuery(`T ${steps}`, NOW);
  const { columns, rows } = runSteps({ columns: COLUMNS, rows: ROWS }, parsed);
  return [...rows].map((row) =>
    Object.fromEntries(columns.map(({ name }, place) => [name, row[place] ?? null])),
  );
}

/** Which of the rows a condition keeps, by their number. */
function kept(condition: string): number[] {
  const { steps } = parseQuery(`T | where ${condition}`, NOW);
  const { rows } = runSteps({ columns: COLUMNS, rows: ROWS }, steps);
  return [...rows].map((row) => ROWS.indexOf(row));
}

function refusal(query: string): string {
  try {
    const { steps } = parseQuery(query, NOW);
    runSteps({ columns: COLUMNS, rows: [] }, steps);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    assert.deepEqual([error.status, error.code], [400, 'BadRequest']);
    return error.message;
  }
  return assert.fail(`taken: ${query}`);
}

describe('a hunting query', () => {
  const conditions: readonly (readonly [string, readonly number[]])[] = [
    ['Name == "chrome.exe"', [1]],
    ['Name =~ "CHROME.exe"', [1, 2]],
    ['Name != "chrome.exe"', [0, 2, 3]],
    ['Name !~ "chrome.exe"', [0, 3]],
    ["Name == 'chrome.exe'", [1]],
    ['"chrome.exe" == Name', [1]],
    ['Name in ("chrome.exe", "MsSense.exe")', [0, 1]],
    ['Name in~ ("chrome.exe")', [1, 2]],
    ['Name !in ("chrome.exe")', [0, 2, 3]],
    ['Name !in~ ("chrome.exe", "mssense.exe")', [3]],
    ['Name contains "OME"', [1, 2]],
    ['Name has "chrome"', [1, 2]],
    ['Name has "chrome.exe"', [1, 2]],
    ['Name has "chrom"', []],
    ['Name has ""', [0, 1, 2, 3]],
    ['Name startswith "ms"', [0]],
    ['Name endswith "SE.exe"', [0]],
    ['isempty(Name)', [3]],
    ['isnotempty(Name)', [0, 1, 2]],
    ['isempty(Port)', [2]],
    ['Port == 443', [0]],
    // One null is unequal to everything and in no order to it.
    ['Port != 443', [1, 2, 3]],
    ['Port > 53', [0, 3]],
    ['Port >= 53', [0, 1, 3]],
    ['Port < 443', [1]],
    ['Port <= 443.0', [0, 1]],
    ['Port !in (53, 67, 68)', [0, 2, 3]],
    ['Port in (53)', [1]],
    ['Port == Port', [0, 1, 3]],
    ['Port != Port', []],
    ['Score == -2', [3]],
    ['Score < 1.75', [0, 3]],
    ['Local', [1, 3]],
    ['not(Local)', [0]],
    ['Local == false', [0]],
    ['Local != true', [0, 2]],
    ['true', [0, 1, 2, 3]],
    ['false', []],
    ['Local and Port == 8080', [3]],
    ['Local or Port == 443', [0, 1, 3]],
    // `and` binds tighter than `or`, brackets tightest.
    ['Port == 443 or Local and Port == 53', [0, 1]],
    ['(Port == 443 or Local) and Port == 53', [1]],
    ['not(Local or Port > 9999)', [0]],
    ['Timestamp > datetime(2026-11-22T03:20:00.000Z)', [2]],
    ['Timestamp >= datetime(2026-11-22 03:20)', [1, 2]],
    ['Timestamp < datetime(2026-11-22T04:20:00+01:00)', [0]],
    ['Timestamp >= datetime(2026-11-22)', [0, 1, 2]],
    ['Timestamp > ago(45m)', [1, 2]],
    ['Timestamp >= ago(0.5h)', [2]],
    ['Timestamp <= now()', [0, 1, 2]],
    ['Raw has "ada"', [0]],
    ['isempty(Raw)', [1]],
    // The text of a literal is never read as a query.
    ['Name == "\\" or true or Name == \\""', []],
    ['Name == @"x"" | take 9"', []],
    ["Name == 'x // no comment'", []],
    ['Name == "\\u0063hrome.exe" // or true', [1]],
    ["Name != @'it''s'", [0, 1, 2, 3]],
  ];
  for (const [condition, rows] of conditions) {
    it(`keeps what fits: ${condition}`, () => {
      assert.deepEqual(kept(condition), rows);
    });
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /^Syntax Error: .* line 1, position 1: unexpected end/],
    ['T | where Name ==', /unexpected end/],
    ['T\n| where\n  Name = "x"', /line 3, position 8: unexpected '='/],
    ['T | where Name == "x', /position 19: a string is not closed/],
    ['T | where Name == "x\ny"', /a string is not closed/],
    ['T | where Name == "\\q"', /unknown escape '\\q'/],
    ['T | where Name == "x" "y"', /unexpected 'y'/],
    ['T; U', /unexpected ';'/],
    ['let x = 1; T', /unexpected ';'/],
    ['let T', /unexpected 'T'/],
    ['T | join U on Name', /unexpected 'join'/],
    ['T | union U', /unexpected 'union'/],
    ['T | distinct Name', /unexpected 'distinct'/],
    ['T | Where Local', /unexpected 'Where'/],
    ['T || where Local', /unexpected '\|'/],
    ['T | where Port + 1 == 2', /unexpected '\+'/],
    ['T | where Port == 1 == true', /unexpected '=='/],
    ['T | where Port in ()', /unexpected '\)'/],
    ['T | where Port in (Port)', /unexpected 'Port'/],
    ['T | where Name matches regex "x"', /unexpected 'matches'/],
    ['T | where tolower(Name) == "x"', /unexpected 'tolower'/],
    ['T | where Timestamp > ago(7)', /unexpected '7'/],
    ['T | where Timestamp > ago(1w)', /unexpected '1w'/],
    ['T | where Timestamp > now(1h)', /unexpected '3600000'/],
    ['T | where Timestamp > datetime(2026-02-30)', /'datetime\(2026-02-30\)' is no instant/],
    ['T | where Timestamp > datetime(2026-11-22T25:00Z)', /is no instant/],
    ['T | where Timestamp > datetime(yesterday)', /is no instant/],
    ['T | where Port == 99999999999999999999', /out of range/],
    ['T | where Port == -Port', /unexpected 'Port'/],
    ['T | where Port == -true', /unexpected 'true'/],
    [`T | where ${'('.repeat(70)}Local${')'.repeat(70)}`, /too deeply nested/],
    ['T | take 1.5', /unexpected '1.5'/],
    ['T | take -1', /unexpected '-'/],
    ['T | take', /unexpected end/],
    ['T | top 3 Port', /unexpected 'Port'/],
    ['T | sort Port', /unexpected 'Port'/],
    ['T | sort by Port nulls last', /unexpected 'nulls'/],
    ['T | project 1', /unexpected '1'/],
    ['T | project', /unexpected end/],
    ['T | summarize by Name', /unexpected 'Name'/],
    ['T | summarize arg_max(*, Name)', /unexpected '\*'/],
    ['T | summarize count(', /unexpected end/],
    [
      'T | where X == 1',
      /^'where' operator: Failed to resolve column or scalar expression named 'X'\. Fix semantic/,
    ],
    ['T | where name == "x"', /named 'name'/],
    ['T | where __proto__ == "x"', /named '__proto__'/],
    [
      'T | summarize max(X)',
      /^'summarize' operator: Failed to resolve scalar expression named 'X'\. Fix semantic/,
    ],
    ['T | summarize count() by X', /^'summarize' operator: .* scalar expression named 'X'/],
    ['T | summarize arg_max(Port, X)', /scalar expression named 'X'/],
    ['T | project X', /^'project' operator: .* scalar expression named 'X'/],
    ['T | extend Y = X', /^'extend' operator: .* scalar expression named 'X'/],
    ['T | top 1 by X', /^'top' operator: .* scalar expression named 'X'/],
    ['T | order by X', /^'sort' operator: .* scalar expression named 'X'/],
    ['T | project Name | where Port == 1', /named 'Port'/],
    ['T | where Name == 1', /Cannot compare values of types string and long/],
    ['T | where Port == "1"', /Cannot compare values of types int and string/],
    ['T | where Raw == Raw', /Cannot compare values of types dynamic and dynamic/],
    ['T | where Timestamp > "2026-11-22"', /Cannot compare values of types datetime and string/],
    ['T | where Timestamp > 1h', /Cannot compare values of types datetime and timespan/],
    ['T | where Name > "x"', /'>' cannot be applied to values of type string/],
    ['T | where Local > false', /'>' cannot be applied to values of type bool/],
    ['T | where Port =~ 1', /'=~' cannot be applied to values of type int/],
    ['T | where Port contains "1"', /'contains' cannot be applied to values of types int and string/],
    ['T | where Name has 1', /'has' cannot be applied to values of types string and long/],
    ['T | where Port in~ (1)', /'in~' cannot be applied to values of type int/],
    ['T | where Port in (1, "2")', /A list of int is expected, not of string/],
    ['T | where Name', /A bool is expected, not a string/],
    ['T | where Local and Port', /A bool is expected, not a int/],
    ['T | where not(Name)', /A bool is expected/],
    ['T | summarize countif(Port)', /A bool is expected/],
    ['T | summarize sum(Port)', /Unknown function: 'sum'/],
    ['T | summarize constructor(Port)', /Unknown function: 'constructor'/],
    ['T | summarize count(Port)', /Function 'count' cannot be invoked with these arguments/],
    ['T | summarize max(Name)', /Function 'max' cannot be invoked/],
    ['T | summarize max()', /Function 'max' cannot be invoked/],
    ['T | summarize max(Port, Score)', /Function 'max' cannot be invoked/],
    ['T | summarize max(Port, *)', /Function 'max' cannot be invoked/],
    ['T | summarize arg_max()', /Function 'arg_max' cannot be invoked/],
    ['T | summarize arg_max(Port, 1)', /Function 'arg_max' cannot be invoked/],
    ['T | summarize dcount(true)', /The result of 'dcount' needs a name/],
    ['T | summarize count(), count()', /A column named 'count_' is given twice/],
    ['T | summarize arg_max(Timestamp, Name) by Name', /A column named 'Name' is given twice/],
    ['T | project Name, Name = Port', /A column named 'Name' is given twice/],
    ['T | extend A = 1, A = 2', /A column named 'A' is given twice/],
    ['T | sort by Raw', /A dynamic value has no order/],
    ['T | extend Span = 1h', /A timespan is no value of a column, here 'Span'/],
    ['T | summarize Span = max(1h)', /Function 'max' cannot be invoked/],
  ];
  for (const [query, message] of refused) {
    it(`is refused: ${query.slice(0, 60)}`, () => {
      assert.match(refusal(query), message);
    });
  }

  it('sorts downwards unless told otherwise, null before everything', () => {
    const ports = (steps: string) => run(steps).map((row) => row['Port']);
    assert.deepEqual(ports('| sort by Port'), [8080, 443, 53, null]);
    assert.deepEqual(ports('| order by Port desc'), [8080, 443, 53, null]);
    assert.deepEqual(ports('| sort by Port asc'), [null, 53, 443, 8080]);
    assert.deepEqual(ports('| sort by Local asc, Port'), [null, 443, 8080, 53]);
    assert.deepEqual(ports('| top 2 by Port'), [8080, 443]);
    assert.deepEqual(ports('| top 1 by Port asc'), [null]);
    assert.deepEqual(ports('| sort by Name asc | project Port | take 2'), [8080, null]);
    assert.deepEqual(ports('| limit 1'), [443]);
    assert.deepEqual(ports('| take 0'), []);
  });

  it('projects, renames and extends', () => {
    assert.deepEqual(run('| project Port, Web = Port == 443 | take 2'), [
      { Port: 443, Web: true },
      { Port: 53, Web: false },
    ]);
    assert.deepEqual(run('| extend Name = "x", Web = Local | project Web, Name | take 1'), [
      { Web: false, Name: 'x' },
    ]);
    assert.deepEqual(Object.keys(run('| extend Name = "x", Web = Local')[0] ?? {}).slice(0, 2), [
      'Timestamp',
      'Name',
    ]);
    assert.deepEqual(run('| extend __proto__ = 1 | project __proto__ | count'), [{ Count: 4 }]);
  });

  it('summarizes by groups', () => {
    assert.deepEqual(
      run('| summarize count(), Web = countif(Port == 443), max(Port), First = min(Timestamp) by Local'),
      [
        { Local: false, count_: 1, Web: 1, max_Port: 443, First: at('03:00:00') },
        { Local: true, count_: 2, Web: 0, max_Port: 8080, First: at('03:20:00') },
        { Local: null, count_: 1, Web: 0, max_Port: null, First: at('03:40:00') },
      ],
    );
    assert.deepEqual(run('| summarize dcount(Local), make_set(Local), Sets = make_set(Port)'), [
      { dcount_Local: 2, set_Local: [false, true], Sets: [443, 53, 8080] },
    ]);
  });

  it('finds the row with the largest or smallest value', () => {
    assert.deepEqual(run('| summarize arg_max(Timestamp, Name, Port)'), [
      { Timestamp: at('03:40:00'), Name: 'Chrome.EXE', Port: null },
    ]);
    assert.deepEqual(run('| summarize Seen = arg_min(Timestamp, Name) by Local | where Local'), [
      { Local: true, Seen: at('03:20:00'), Name: 'chrome.exe' },
    ]);
    const [all] = run('| summarize arg_max(Port, *) by Local');
    assert.deepEqual(Object.keys(all ?? {}), ['Local', 'Port', 'Timestamp', 'Name', 'Score', 'Raw']);
  });

  it('says of no rows at all nothing by groups, and one row of nothing without', () => {
    assert.deepEqual(run('| where false | summarize max(Port) by Name'), []);
    assert.deepEqual(run('| where false | count'), [{ Count: 0 }]);
    assert.deepEqual(run('| where false | summarize arg_max(Timestamp, Name), count()'), [
      { Timestamp: null, Name: '', count_: 0 },
    ]);
  });

  it('reads no more rows than it needs', () => {
    function* endless(): Iterable<Row> {
      for (;;) yield* ROWS;
    }
    const { steps } = parseQuery('T | where Port == 443 | take 3', NOW);
    assert.equal([...runSteps({ columns: COLUMNS, rows: endless() }, steps).rows].length, 3);
  });

  it('takes any text as a literal and gives it back', () => {
    const literal = (text: string) =>
      `"${text.replace(/[\u0000-\u001f"\\\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [row] = run(`| extend Given = ${literal(text)} | project Given`);
        assert.equal(row?.['Given'], text);
        assert.equal(
          run(`| extend Given = @"${text.replaceAll(/[\r\n]/g, '').replaceAll('"', '""')}" | take 1`)[0]?.[
            'Given'
          ],
          text.replaceAll(/[\r\n]/g, ''),
        );
      }),
    );
  });

  it('is answered or refused, never anything else, whatever stands in it', () => {
    const words =
      'T | where and or not ( ) in !in~ == Name Port "x" 1 1h datetime( , summarize count() by = * - // \n'.split(
        ' ',
      );
    const query = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((list) => `| where ${list.join(' ')}`),
    );
    fc.assert(
      fc.property(query, (text) => {
        try {
          run(`| where true ${text}`);
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error));
        }
      }),
    );
  });
});
