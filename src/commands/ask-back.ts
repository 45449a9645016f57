/** The answer to `none`: says that nothing was done, why if that is known, and which examples come nearest. */
import type { Command } from '../domain/commands.ts';
import type { Notice } from '../domain/questions/answer.ts';

const EXAMPLES = 3;

export function askBackCommand(commands: () => readonly Command[]): Command {
  return {
    intent: 'none',
    examples: [],
    summary: 'Asks back when a sentence was not understood.',
    role: 'reader',
    run: ({ text }) => Promise.resolve(askBack(text ?? '', commands())),
  };
}

function askBack(text: string, commands: readonly Command[]): Notice {
  const nearest = nearestExamples(text, commands);
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: 'I did not understand that, so I did nothing.',
    lines: nearest.length === 0 ? [] : ['You can ask, for example:', ...nearest.map((e) => `• “${e}”`)],
    gaps: [],
    offers: [{ title: 'What can you do?', intent: 'help', slots: {} }],
  };
}

function nearestExamples(text: string, commands: readonly Command[]): readonly string[] {
  const asked = words(text);
  return commands
    .flatMap((c) => c.examples.slice(0, 3))
    .map((example) => ({ example, shared: [...words(example)].filter((w) => asked.has(w)).length }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, EXAMPLES)
    .map((e) => e.example);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}
