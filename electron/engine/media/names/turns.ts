/** So much of a list of names, in bytes, is some thousands of names, and takes some hundredths of a second. */
const BYTES_AT_A_TIME = 512 << 10;

/** Lets others have their turn in a long list of names: the engine does more than this. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #bytes = 0;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Counts what was done since the last turn. Bytes, not names: one file may have 65,535 streams.
   * @returns whether it is the others' turn: `await pass()` then
   */
  isDue(listBytes: number): boolean {
    this.#bytes += listBytes;
    return this.#bytes >= BYTES_AT_A_TIME;
  }

  /** @throws `signal.reason` */
  async pass(): Promise<void> {
    this.#bytes = 0;
    await new Promise(setImmediate);
    this.#signal?.throwIfAborted();
  }
}
