/**
 * A second door to the one connection, for work that nobody waits for: of all that comes through it, one statement or
 * transaction at a time is let on. PGlite serves in the order in which it was asked, so whoever clicks would otherwise stand
 * behind everything that a hundred jobs have asked.
 */
import type { PGlite, QueryOptions, Results, Transaction } from '@electric-sql/pglite';

export class UnhurriedPglite {
  readonly #pglite: PGlite;
  #last: Promise<unknown> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  get closed(): boolean {
    return this.#pglite.closed;
  }

  get ready(): boolean {
    return this.#pglite.ready;
  }

  get waitReady(): Promise<void> {
    return this.#pglite.waitReady;
  }

  close(): Promise<void> {
    return this.#pglite.close();
  }

  query<T>(text: string, values?: unknown[], options?: QueryOptions): Promise<Results<T>> {
    return this.#inTurn(() => this.#pglite.query<T>(text, values, options));
  }

  exec(text: string, options?: QueryOptions): Promise<Results[]> {
    return this.#inTurn(() => this.#pglite.exec(text, options));
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#pglite.transaction(work));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
