import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvField, tableCsv } from '../../src/cards/csv.ts';

describe('csvField', () => {
  it('never begins like a formula and survives a CSV reader', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const field = csvField(text);
        const read = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
        assert.ok(read === text || read === `'${text}`);
        assert.ok(!/^[=+\-@\t\r]/.test(read));
        if (!field.startsWith('"')) assert.ok(!/[",\r\n]/.test(field));
      }),
    );
  });
});

describe('tableCsv', () => {
  it('is read as UTF-8 by Excel, a line a row, and holds nothing that runs or hides', () => {
    const csv = tableCsv({
      name: 'x',
      columns: ['Person', 'Why'],
      rows: [
        ['李 伟', '=HYPERLINK("https://evil.example")'],
        ['a,b', 'two\nlines'],
        ['\u202edlrow', '\u200b=1+1'],
        ['@SUM(A1)', '-1'],
      ],
    });
    assert.equal(
      csv,
      [
        '\ufeffPerson,Why',
        '李 伟,"\'=HYPERLINK(""https://evil.example"")"',
        '"a,b",two lines',
        'dlrow,"\'=1+1"',
        '"\'@SUM(A1)","\'-1"',
        '',
      ].join('\r\n'),
    );
  });
});
