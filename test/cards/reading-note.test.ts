import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cardText } from '../../src/cards/card-text.ts';
import { CARD_BYTES, sizeOf } from '../../src/cards/fit.ts';
import { renderReply } from '../../src/cards/render-reply.ts';
import type { Answer, Choice, Notice } from '../../src/domain/questions/answer.ts';
import type { Json, JsonObject } from '../../src/domain/tenant/access-policies.ts';
import { NOW } from '../fakes/tenant-ports.ts';
import { schemaFaults } from './card-schema.ts';

const SAMPLES = new URL('../../adaptiveCards/samples/', import.meta.url);

function sample(name: string): Answer | Choice | Notice {
  return JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8')) as Answer | Choice | Notice;
}

function card(name: string, readAs?: string): JsonObject {
  return renderReply({ ...sample(name), ...(readAs === undefined ? {} : { readAs }) }, { now: NOW }).card;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

describe('the note of how a sentence was read', () => {
  for (const name of ['answer', 'choice', 'notice']) {
    it(`comes before everything else on the card: ${name}`, () => {
      const shown = card(name, 'posture of device FIN-LT-042');
      assert.deepEqual(schemaFaults(shown), []);
      const said = 'Understood as the question “posture of device FIN-LT-042”. Nothing was requested.';
      assert.ok(cardText(shown).startsWith(said));
      assert.ok(textOf(shown.speak).startsWith(said));
      assert.ok(textOf(shown.fallbackText).startsWith(said));
    });

    it(`changes nothing else: ${name}`, () => {
      const [, ...rest] = card(name, 'posture of device FIN-LT-042').body as readonly unknown[];
      assert.deepEqual(rest, card(name).body);
    });

    it(`shows what was typed as text, and fits: ${name}`, () => {
      const hostile = `risk of **[x](https://evil.example)** \${a} {{DATE(2026)}} <speak> ${'x'.repeat(60_000)}`;
      const shown = card(name, hostile);
      assert.deepEqual(schemaFaults(shown), []);
      assert.ok(sizeOf(shown) <= CARD_BYTES);
      const [note] = shown.body as [{ text: string }];
      assert.doesNotMatch(note.text, /\*\*\[x\]\(https:\/\/|\$\{|\{\{/);
      assert.doesNotMatch(textOf(shown.speak), /[<>]/);
    });
  }
});
