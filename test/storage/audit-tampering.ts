/** What somebody can do to the record who owns the database, and the record that it is done to. */
import { sql } from 'kysely';
import { appendAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';

const AT = new Date('2026-11-22T06:00:00.120Z');
const TABLES = ['audit', 'audit_head', 'audit_latest'] as const;

export interface RecordUnderAttack {
  /** Statements with the triggers off. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** Everything as `setUp` left it. */
  restore(): Promise<void>;
}

/** Eight rows, two each of the requests, and one at each end about none. */
export async function setUpRecord({ kysely }: Database): Promise<RecordUnderAttack> {
  for (let i = 1; i <= 8; i += 1) {
    await kysely.transaction().execute((trx) =>
      appendAudit(
        trx,
        {
          event: `event.${i}`,
          actor: i % 2 === 0 ? { id: 'iris', name: 'Iris "Ø" Ek' } : null,
          requestId: i === 1 || i === 8 ? null : `R-${Math.floor(i / 2)}`,
          target: i === 5 ? '' : 'FIN-LT-042',
          details: { i, share: 0.25, tiny: 1.5e-9, nested: [{ b: '1.0', a: null }] },
        },
        AT,
      ),
    );
  }
  for (const table of TABLES) {
    await sql.raw(`create table drawbridge.${table}_kept as table drawbridge.${table}`).execute(kysely);
  }
  const triggers = async (how: string): Promise<void> => {
    for (const table of TABLES) await sql.raw(`alter table drawbridge.${table} ${how}`).execute(kysely);
  };
  const tamper = async (...statements: readonly string[]): Promise<void> => {
    await triggers('disable trigger all');
    for (const statement of statements) await sql.raw(statement).execute(kysely);
    await triggers('enable trigger all');
  };
  return {
    tamper,
    restore: () =>
      tamper(
        ...TABLES.flatMap((table) => [
          `delete from drawbridge.${table}`,
          `insert into drawbridge.${table} select * from drawbridge.${table}_kept`,
        ]),
      ),
  };
}
