/** At a limit of so many bytes a second, what may come at once before anyone has to wait. */
const BURST_MS = 250;

/**
 * A bucket that fills with the limit's bytes. In any stretch of time no more passes than the limit allows for it, plus
 * the burst, plus the last piece.
 */
export class Bucket {
  #bytesPerSecond: number;
  #left: number;
  #atMs: number;

  constructor(bytesPerSecond: number, nowMs: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#left = this.#burst();
    this.#atMs = nowMs;
  }

  set limit(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#left = Math.min(this.#left, this.#burst());
  }

  /** Takes what has come. @returns for how many milliseconds nothing more may be taken */
  take(bytes: number, nowMs: number): number {
    const filled = (this.#bytesPerSecond * (nowMs - this.#atMs)) / 1000;
    this.#left = Math.min(this.#burst(), this.#left + filled) - bytes;
    this.#atMs = nowMs;
    return this.#left >= 0 ? 0 : (-this.#left * 1000) / this.#bytesPerSecond;
  }

  #burst(): number {
    return (this.#bytesPerSecond * BURST_MS) / 1000;
  }
}

/** One bucket for each place: all that is pulled from it shares its limit. */
export class Bandwidth {
  readonly #buckets = new Map<string, Bucket>();

  /** @returns for how many milliseconds nothing more may be taken from this place */
  take(place: { id: string; bytesPerSecond: number | null }, bytes: number, nowMs: number): number {
    if (place.bytesPerSecond === null) {
      this.#buckets.delete(place.id);
      return 0;
    }
    const bucket = this.#buckets.get(place.id) ?? new Bucket(place.bytesPerSecond, nowMs);
    this.#buckets.set(place.id, bucket);
    bucket.limit = place.bytesPerSecond;
    return bucket.take(bytes, nowMs);
  }
}
