/**
 * One kind of question asked by many at the same time, answered by few readings. Whoever asks while a reading is on its way
 * waits for the next one, which serves all who wait: an answer was always read after it was asked for, and whoever asks
 * alone asks at once.
 */
import { setImmediate } from 'node:timers/promises';

/** What a reading for several brought: whatever it does not tell is asked for by itself. */
export type Told<T> = ReadonlyMap<string, T>;

export class Gathered<T> {
  readonly #most: number;
  readonly #together: (ids: readonly string[]) => Promise<Told<T>>;
  readonly #waiting = new Map<string, Asker<T>[]>();
  #busy = false;

  /** @param together asks for at most so many by one call */
  constructor(most: number, together: (ids: readonly string[]) => Promise<Told<T>>) {
    this.#most = most;
    this.#together = together;
  }

  /** @param alone asks for this one by itself */
  ask(id: string, alone: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const others = this.#waiting.get(id) ?? [];
    this.#waiting.set(id, [...others, { alone, resolve, reject }]);
    if (!this.#busy) void this.#serve();
    return promise;
  }

  async #serve(): Promise<void> {
    this.#busy = true;
    // Those whom one answer let go on ask their next question at the same moment.
    await setImmediate();
    while (this.#waiting.size > 0) {
      const group = new Map([...this.#waiting].slice(0, this.#most));
      for (const id of group.keys()) this.#waiting.delete(id);
      await this.#answer(group);
    }
    this.#busy = false;
  }

  /** Never throws: everybody gets an answer or the reason why there is none. */
  async #answer(group: ReadonlyMap<string, readonly Asker<T>[]>): Promise<void> {
    let told: Told<T> = new Map();
    try {
      if (group.size > 1) told = await this.#together([...group.keys()]);
    } catch (error) {
      for (const { reject } of [...group.values()].flat()) reject(error);
      return;
    }
    await Promise.all([...group].map(([id, askers]) => answerOne(askers, told.get(id))));
  }
}

interface Asker<T> {
  readonly alone: () => Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (why: unknown) => void;
}

async function answerOne<T>(askers: readonly Asker<T>[], told: T | undefined): Promise<void> {
  const [first] = askers;
  if (first === undefined) return;
  try {
    const value = told ?? (await first.alone());
    for (const { resolve } of askers) resolve(value);
  } catch (error) {
    for (const { reject } of askers) reject(error);
  }
}
