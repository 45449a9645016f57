/**
 * A card as text for a terminal, in the order of the card. Whatever a client would fold is shown; markdown escapes are
 * taken back; instants are written in UTC. The text holds no control character, so nothing in it can drive a terminal.
 */
import type { Json, JsonObject } from '../domain/tenant/access-policies.ts';
import { utcText } from '../domain/questions/elapsed.ts';
import { unescaped, visible } from './text.ts';

const WIDTH = 100;
const RULE = '─'.repeat(40);

/** Lines joined by newlines, without a newline at the end. */
export function cardText(card: JsonObject): string {
  const lines = [
    ...elements(card.body).flatMap((element, index) => block(element, index > 0)),
    ...actionLines(elements(card.actions)),
  ];
  return trimmed(lines).join('\n');
}

function block(element: JsonObject, ruled: boolean): readonly string[] {
  const lines = elementLines(element);
  return ruled && element.separator === true && lines.length > 0 ? [RULE, ...lines] : lines;
}

function elementLines(element: JsonObject): readonly string[] {
  // A folded container is content; a hidden text or column is the other half of a toggle.
  if (element.isVisible === false && element.type !== 'Container') return [];
  switch (element.type) {
    case 'TextBlock':
      return textLines(element);
    case 'RichTextBlock':
      return wrap(readable(list(element.inlines).map(inlineText).join('')));
    case 'FactSet':
      return factLines(elements(element.facts));
    case 'Container':
      return elements(element.items).flatMap((item, index) => block(item, index > 0));
    case 'ColumnSet':
      return columnLines(elements(element.columns));
    case 'Table':
      return tableLines(elements(element.rows));
    case 'ActionSet':
      return actionLines(elements(element.actions));
    default:
      return inputLines(element);
  }
}

function inlineText(inline: Json): string {
  return typeof inline === 'string' ? inline : isObject(inline) ? text(inline.text) : '';
}

function textLines(element: JsonObject): readonly string[] {
  const value = text(element.text);
  // The marks of a toggle mean nothing where everything is open.
  if (/^[▾▸] (hide|show)$/.test(value)) return [];
  return value.split(/\n+/).flatMap((line) => wrap(readable(line)));
}

function factLines(facts: readonly JsonObject[]): readonly string[] {
  const rows = facts.map((fact) => [readable(text(fact.title)), readable(text(fact.value))] as const);
  const width = Math.min(28, Math.max(0, ...rows.map(([label]) => columns(label))));
  return rows.flatMap(([label, value]) => {
    const [first = '', ...rest] = wrap(value, WIDTH - width - 4);
    return [`  ${padded(label, width)}  ${first}`, ...rest.map((line) => `${' '.repeat(width + 4)}${line}`)];
  });
}

function columnLines(parts: readonly JsonObject[]): readonly string[] {
  const cells = parts
    .filter((column) => column.isVisible !== false)
    .map((column) => elements(column.items).flatMap((item) => elementLines(item)))
    .filter((lines) => lines.length > 0);
  return cells.every((lines) => lines.length === 1)
    ? [cells.flat().join('  ')].filter((l) => l !== '')
    : cells.flat();
}

function tableLines(rows: readonly JsonObject[]): readonly string[] {
  const cells = rows.map((row) =>
    elements(row.cells).map((cell) =>
      elements(cell.items)
        .flatMap((item) => elementLines(item))
        .join(' '),
    ),
  );
  const count = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(...cells.map((row) => columns(row[i] ?? ''))),
  );
  return cells.map((row) => `  ${row.map((cell, i) => padded(cell, widths[i] ?? 0)).join('  ')}`.trimEnd());
}

function inputLines(element: JsonObject): readonly string[] {
  if (typeof element.type !== 'string' || !element.type.startsWith('Input.')) {
    return elements(element.items).flatMap((item) => elementLines(item));
  }
  const label = readable(text(element.label)) || readable(text(element.placeholder));
  return label === '' ? [] : [`  ${label}: ______`];
}

function actionLines(actions: readonly JsonObject[]): readonly string[] {
  const titles = actions
    .filter((action) => action.type !== 'Action.ToggleVisibility')
    .flatMap((action) => [
      `[${visible(unescaped(text(action.title)), 200)}]`,
      ...(isObject(action.card)
        ? cardText(action.card)
            .split('\n')
            .map((line) => `  ${line}`)
        : []),
    ])
    .filter((title) => title.trim() !== '' && title !== '[]');
  return titles.length === 0
    ? []
    : titles.every((title) => title.startsWith('['))
      ? ['', titles.join(' ')]
      : ['', ...titles];
}

/** What a client would show: macros filled in, escapes taken back. */
function readable(source: string): string {
  const filled = source.replace(
    /\{\{DATE\(([^,)]+)[^)]*\)\}\}(?: \{\{TIME\(\1\)\}\})?|\{\{TIME\(([^)]+)\)\}\}/g,
    (whole: string, date: string | undefined, time: string | undefined) => {
      const iso = date ?? time ?? '';
      return Number.isNaN(Date.parse(iso)) ? whole : utcText(iso);
    },
  );
  return visible(unescaped(filled.replace(/\*\*/g, '')), 10_000);
}

function wrap(line: string, width = WIDTH): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const next = current === '' ? word : `${current} ${word}`;
    if (columns(next) > width && current !== '') {
      lines.push(current);
      current = word;
    } else {
      current = next;
    }
  }
  return [...lines, current];
}

function padded(value: string, width: number): string {
  return `${value}${' '.repeat(Math.max(0, width - columns(value)))}`;
}

/** Characters, near enough to columns for alignment. */
function columns(value: string): number {
  return Array.from(value).length;
}

function trimmed(lines: readonly string[]): readonly string[] {
  return lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
}

function elements(value: Json | undefined): readonly JsonObject[] {
  return list(value).filter(isObject);
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
