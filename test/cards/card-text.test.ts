import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import type { Notice } from '../../src/domain/questions/answer.ts';
import { cardText } from '../../src/cards/card-text.ts';
import { renderReply } from '../../src/cards/render-reply.ts';
import { NOW } from '../fakes/tenant-ports.ts';

function kept(name: string): JsonObject {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/cards/${name}.json`, import.meta.url), 'utf8'),
  ) as JsonObject;
}

function notice(headline: string): JsonObject {
  const reply: Notice = { kind: 'notice', tone: 'neutral', headline, lines: [], gaps: [], offers: [] };
  return renderReply(reply, { now: NOW }).card;
}

describe('card as text', () => {
  it('keeps the order of the card: verdict, reasons, evidence, gaps, buttons', () => {
    const text = cardText(kept('answer'));
    const order = [
      '⛔ Problem · FIN-LT-042',
      'High risk and compliant',
      '• Defender says',
      'Compliance ',
      'Risk ',
      '❔ Not known',
      '[Isolate…]',
    ];
    const places = order.map((part) => text.indexOf(part));
    assert.ok(
      places.every((place) => place >= 0),
      JSON.stringify(places),
    );
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  });

  it('aligns facts and shows what a client would fold', () => {
    const lines = cardText(kept('answer')).split('\n');
    const at = lines
      .filter((l) => /^ {2}(Compliance|Encryption|System) /.test(l))
      .map((l) => l.search(/\S\s{2,}\S/) + l.slice(l.search(/\S\s{2,}\S/)).search(/\s\S/));
    assert.equal(at.length, 3);
    assert.equal(new Set(at).size, 1);
    assert.ok(lines.some((l) => l.includes('Suspicious PowerShell command line')));
    assert.ok(!lines.some((l) => /▾|▸/.test(l)));
  });

  it('writes instants in UTC', () => {
    assert.match(cardText(kept('answer')), /reported 2 h ago \(2026-11-22 07:00 UTC\)/);
    assert.doesNotMatch(cardText(kept('answer')), /\{\{/);
  });

  it('takes escapes back and lets nothing drive the terminal', () => {
    const text = cardText(notice('a*b_c [x] `y` <z> C:\\temp \u001b[31m {{DATE(x)}} ${y}'));
    assert.match(text, /a\*b_c \[x\] `y` <z> C:\\temp \[31m \{\{DATE\(x\)\}\} \$\{y\}/);

    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u200b]/);
  });

  it('reads every kind of element', () => {
    const text = cardText({
      type: 'AdaptiveCard',
      body: [
        { type: 'RichTextBlock', inlines: ['plain ', { type: 'TextRun', text: 'run' }, 7] },
        {
          type: 'Table',
          rows: [
            {
              cells: [
                { items: [{ type: 'TextBlock', text: 'a' }] },
                { items: [{ type: 'TextBlock', text: 'b' }] },
              ],
            },
            {
              cells: [
                { items: [{ type: 'TextBlock', text: 'longer' }] },
                { items: [{ type: 'TextBlock', text: 'c' }] },
              ],
            },
          ],
        },
        { type: 'Input.Text', label: 'Reason' },
        { type: 'Input.Text' },
        { type: 'TextBlock', text: 'hidden', isVisible: false },
        { type: 'TextBlock', text: 'at {{TIME(2026-11-22T07:00:00Z)}}' },
        {
          type: 'ColumnSet',
          columns: [
            {
              items: [
                { type: 'TextBlock', text: 'one' },
                { type: 'TextBlock', text: 'two' },
              ],
            },
            { items: [{ type: 'TextBlock', text: 'three' }] },
          ],
        },
        {
          type: 'ActionSet',
          actions: [
            {
              type: 'Action.ShowCard',
              title: 'Deny',
              card: { body: [{ type: 'Input.Text', label: 'Why' }] },
            },
          ],
        },
        { type: 'Unknown', items: [{ type: 'TextBlock', text: 'inside' }] },
      ],
    });
    assert.equal(
      text,
      [
        'plain run',
        '  a       b',
        '  longer  c',
        '  Reason: ______',
        'at 2026-11-22 07:00 UTC',
        'one',
        'two',
        'three',
        '',
        '[Deny]',
        '    Why: ______',
        'inside',
      ].join('\n'),
    );
  });
});
