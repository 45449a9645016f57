/** Every line of the gap detector as rows, for a spreadsheet. */
import type { Table } from './answer.ts';
import type { GapLine } from './fleet-gap-lines.ts';
import { CAUSE_WORDS } from './fleet-gap-words.ts';

export function gapTable(lines: readonly GapLine[], slots: Readonly<Record<string, string>>): Table {
  return {
    name: 'bad-devices-with-access',
    slots,
    columns: [
      'Cause',
      'Person',
      'Person id',
      'Device',
      'Device id',
      'Noncompliant',
      'High risk',
      'Apps',
      'Sign-ins',
      'Last sign-in (UTC)',
      'Why',
      'Fix',
    ],
    rows: lines.map((line) => [
      CAUSE_WORDS[line.cause].title,
      line.userName,
      line.userId,
      line.deviceName,
      line.device.deviceId,
      line.device.noncompliant ? 'yes' : 'no',
      line.device.highRisk ? 'yes' : 'no',
      [...line.apps].map(([name, count]) => `${name} (${count})`).join('; '),
      String(line.count),
      line.lastAt,
      line.why.join('; '),
      CAUSE_WORDS[line.cause].fix,
    ]),
  };
}
