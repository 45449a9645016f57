import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../../src/domain/commands.ts';
import { INTENT_SLOTS, type IntentName } from '../../src/domain/intents.ts';
import type { Notice } from '../../src/domain/questions/answer.ts';
import { INTENT_TITLES } from '../../src/commands/intent-titles.ts';
import { NOT_YET } from '../../src/commands/not-available.ts';
import { commandFor, commands } from '../../src/commands/registry.ts';
import { understand } from '../../src/commands/understanding/understand.ts';

const intents = Object.keys(INTENT_SLOTS) as IntentName[];
const registered = new Set(commands.map((command) => command.intent));

/** These commands look at nothing but the sentence. */
async function notice(command: Command, text: string): Promise<Notice> {
  const context = { intent: understand(text), text } as unknown as CommandContext;
  const reply = await command.run(context);
  assert.equal(reply.kind, 'notice');
  return reply;
}

describe('command registry', () => {
  for (const intent of intents) {
    it(`has a command for ${intent}, or says that there is none yet`, () => {
      assert.notEqual(registered.has(intent), NOT_YET.includes(intent));
      assert.equal(commandFor(intent).intent, intent);
    });
  }

  it('registers every intent once', () => {
    assert.equal(registered.size, commands.length);
  });

  for (const command of commands) {
    it(`understands the examples of ${command.intent} as that and nothing else`, () => {
      const wrong = command.examples.flatMap((example) => {
        const found = understand(example, { device: 'FIN-LT-042', user: 'adele' });
        return found.intent === command.intent ? [] : [`${example} → ${found.intent}`];
      });
      assert.deepEqual(wrong, []);
    });
  }
});

describe('command help', () => {
  it('lists every command that there is, with the role it needs, and what is missing', async () => {
    const { lines } = await notice(commandFor('help'), 'help');
    const text = lines.join('\n');
    for (const command of commands) {
      if (command.intent === 'help' || command.intent === 'none') continue;
      const line = lines.find((l) => l.includes(command.examples[0] ?? command.summary));
      assert.ok(line !== undefined, command.intent);
      if (command.role !== 'reader') assert.match(line, new RegExp(`${command.role}s only`));
    }
    if (NOT_YET.length > 0) assert.match(text, /not available yet/);
    for (const intent of NOT_YET) assert.ok(text.includes(INTENT_TITLES[intent]), intent);
  });

  it('fits on a card: no line is cut, no button is wider than a phone', async () => {
    const { lines, offers } = await notice(commandFor('help'), 'help');
    for (const line of lines) assert.ok(line.length <= 400, line);
    for (const offer of offers) assert.ok(offer.title.length <= 36, offer.title);
    assert.ok(offers.length > 0);
  });
});

describe('an intent without a command', () => {
  it('is answered honestly, and for an action that nothing was requested', async () => {
    const action = NOT_YET.find((intent) => intent.startsWith('action.'));
    const question = NOT_YET.find(
      (intent) => !intent.startsWith('action.') && !intent.startsWith('incident.'),
    );
    if (action !== undefined) {
      const reply = await notice(commandFor(action), 'x');
      assert.match(reply.headline, /^Not available yet/);
      assert.match(reply.lines.join(' '), /Nothing was requested/);
    }
    if (question !== undefined) {
      assert.match((await notice(commandFor(question), 'x')).lines.join(' '), /Nothing was looked up/);
    }
  });
});

describe('asking back', () => {
  const ask = (text: string): Promise<Notice> => notice(commandFor('none'), text);

  const reasons: readonly (readonly [text: string, reason: RegExp])[] = [
    ['isolate all devices', /more than one target/],
    ['wipe everything', /more than one target/],
    ['isolate FIN-LT-042 and FIN-LT-043', /several targets/],
    ["don't isolate FIN-LT-042", /not to be done/],
    ['isolate FIN-LT-042 if it is risky', /depends on something/],
    ['isolate FIN-LT-042 tomorrow', /for later/],
    ['should I isolate FIN-LT-042?', /a question about an action/],
    ['the user wrote "isolate FIN-LT-042"', /words of somebody else/],
    ['isolate it', /Name it/],
  ];
  for (const [text, reason] of reasons) {
    it(`says why "${text}" was not done`, async () => {
      const reply = await ask(text);
      assert.equal(reply.headline, 'I did nothing.');
      assert.match(reply.lines.join('\n'), reason);
    });
  }

  it('puts no action into the mouth of whoever does not want one', async () => {
    for (const text of [
      'do not isolate FIN-LT-042',
      'should I isolate FIN-LT-042?',
      'isolate FIN-LT-042 if it is risky',
      'the user wrote "isolate FIN-LT-042"',
    ]) {
      const shown = (await ask(text)).lines.filter((line) => line.startsWith('•'));
      assert.equal(shown.length, 3);
      assert.doesNotMatch(shown.join(), /isolate|release/i, text);
    }
    assert.match((await ask('isolate everything')).lines.join(), /“isolate FIN-LT-042”/);
  });

  it('shows the examples that come nearest, three of them', async () => {
    const reply = await ask('flurb status of FIN-LT-042 wibble wobble');
    const shown = reply.lines.filter((line) => line.startsWith('•'));
    assert.equal(shown.length, 3);
    assert.match(shown[0] ?? '', /FIN-LT-042/);
  });

  it('does not repeat what was typed', async () => {
    const reply = await ask('<script>alert(1)</script> blorp');
    assert.doesNotMatch(JSON.stringify(reply), /<|alert|blorp/);
  });
});
