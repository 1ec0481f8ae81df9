import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Operation } from './write-log.ts';

/** What a power cut leaves of a file: all that was synced, and of the rest whatever the disk happened to have written. */

const SECTOR = 512;

/** What a file holds, growing as it is written. */
class Content {
  #bytes = Buffer.alloc(0);
  #size = 0;

  copy(): Content {
    const copy = new Content();
    copy.#bytes = Buffer.from(this.#bytes.subarray(0, this.#size));
    copy.#size = this.#size;
    return copy;
  }

  write(at: number, bytes: Buffer): void {
    const end = at + bytes.length;
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(end * 2 - this.#bytes.length)]);
    bytes.copy(this.#bytes, at);
    this.#size = Math.max(this.#size, end);
  }

  truncate(size: number): void {
    this.#bytes.fill(0, Math.min(size, this.#bytes.length));
    if (size > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(size - this.#bytes.length)]);
    this.#size = size;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }
}

type Change = Extract<Operation, { does: 'write' | 'truncate' | 'remove' }>;

/** One file: what is certain to be on the disk, and what was done since. */
class File {
  #certain: Content | undefined;
  readonly #since: Change[] = [];

  take(operation: Change): void {
    this.#since.push(operation);
  }

  sync(): void {
    this.#certain = this.#since.splice(0).reduce(changed, this.#certain?.copy());
  }

  /** Of what was done since the last sync each is kept, lost, or kept to the end of a sector. */
  afterPowerCut(draw: () => number): Buffer | undefined {
    let content = this.#certain?.copy();
    for (const change of this.#since) {
      const fate = draw();
      if (fate < 0.5) content = changed(content, change);
      else if (fate >= 0.8) content = torn(content, change, draw());
    }
    return content?.bytes;
  }
}

function changed(content: Content | undefined, change: Change): Content | undefined {
  if (change.does === 'remove') return undefined;
  const next = content ?? new Content();
  if (change.does === 'write') next.write(change.at, change.bytes);
  else next.truncate(change.size);
  return next;
}

function torn(content: Content | undefined, change: Change, where: number): Content | undefined {
  if (change.does !== 'write') return content;
  const end = change.at + change.bytes.length;
  const sectors = Math.ceil(end / SECTOR) - Math.floor(change.at / SECTOR);
  const cut = (Math.floor(change.at / SECTOR) + Math.floor(where * sectors)) * SECTOR;
  if (cut <= change.at) return content;
  return changed(content, { ...change, bytes: change.bytes.subarray(0, cut - change.at) });
}

/** A disk to which a run is done again, operation by operation. */
export class Disk {
  readonly #files = new Map<string, File>();
  /** What had been said by now. */
  readonly said: string[] = [];

  take(operation: Operation): void {
    if (operation.does === 'say') return void this.said.push(operation.words);
    const file = this.#files.get(operation.file) ?? new File();
    this.#files.set(operation.file, file);
    if (operation.does === 'sync') file.sync();
    else file.take(operation);
  }

  /** Lays down what a power cut now would leave. */
  layDown(directory: string, draw: () => number): void {
    for (const [path, file] of this.#files) {
      const bytes = file.afterPowerCut(draw);
      if (bytes !== undefined) writeFileSync(join(directory, basename(path)), bytes);
    }
  }
}
