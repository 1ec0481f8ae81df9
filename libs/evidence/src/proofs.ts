import type { EventStore, Proof } from '#event-store';
import type { Vault } from '#vault';
import { claimedCheckpoint, originOf, type Checkpoint } from './checkpoint.ts';
import { NotSigned } from './refusals.ts';

/**
 * What anyone can check by himself, once and for all: that an event stands in the log, and that the log has only grown. A text of hashes, and
 * below an empty line the signed checkpoint that they lead up to. A hash tells nothing of its event, since every event has 16 random bytes
 * in it: so these are for everyone.
 */
export class Proofs {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
  ) {}

  /** The note of the newest checkpoint, signed here or in another process. Throws `NotSigned` while there is none. */
  async checkpoint(): Promise<string> {
    const note = (await this.vault.signed.last(originOf(this.store.storeId)))?.note;
    if (note === undefined) throw new NotSigned('Nothing of this log has been signed yet.');
    return note;
  }

  /** That the event with this number is in the log (C2SP tlog-proof). Throws `NotSigned` where no checkpoint covers it yet. */
  async ofEvent(leaf: number): Promise<string> {
    const { note, size } = await this.#newest();
    if (leaf >= size) throw new NotSigned(`Event ${leaf} is under no signed checkpoint: the newest is of ${size} events.`);
    return text(['c2sp.org/tlog-proof@v1', `index ${leaf}`], await this.store.proveInclusion(leaf, size), note);
  }

  /** That the log begins with its first so many events, as they were (what a C2SP witness is given). Throws `NotSigned` as above. */
  async ofGrowth(from: number): Promise<string> {
    const { note, size } = await this.#newest();
    if (from > size) throw new NotSigned(`No checkpoint of ${from} events or more is signed: the newest is of ${size} events.`);
    return text([`old ${from}`], await this.store.proveConsistency(from, size), note);
  }

  /** Another process may have signed more than this one has come to. */
  async #newest(): Promise<Pick<Checkpoint, 'size'> & { readonly note: string }> {
    const note = await this.checkpoint();
    const { size } = claimedCheckpoint(note);
    if (size > (await this.store.root()).size) await this.store.catchUp(PATIENCE_MS);
    return { note, size };
  }
}

const PATIENCE_MS = 5_000;

const text = (lines: readonly string[], hashes: Proof, note: string): string =>
  [...lines, ...hashes.map((hash) => Buffer.from(hash).toString('base64')), '', note].join('\n');
