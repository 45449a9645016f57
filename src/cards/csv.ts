/** Tables for spreadsheets (RFC 4180). What comes from a directory or a device is text there and never a formula. */
import type { Table } from '../domain/questions/answer.ts';
import { visible } from './text.ts';

/** Excel takes a file without it for another encoding. */
const BYTE_ORDER_MARK = '\ufeff';
/** Excel cuts a cell at 32,767 characters. */
const LONGEST_CELL = 8_000;

export function tableCsv({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map(
    (cells) => `${cells.map((cell) => csvField(visible(cell, LONGEST_CELL))).join(',')}\r\n`,
  );
  return `${BYTE_ORDER_MARK}${lines.join('')}`;
}

/** A field that a spreadsheet would run as a formula is made text with an apostrophe; quoting alone does not stop it. */
export function csvField(text: string): string {
  const safe = /^[\s\u0000]*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
