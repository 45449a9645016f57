/** `help`: what can be asked, read from the registry, with the role each needs and what is not there yet. */
import type { Command } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { Notice, Offer } from '../domain/questions/answer.ts';
import { INTENT_TITLES } from './intent-titles.ts';
import { NOT_YET } from './not-available.ts';

/** Heading → first part of the intents under it. */
const GROUPS: readonly (readonly [title: string, families: readonly string[]])[] = [
  ['Devices', ['device', 'fleet']],
  ['People', ['user']],
  ['Access', ['access']],
  ['Alerts and incidents', ['alerts', 'alert', 'incidents', 'incident']],
  ['Hunting', ['hunt', 'detection', 'sentinel']],
  ['Integrations', ['integrations']],
  ['Response actions (each is a request that somebody else approves)', ['action']],
  ['Stopping, dry runs and drills', ['response']],
  ['Requests and the record', ['approvals', 'approval', 'audit', 'oncall', 'subscribe', 'unsubscribe']],
];

const OFFERS = 3;

/** `commands` is asked when the help is shown, so that help lists itself and everything registered after it. */
export function helpCommand(commands: () => readonly Command[]): Command {
  return {
    intent: 'help',
    examples: ['help', 'what can you do?', '/help'],
    summary: 'Shows what can be asked.',
    role: 'reader',
    run: () => Promise.resolve(help(commands())),
  };
}

function help(commands: readonly Command[]): Notice {
  const listed = commands.filter((c) => c.intent !== 'help' && c.intent !== 'none');
  const lines = GROUPS.flatMap(([title, families]) => {
    const group = listed.filter((c) => families.includes(family(c.intent)));
    return group.length === 0 ? [] : [title, ...group.map(line)];
  });
  return {
    kind: 'notice',
    tone: 'neutral',
    headline: 'Ask in your own words; these are examples.',
    lines: [...lines, ...rolesLine(listed), ...notYetLines(listed)],
    gaps: [],
    offers: firstQuestions(listed),
  };
}

function family(intent: IntentName): string {
  return intent.split('.')[0] ?? intent;
}

function line(command: Command): string {
  const example = command.examples[0];
  const role = command.role === 'reader' ? '' : ` (${command.role}s only)`;
  return example === undefined ? `• ${command.summary}${role}` : `• “${example}”: ${command.summary}${role}`;
}

function rolesLine(listed: readonly Command[]): readonly string[] {
  if (listed.every((c) => c.role === 'reader')) return [];
  return [
    'Everybody listed as reader, responder or approver may ask. Your role is checked when you ask, not when this list is shown.',
  ];
}

/** Registered wins: a feature that exists is never announced as missing. */
function notYetLines(listed: readonly Command[]): readonly string[] {
  const there = new Set(listed.map((c) => c.intent));
  const missing = NOT_YET.filter((intent) => !there.has(intent));
  const lines = GROUPS.flatMap(([title, families]) => {
    const group = missing.filter((intent) => families.includes(family(intent)));
    const [name] = title.split(' (');
    return inLines(
      `• ${name ?? title}: `,
      group.map((intent) => INTENT_TITLES[intent]),
    );
  });
  return lines.length === 0 ? [] : ['Understood, but not available yet', ...lines];
}

/** A card cuts a line that is longer. */
const LONGEST_LINE = 400;

function inLines(start: string, items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = `${last ?? ''}; ${item}`;
    if (last !== undefined && longer.length <= LONGEST_LINE) lines[lines.length - 1] = longer;
    else lines.push(`${start}${item}`);
  }
  return lines;
}

/** Buttons only for what needs no name: a button must not invent a device. */
function firstQuestions(listed: readonly Command[]): readonly Offer[] {
  const nameless: readonly IntentName[] = [
    'fleet.overview',
    'incidents.list',
    'alerts.list',
    'approvals.list',
    'oncall.show',
  ];
  return listed
    .filter((c) => nameless.includes(c.intent))
    .slice(0, OFFERS)
    .map((c) => ({ title: asTitle(c.examples[0] ?? c.summary), intent: c.intent, slots: {} }));
}

/** The example that the button stands for: short enough for a phone, unlike the summary. */
function asTitle(sentence: string): string {
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`;
}
