/**
 * PGlite that keeps its plans. The library has each statement parsed and planned anew, in six calls into the
 * WebAssembly module, and makes a buffer for each value of each row; most of what a statement of ours costs is that. Here a
 * text that comes again is prepared under a name, from then on one call binds and executes it, and the rows are read where
 * they lie. Figures: docs/performance.md.
 */
import { setImmediate as immediate } from 'node:timers/promises';
import { PGlite, messages, protocol } from '@electric-sql/pglite';
import type { QueryOptions, Results, Transaction } from '@electric-sql/pglite';
import { LRUCache } from 'lru-cache';

type Wire = Awaited<ReturnType<PGlite['execProtocol']>>['messages'];

interface Column {
  readonly name: string;
  readonly type: number;
  /** null = the text as it is. */
  readonly parse: ((text: string, type: number) => unknown) | null;
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
const WITHOUT_BREATH_MS = 2;
const SEEN_ONCE = 'once';
/** What the columns of a prepared statement are may be otherwise after these. */
const CHANGES_TABLES = /\b(?:create|alter|drop)\b/i;
/** Of the wire protocol: a row, the end of a statement, a failure. */
const ROW = 0x44;
const COMPLETE = 0x43;
const FAILED = 0x45;
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
  #breathedAt = 0;
  #breathing: Promise<void> | null = null;

  override async query<T>(text: string, values?: unknown[], options?: QueryOptions): Promise<Results<T>> {
    await this.#breath();
    if (!this.#isKept(text, options)) return super.query<T>(text, values, options);
    return this._runExclusiveTransaction(() => this.#run<T>(text, values ?? []));
  }

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    await this.#breath();
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
    await this.#breath();
    if (text.includes(';') || !this.#isKept(text, options)) return super.exec(text, options);
    return [await this._runExclusiveTransaction(() => this.#run<Record<string, unknown>>(text, []))];
  }

  /**
   * Nothing of this waits for anything outside the process: many chains of statements would run on one after another
   * before the next message is read or a timer goes off.
   */
  async #breath(): Promise<void> {
    if (performance.now() - this.#breathedAt < WITHOUT_BREATH_MS) return;
    this.#breathing ??= immediate().then(() => {
      this.#breathedAt = performance.now();
      this.#breathing = null;
    });
    await this.#breathing;
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
      const chunks: Buffer[] = [];
      await this.execProtocolRawStream(
        joined([bind({ statement: plan.name, values: bound }), execute({}), sync()]),
        {
          // What is handed in lies in the module's memory and is gone afterwards.
          onRawData: (bytes) => {
            chunks.push(Buffer.from(bytes));
          },
        },
      );
      const [only] = chunks;
      return resultOf<T>(plan, chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
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
    const plan = { name, ...this.#described(answer), uses: 0 };
    this.#texts.set(text, plan);
    return plan;
  }

  #serialized(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serialize = type === undefined ? undefined : this.serializers[type];
    if (serialize !== undefined) return serialize(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  #described(answer: Wire): Pick<Plan, 'parameters' | 'columns'> {
    let parameters: readonly number[] = [];
    let columns: readonly Column[] = [];
    for (const message of answer) {
      if (message instanceof messages.ParameterDescriptionMessage) parameters = message.dataTypeIDs;
      if (message instanceof messages.RowDescriptionMessage) {
        columns = message.fields.map(({ name, dataTypeID: type }) => ({
          name,
          type,
          parse: this.parsers[type] ?? null,
        }));
      }
    }
    return { parameters, columns };
  }
}

/** Notifications are not looked for: nobody listens on this connection (jobs/boss.ts). */
function resultOf<T>({ columns }: Plan, answer: Buffer): Results<T> {
  const rows: T[] = [];
  let affectedRows = 0;
  for (let at = 0; at < answer.length; at += 1 + answer.readInt32BE(at + 1)) {
    const kind = answer[at];
    if (kind === ROW) rows.push(rowAt(answer, at + 7, columns) as T);
    else if (kind === COMPLETE)
      affectedRows = written(answer.toString('latin1', at + 5, answer.indexOf(0, at + 5)));
    else if (kind === FAILED) throw failureIn(answer.subarray(at));
  }
  return { rows, affectedRows, fields: columns.map(({ name, type }) => ({ name, dataTypeID: type })) };
}

/** After the number of its values: of each its length (less than none for null) and its text. */
function rowAt(answer: Buffer, start: number, columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = start;
  for (const { name, type, parse } of columns) {
    const length = answer.readInt32BE(at);
    at += 4;
    if (length < 0) {
      row[name] = null;
      continue;
    }
    const text = answer.toString('utf8', at, at + length);
    at += length;
    row[name] = parse === null ? text : parse(text, type);
  }
  return row;
}

function written(tag: string): number {
  const [command = '', ...counts] = tag.split(' ');
  return WRITES.has(command) ? Number(counts.at(-1)) : 0;
}

/** As the library would have thrown it. */
function failureIn(answer: Uint8Array): Error {
  const failures: Error[] = [];
  new protocol.Parser().parse(answer, (message) => {
    if (message instanceof messages.DatabaseError) failures.push(message);
  });
  return failures[0] ?? new TypeError('a failure that cannot be read');
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
