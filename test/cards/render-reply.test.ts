import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/domain/tenant/access-policies.ts';
import type { Answer, Choice, Notice, Tone } from '../../src/domain/questions/answer.ts';
import { CARD_BYTES, fit, sizeOf } from '../../src/cards/fit.ts';
import { renderReply } from '../../src/cards/render-reply.ts';
import { TONES } from '../../src/cards/tones.ts';
import { NOW } from '../fakes/tenant-ports.ts';
import { schemaFaults, walk } from './card-schema.ts';

type Shown = Answer | Choice | Notice;

const SAMPLES = new URL('../../adaptiveCards/samples/', import.meta.url);
const names = ['answer', 'choice', 'notice'] as const;

function sample(name: string): Shown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8')) as Shown;
}

const answer = sample('answer') as Answer;
const choice = sample('choice') as Choice;
const notice = sample('notice') as Notice;

function card(reply: Shown): JsonObject {
  return renderReply(reply, { now: NOW }).card;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Every text that a client reads as markdown. */
function markdownTexts(of: JsonObject): readonly string[] {
  const texts: string[] = [];
  walk(of, (part) => {
    if (part.type === 'TextBlock') texts.push(textOf(part.text));
    if (part.type === 'FactSet') {
      for (const fact of part.facts as readonly JsonObject[])
        texts.push(textOf(fact.title), textOf(fact.value));
    }
  });
  return [...texts, textOf(of.fallbackText)];
}

/** The same reply with every text of it replaced. */
function withText(reply: Shown, text: string): Shown {
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      const fixed = ['kind', 'intent', 'tone', 'source', 'askedAt', 'asOf', 'at', 'time', 'reason', 'style'];
      return fixed.includes(key) ? value : text;
    }
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, replace(v, k)]));
    }
    return value;
  };
  return replace(reply, '') as Shown;
}

describe('reply card', () => {
  it('has a sample for every template', () => {
    for (const name of names) assert.ok(readdirSync(SAMPLES).includes(`${name}.json`));
  });

  for (const name of names) {
    it(`makes of the ${name} sample a card that is valid for schema 1.5`, () => {
      assert.deepEqual(schemaFaults(card(sample(name))), []);
    });

    it(`renders the ${name} sample as kept in test/fixtures/cards`, () => {
      const kept = new URL(`../fixtures/cards/${name}.json`, import.meta.url);
      assert.deepEqual(card(sample(name)), JSON.parse(readFileSync(kept, 'utf8')));
    });

    it(`leaves nothing of the ${name} template unfilled`, () => {
      assert.doesNotMatch(JSON.stringify(card(sample(name))), /\$\{|\$data|\$when|undefined/);
    });

    it(`gives the ${name} card fallback text, speech and full width`, () => {
      const made = card(sample(name));
      assert.ok(textOf(made.fallbackText).length > 10);
      assert.ok(textOf(made.speak).length > 10);
      assert.deepEqual(made.msteams, { width: 'Full' });
      assert.equal(made.version, '1.5');
    });
  }

  it('finds faults in a card that is not valid', () => {
    const wrong = {
      ...card(notice),
      body: [{ type: 'TextBlock', text: 'x', colour: 'good' }, { type: 'Nope' }],
    };
    assert.equal(schemaFaults(wrong).length, 3);
  });

  it('never says a tone by colour alone', () => {
    for (const tone of Object.keys(TONES) as Tone[]) {
      const look = TONES[tone];
      const first = markdownTexts(card({ ...notice, tone }))[0] ?? '';
      assert.equal(first, `${look.icon} ${look.word}`);
    }
    assert.equal(new Set(Object.values(TONES).map((look) => look.icon)).size, 5);
  });

  it('uses no colour that does not follow the theme', () => {
    walk(card(answer), (part) => {
      assert.equal(part.backgroundImage, undefined);
      assert.equal(part.type === 'Image', false);
    });
  });

  it('shows the verdict first and every gap with its advice', () => {
    const texts = markdownTexts(card(answer));
    assert.match(texts[1] ?? '', /^High risk and compliant/);
    assert.ok(texts.some((t) => t.includes('Needs the application permission Some.Read.All')));
  });

  it('gives every section its source, age and a way to fold it', () => {
    const made = card(answer);
    const toggles: JsonObject[] = [];
    const ids = new Set<string>();
    walk(made, (part) => {
      if (part.type === 'Action.ToggleVisibility') toggles.push(part);
      if (typeof part.id === 'string') ids.add(part.id);
    });
    assert.equal(toggles.length, answer.sections.length);
    for (const toggle of toggles) {
      for (const target of toggle.targetElements as readonly string[]) assert.ok(ids.has(target), target);
    }
    const ages = markdownTexts(made).filter((t) =>
      /(reported|asked) .*\(\{\{DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,SHORT\)\}\} \{\{TIME\(/.test(t),
    );
    assert.ok(ages.length >= answer.sections.length);
  });

  it('marks a fact that is older or from elsewhere than its section', () => {
    const facts = markdownTexts(card(answer));
    assert.ok(
      facts.some((t) => /^✅ no · reported 8 days ago/.test(t)),
      facts.join('\n'),
    );
  });

  it('lets a button ask with an intent and names, on old clients too', () => {
    const buttons: JsonObject[] = [];
    walk(card(answer), (part) => {
      if (part.type === 'Action.Execute') buttons.push(part);
    });
    assert.equal(buttons.length, answer.offers.length);
    const [first] = buttons;
    const offer = answer.offers[0];
    assert.deepEqual(first?.data, { intent: offer?.intent, slots: offer?.slots });
    assert.equal(first.verb, 'ask');
    const fallback = first.fallback as JsonObject;
    assert.equal(fallback.type, 'Action.Submit');
    assert.deepEqual(fallback.data, { verb: 'ask', intent: offer?.intent, slots: offer?.slots });
  });

  it('shows at most six buttons', () => {
    const offer = answer.offers[0]!;
    const made = card({ ...answer, offers: Array.from({ length: 9 }, () => offer) });
    assert.equal((made.actions as readonly unknown[]).length, 6);
  });

  it('summarises in one line', () => {
    assert.equal(
      renderReply(answer, { now: NOW }).summary,
      '⛔ FIN-LT-042: High risk and compliant: Intune is not hearing Defender',
    );
  });
});

describe('reply card with hostile text', () => {
  const hostile = [
    '**bold** _it_ `code` ~~x~~',
    '[click](https://evil.example)',
    '![x](https://evil.example/p.png)',
    '<at>Everyone</at>',
    '<script>alert(1)</script>',
    '${headline}',
    '${$root}',
    '{{DATE(2026-01-01T00:00:00Z)}}',
    '{{TIME(2026-01-01T00:00:00Z)}}',
    '# heading',
    '> quote',
    '>quote',
    '- item',
    '1. item',
    '---',
    'a\n\n- b',
    'admin\u202Etxt.exe',
    '\u2066\u2067x\u2069',
    'https://evil.example/x www.evil.example mailto:x@evil.example',
    '&#x202e;&lt;b&gt;',
    'O\'Brien\'s "PC" \\ * [',
    '\u001b[31mred\u0007',
    '\ud800 lone',
    '$' + '{{{DATE(x)}}}',
  ];

  for (const text of hostile) {
    it(`shows ${JSON.stringify(text)} as text`, () => {
      for (const reply of [answer, choice, notice]) {
        const made = card(withText(reply, text));
        assert.deepEqual(schemaFaults(made), []);
        for (const shown of markdownTexts(made)) assertInert(shown);
      }
    });
  }

  it('shows any text as text', () => {
    const parts = fc.constantFrom(
      '*',
      '_',
      '[',
      '](',
      '<',
      '{',
      '{{',
      '$',
      '${',
      '}}',
      'DATE(',
      '\n',
      '#',
      '- ',
      '\\',
      '`',
      'a',
      ' ',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        for (const shown of markdownTexts(card(withText(notice, `x${pieces.join('')}`)))) assertInert(shown);
      }),
      { numRuns: 60 },
    );
  });

  it('hands the names of a button back as they are', () => {
    const slots = { device: "${x} {{DATE(x)}} <at>O'Brien\u202e</at>" };
    const made = card({ ...notice, offers: [{ title: '${x}', intent: 'device.posture', slots }] });
    const [button] = made.actions as readonly JsonObject[];
    assert.deepEqual((button?.data as JsonObject).slots, slots);
    assert.equal(button?.title, '$\u200b{x}');
  });
});

/** Nothing in it is markup, a link, a mention, a macro or an expression of somebody else's. */
function assertInert(shown: string): void {
  const ours = shown.replace(/\{\{(DATE|TIME)\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(,SHORT)?\)\}\}/g, '');
  assert.doesNotMatch(ours, /\{\{|\$\{/, shown);
  const free = ours.replace(/\\[\\*_[\]`~<]/g, '');
  assert.doesNotMatch(free, /[*_[\]`~<\\]/, shown);
  assert.doesNotMatch(free, /https?:\/\/|www\.|mailto:/i, shown);
  assert.doesNotMatch(free, /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/, shown);
  assert.doesNotMatch(free, /^\s*(#|>|-|\+|\d+[.)])(\s|$)|^(---|===)$/, shown);
  assert.doesNotMatch(free, /&#?\w+;/, shown);
  assert.ok(shown.isWellFormed());
}

describe('size of a reply card', () => {
  const long = 'x'.repeat(10_000);

  it('fits however long the texts are', () => {
    for (const reply of [answer, choice, notice]) {
      const made = card(withText(reply, long));
      assert.ok(sizeOf(made) <= CARD_BYTES, String(sizeOf(made)));
      assert.deepEqual(schemaFaults(made), []);
    }
  });

  it('drops details first and counts them', () => {
    const section = answer.sections[0]!;
    const items = Array.from({ length: 400 }, (_, n) => ({ title: `policy ${n} ${'y'.repeat(100)}` }));
    const made = card({ ...answer, sections: [{ ...section, items }, ...answer.sections.slice(1)] });
    const texts = markdownTexts(made);
    assert.ok(texts.includes('390 more entries not shown'), texts.filter((t) => /more/.test(t)).join());
    assert.ok(sizeOf(made) <= CARD_BYTES);
    const eleven = card({ ...answer, sections: [{ ...section, items: items.slice(0, 11) }] });
    assert.ok(markdownTexts(eleven).includes('1 more entry not shown'));
  });

  it('keeps verdict and gaps when everything else must go', () => {
    const gap = answer.gaps[0]!;
    const sources = ['Intune', 'Entra ID', 'Sentinel'] as const;
    const big: Answer = {
      ...answer,
      headline: `Verdict ${'ü'.repeat(400)}`,
      reasons: Array.from({ length: 60 }, () => 'ü'.repeat(400)),
      sections: Array.from({ length: 30 }, () => answer.sections[0]!),
      gaps: Array.from({ length: 120 }, (_, n) => ({
        ...gap,
        source: sources[n % 3]!,
        subject: `subject ${n}`,
        message: 'ü'.repeat(400),
      })),
      offers: Array.from({ length: 6 }, () => ({
        title: 'ü'.repeat(80),
        intent: 'device.posture' as const,
        slots: { device: 'ü'.repeat(300) },
      })),
    };
    const made = card(big);
    assert.ok(sizeOf(made) <= CARD_BYTES, String(sizeOf(made)));
    const texts = markdownTexts(made);
    assert.match(texts[1] ?? '', /^Verdict/);
    assert.ok(texts.includes('❔ Not known'));
    for (const source of sources) assert.ok(texts.some((t) => t.startsWith(`• ${source}: subject`)));
    assert.ok(texts.some((t) => /more reasons not shown/.test(t)));
    assert.ok(texts.some((t) => /^Not shown to keep the card small/.test(t)));
  });

  it('says how many candidates and lines are left out', () => {
    const candidate = choice.candidates[0]!;
    const many = card({ ...choice, candidates: Array.from({ length: 14 }, () => candidate) });
    assert.ok(markdownTexts(many).includes('4 more fit this name: ask with a fuller one'));
    const lines = card({
      ...notice,
      lines: Array.from({ length: 200 }, (_, n) => `line ${n} ${'z'.repeat(200)}`),
    });
    assert.ok(markdownTexts(lines).some((t) => /more lines not shown/.test(t)));
  });

  it('leaves out a button whose name would not fit', () => {
    const offers = [{ title: 'x', intent: 'device.posture' as const, slots: { device: 'x'.repeat(40_000) } }];
    assert.deepEqual(card({ ...notice, offers }).actions, []);
  });

  it('refuses what cannot be made to fit', () => {
    assert.throws(() => fit(() => ({ body: 'x'.repeat(100) }), 50), { code: 'card_too_large' });
  });
});

describe('reply card in odd cases', () => {
  it('does without a subject, facts, ages and details', () => {
    const section = {
      ...answer.sections[0]!,
      title: 'Anything',
      facts: [],
      items: [{ title: 'x', detail: '' }],
    };
    const bareAnswer: Answer = {
      ...answer,
      subject: null,
      reasons: ['one'],
      sections: [section],
      gaps: [],
      offers: [],
    };
    const { card: made, summary } = renderReply(bareAnswer, { now: NOW });
    assert.deepEqual(schemaFaults(made), []);
    assert.ok(summary.startsWith('⛔ High risk'));
    const texts = markdownTexts(made);
    assert.equal(texts[0], '⛔ Problem');
    assert.ok(texts.some((t) => /^Intune · asked 2? ?/.test(t)));
  });

  it('does not invent an instant', () => {
    const section = {
      ...answer.sections[0]!,
      facts: [{ label: 'Seen', value: { time: 'soon' }, source: 'Entra ID', asOf: 'never' }] as const,
      items: [{ title: 'x', at: 'soon' }],
    };
    const texts = markdownTexts(card({ ...answer, sections: [section] }));
    assert.ok(
      texts.includes('at an unknown time · Entra ID · reported at an unknown time'),
      texts.join('\n'),
    );
    assert.doesNotMatch(JSON.stringify(texts), /Invalid|NaN/);
  });

  it('sets a line over a list apart', () => {
    const notice = { ...(sample('notice') as Extract<Shown, { kind: 'notice' }>) };
    const drawn = card({ ...notice, lines: ['Devices', '• “is it risky?”', '• “alerts”', 'That is all.'] });
    const weights = (drawn.body as unknown as { text?: string; weight?: string }[])
      .filter((part) => part.text !== undefined)
      .map((part) => `${part.text ?? ''} ${part.weight ?? ''}`);
    assert.deepEqual(weights.slice(0, 4), [
      'Devices Bolder',
      '• “is it risky?” Default',
      '• “alerts” Default',
      'That is all. Default',
    ]);
  });
});
