/** Within one question the same read goes out once; whoever asks again gets the first answer, or its error. */
export class AskOnce {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** `key` tells reads apart: the method and its arguments. */
  async ask<T>(key: readonly unknown[], work: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key);
    const known = this.#answers.get(name) as Promise<T> | undefined;
    if (known !== undefined) return await known;
    const answer = work();
    this.#answers.set(name, answer);
    return await answer;
  }

  /** Something was written: what was read before may be out of date. */
  forget(): void {
    this.#answers.clear();
  }
}
