/** The answer to `none`: says that nothing was done, why if that is known, and which examples come nearest. */
import type { Command } from '../domain/commands.ts';
import type { Notice } from '../domain/questions/answer.ts';
import { notARequest, type NotARequest } from './understanding/not-a-request.ts';

const EXAMPLES = 3;

/** What is said when a sentence speaks of an action but is no request for it. */
const REFUSALS: Readonly<Record<NotARequest, string>> = {
  everything:
    'That would hit more than one target. I take one device or one person at a time, each with its own approval.',
  several: 'That names several targets. I take one at a time, each with its own approval.',
  negated: 'I read that as something not to be done.',
  conditional:
    'That depends on something or is meant for later. I only take requests to be decided now; ask when it is time.',
  question: 'I read that as a question about an action, not as a request for it.',
  quoted: 'I read that as words of somebody else. Say it yourself, without quoting, if you want it done.',
  noTarget: 'I do not know which device or person is meant. Name it, please.',
  unclear: 'I did not understand every word of that, and I do not guess when something is to be changed.',
};

/** Whoever spoke so does not want it done: putting the command into their mouth would be a trap. */
const NO_WISH: ReadonlySet<NotARequest> = new Set(['negated', 'conditional', 'question', 'quoted']);

/** Whoever spoke so did want something done. */
const REFUSED_ASKS: ReadonlySet<NotARequest> = new Set(['everything', 'several']);

function onlyAsks(command: Command): boolean {
  return !command.intent.startsWith('action.') && !command.intent.startsWith('response.');
}

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
  const refused = notARequest(text);
  const harmless = refused !== null && NO_WISH.has(refused);
  const nearest = nearestExamples(text, harmless ? commands.filter(onlyAsks) : commands);
  return {
    kind: 'notice',
    tone: refused === null ? 'unknown' : 'neutral',
    headline: refused === null ? 'I did not understand that, so I did nothing.' : 'I did nothing.',
    lines: [
      ...(refused === null ? [] : [REFUSALS[refused]]),
      ...(nearest.length === 0 ? [] : ['You can say, for example:', ...nearest.map((e) => `• “${e}”`)]),
    ],
    gaps: [],
    offers: [{ title: 'What can you do?', intent: 'help', slots: {} }],
    ...(refused !== null && REFUSED_ASKS.has(refused)
      ? { refusedAsk: { target: null, code: 'severalTargets' } as const }
      : {}),
  };
}

/** By words in common; the commands' own order decides between equals. */
function nearestExamples(text: string, commands: readonly Command[]): readonly string[] {
  const asked = words(text);
  return commands
    .flatMap((command) => command.examples.slice(0, 3))
    .map((example) => ({ example, shared: [...words(example)].filter((word) => asked.has(word)).length }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, EXAMPLES)
    .map(({ example }) => example);
}

function words(text: string): ReadonlySet<string> {
  return new Set(
    text
      .slice(0, 1000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]{3,}/gu) ?? [],
  );
}
