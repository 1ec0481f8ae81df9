import { randomFillSync } from 'node:crypto';

/** Random salts, drawn many at a time. */
export class Salts {
  readonly #drawn = Buffer.alloc(16 * 256);
  #at = this.#drawn.length;

  next(): string {
    if (this.#at === this.#drawn.length) {
      randomFillSync(this.#drawn);
      this.#at = 0;
    }
    this.#at += 16;
    return this.#drawn.toString('hex', this.#at - 16, this.#at);
  }
}
