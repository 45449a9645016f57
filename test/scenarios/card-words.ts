/** What scenarios read off a card's text. */
import assert from 'node:assert/strict';

/** The first request that the card names. */
export function idIn(card: string): string {
  const id = /R-[0-9A-Z]{5}/.exec(card)?.[0];
  assert.ok(id, card);
  return id;
}

/** Without the lines that a card in a terminal is wrapped into. */
export function oneLine(card: string): string {
  return card.replaceAll(/\s+/g, ' ');
}
