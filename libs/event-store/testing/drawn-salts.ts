import { createHash } from 'node:crypto';
import { Salts } from '../src/sqlite/salts.ts';

let drawn = 0;

/** Salts that are the same in every run, one after the other in each thread. */
export class DrawnSalts extends Salts {
  override next(): string {
    return createHash('sha256').update(String(drawn++)).digest('hex').slice(0, 32);
  }
}
