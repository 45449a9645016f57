import assert from 'node:assert/strict';
import { APPLICATIONS } from './applications.ts';
import { CLIENTS, PLATFORMS } from './clients-and-platforms.ts';
import { DEVICE_FILTER } from './device-filter.ts';
import { GRANTS } from './grant-controls.ts';
import { GUESTS } from './guests.ts';
import { LOCATIONS } from './locations.ts';
import { NOT_UNDERSTOOD } from './not-understood.ts';
import { OUTCOME } from './outcome.ts';
import { pairsOf, states } from './pairs.ts';
import { POLICY } from './policy-as-a-whole.ts';
import { FLOWS, RISK } from './risk-and-flows.ts';
import { RULES } from './rules.ts';
import { USERS } from './users.ts';

const TABLES = [
  POLICY,
  USERS,
  GUESTS,
  APPLICATIONS,
  CLIENTS,
  PLATFORMS,
  LOCATIONS,
  DEVICE_FILTER,
  RISK,
  FLOWS,
  NOT_UNDERSTOOD,
  GRANTS,
  OUTCOME,
];

for (const table of TABLES) states(table);

describe('the rules of the reference sheet', () => {
  it('are each stated by at least two different pairs', () => {
    const pairs = TABLES.flatMap(pairsOf);
    for (const rule of RULES) {
      const stated = pairs.filter(([named]) => named === rule);
      const different = new Set(
        stated.map(([, policy, facts, , but]) => JSON.stringify([policy, facts, but], bigints)),
      );
      assert.ok(different.size >= 2, `"${rule}" is stated by ${different.size} pair(s)`);
    }
  });
});

function bigints(_name: string, value: unknown): unknown {
  return typeof value === 'bigint'
    ? String(value)
    : value instanceof Map || value instanceof Set
      ? [...value]
      : value;
}
