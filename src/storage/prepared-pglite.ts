/**
 * PGlite that keeps its plans. The library has each statement parsed and planned anew, in six calls into the
 * WebAssembly module; most of what a statement of ours costs is that. Here a text that comes again is prepared under a
 * name, and from then on one call binds and executes it. Figures: docs/performance.md.
 */
import { PGlite, messages, protocol } from '@electric-sql/pglite';
import type { QueryOptions, Results, Transaction } from '@electric-sql/pglite';
import { LRUCache } from 'lru-cache';

type Wire = Awaited<ReturnType<PGlite['execProtocol']>>['messages'];

interface Column {
  readonly name: string;
  readonly type: number;
}

interface Plan {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly columns: readonly Column[];
  uses: number;
}

/** A plan takes some tens of kilobytes in the module. */
const MOST_PLANS = 150;
/** Nothing gathers statistics in PGlite: a plan that was right for a small table is not kept while it grows. */
const MOST_USES = 1_000;
const SEEN_ONCE = 'once';
/** What the columns of a prepared statement are may be otherwise after these. */
const CHANGES_TABLES = /\b(?:create|alter|drop)\b/i;
const WRITES: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY']);

export class PreparedPglite extends PGlite {
  readonly #texts = new LRUCache<string, Plan | typeof SEEN_ONCE>({
    max: MOST_PLANS,
    dispose: (known) => {
      if (known !== SEEN_ONCE) this.#closing.push(known.name);
    },
  });
  /** Names of plans that are not needed any more: closed along with what is sent next. */
  #closing: string[] = [];
  #made = 0;

  override query<T>(text: string, values?: unknown[], options?: QueryOptions): Promise<Results<T>> {
    if (!this.#isKept(text, options)) return super.query<T>(text, values, options);
    return this._runExclusiveTransaction(() => this.#run<T>(text, values ?? []));
  }

  override transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((tx) =>
      work({
        ...tx,
        get closed() {
          return tx.closed;
        },
        query: <R>(text: string, values?: unknown[], options?: QueryOptions): Promise<Results<R>> =>
          tx.closed || !this.#isKept(text, options)
            ? tx.query<R>(text, values, options)
            : this.#run<R>(text, values ?? []),
      }),
    );
  }

  override async exec(text: string, options?: QueryOptions): Promise<Results[]> {
    if (text.includes(';') || !this.#isKept(text, options)) return super.exec(text, options);
    return [await this._runExclusiveTransaction(() => this.#run<Record<string, unknown>>(text, []))];
  }

  /** From the second time on. What asks for anything but rows as objects goes the library's way. */
  #isKept(text: string, { rowMode = 'object', ...others }: QueryOptions = {}): boolean {
    if (CHANGES_TABLES.test(text)) {
      this.#texts.clear();
      return false;
    }
    if (rowMode !== 'object' || Object.keys(others).length > 0) return false;
    if (this.#texts.get(text) !== undefined) return true;
    this.#texts.set(text, SEEN_ONCE);
    return false;
  }

  #run<T>(text: string, values: readonly unknown[]): Promise<Results<T>> {
    return this._runExclusiveQuery(async () => {
      const plan = await this.#planFor(text);
      plan.uses += 1;
      const { bind, execute, sync } = protocol.serialize;
      const bound = values.map((value, index) => this.#serialized(value, plan.parameters[index]));
      const { messages: answer } = await this.execProtocol(
        joined([bind({ statement: plan.name, values: bound }), execute({}), sync()]),
      );
      return this.#resultOf<T>(plan, answer);
    });
  }

  async #planFor(text: string): Promise<Plan> {
    const known = this.#texts.get(text);
    if (known !== undefined && known !== SEEN_ONCE && known.uses < MOST_USES) return known;
    const { parse, describe, close, sync } = protocol.serialize;
    const name = `drawbridge_${(this.#made += 1)}`;
    const closing = this.#closing.splice(0);
    const { messages: answer } = await this.execProtocol(
      joined([
        ...closing.map((old) => close({ type: 'S', name: old })),
        parse({ name, text }),
        describe({ type: 'S', name }),
        sync(),
      ]),
    );
    const plan = { name, ...describedBy(answer), uses: 0 };
    this.#texts.set(text, plan);
    return plan;
  }

  #serialized(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serialize = type === undefined ? undefined : this.serializers[type];
    if (serialize !== undefined) return serialize(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  #resultOf<T>({ columns }: Plan, answer: Wire): Results<T> {
    const rows: T[] = [];
    let affectedRows = 0;
    for (const message of answer) {
      if (message instanceof messages.DataRowMessage) {
        rows.push(this.#rowOf(message.fields, columns) as T);
      } else if (message instanceof messages.CommandCompleteMessage) {
        const [command = '', ...counts] = message.text.split(' ');
        if (WRITES.has(command)) affectedRows = Number(counts.at(-1));
      }
    }
    return { rows, affectedRows, fields: columns.map(({ name, type }) => ({ name, dataTypeID: type })) };
  }

  #rowOf(fields: readonly (string | null)[], columns: readonly Column[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (const [index, { name, type }] of columns.entries()) {
      const text = fields[index] ?? null;
      const parse = this.parsers[type];
      row[name] = text === null || parse === undefined ? text : (parse(text, type) as unknown);
    }
    return row;
  }
}

function describedBy(answer: Wire): Pick<Plan, 'parameters' | 'columns'> {
  let parameters: readonly number[] = [];
  let columns: readonly Column[] = [];
  for (const message of answer) {
    if (message instanceof messages.ParameterDescriptionMessage) parameters = message.dataTypeIDs;
    if (message instanceof messages.RowDescriptionMessage)
      columns = message.fields.map((field) => ({ name: field.name, type: field.dataTypeID }));
  }
  return { parameters, columns };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
