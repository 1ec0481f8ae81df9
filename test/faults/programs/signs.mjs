/**
 * Extends a log and signs it, and ends itself at one of the steps: `signs.mjs PLACE LOG STEP SIZE SAYS [careless]`. Every note ever
 * signed is on the disk, in `PLACE/made`, before the step after it. Careless: it takes no size before it signs.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '#event-store';
import { Notary, NotTheLogSigned } from '#evidence';
import { Vault } from '#vault';

const [place, log, step, size, says, careless] = process.argv.slice(2);
const endAt = (here) => here === step && process.kill(process.pid, 'SIGKILL');

class Signing extends Notary {
  constructor(store, vault, key, copies) {
    super(store, vault, key, copies);
    const [sign, keep] = [key.note.bind(key), copies.keep.bind(copies)];
    key.note = (text) => {
      endAt('before it signs');
      const note = sign(text);
      made(note);
      endAt('after it signed');
      return note;
    };
    copies.keep = (...copy) => {
      keep(...copy);
      endAt('after the copy');
    };
  }

  async take(from, to) {
    endAt('before it takes the size');
    const isTaken = careless === 'careless' || (await super.take(from, to));
    endAt('after it took the size');
    return isTaken;
  }

  /** What the start refuses is let through: signing alone must hold. */
  async mustBeTheLogSigned() {}
}

function made(note) {
  const opened = openSync(join(place, 'made'), 'a');
  writeSync(opened, `${JSON.stringify(note)}\n`);
  fsyncSync(opened);
  closeSync(opened);
}

const idOf = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const store = await SqliteStore.open(log);
const from = (await store.root()).size;
const events = Array.from({ length: Number(size) - from }, (_, k) => ({
  id: idOf(from + k),
  type: 'ContactMade',
  version: 1,
  on: '2026-02-11',
  data: { n: from + k, says },
}));
if (events.length > 0) await store.append('kestrel/failure/1', events, { expected: 'any', key: idOf(from), by: 'kestrel' });
const vault = await Vault.open({ url: `sqlite:${join(place, 'vault')}` });
const notary = await Signing.open(store, vault, { copies: join(place, `copies-of-${says}`), keyFile: join(place, 'notary.key') });
try {
  await notary.sign();
  endAt('at the end');
} catch (error) {
  if (!(error instanceof NotTheLogSigned)) throw error;
  process.exit(3);
}
process.exit(0);
