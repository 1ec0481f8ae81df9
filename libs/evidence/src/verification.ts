import { CannotOpenLog, examineLog, LogReader, RawLog, Unreadable, type Fault } from '#event-store';
import { claimedCheckpoint, openCheckpoint, originOf, type Checkpoint } from './checkpoint.ts';
import { isOfAny, SigningKey, type VerifierKey } from './keys.ts';
import { NotANote } from './note.ts';
import type { SavedNote } from './saved-notes.ts';

/** What is wrong first: the leaf number, and how; where it is a saved checkpoint that is wrong, its file. */
export interface Wrong {
  readonly index: number;
  readonly kind: Fault['kind'] | 'rolled back' | 'forked' | 'checkpoint';
  readonly says: string;
  readonly file?: string;
}

export interface Verification {
  /** `incomplete`: the log agrees with itself, but nothing from outside says that it is the one. `cannot check`: with these keys. */
  readonly verdict: 'verified' | 'tampered' | 'incomplete' | 'cannot check';
  readonly log: string;
  readonly size: number;
  readonly wrong?: Wrong;
  readonly checkpoints: {
    /** Signed by a key that was given, and of this log. */
    readonly agreeing: number;
    /** Events under the newest of them. */
    readonly newest?: number;
    /** Of other logs: passed over. */
    readonly ofOthers: number;
  };
  readonly says: string;
}

interface Held extends Checkpoint {
  readonly file: string;
}

/** Verifies a log's file: every hash, every chain, the tree, what is noted of the appends, the guards; and that each saved checkpoint is of it. */
export async function verifyAgainst(
  file: string,
  saved: readonly SavedNote[],
  keys: readonly VerifierKey[],
): Promise<Verification> {
  const log = idOf(file);
  const notes = saved.map((note) => readNote(note, originOf(log), keys));
  const held = notes.filter((note) => 'size' in note).toSorted((a, b) => a.size - b.size);
  const sizes = held.map(({ size }) => size);
  const { fault, size, roots } = await examineLog(file, sizes);
  const agreeing = held.filter((checkpoint) => roots.get(checkpoint.size) === checkpoint.root);
  const newest = agreeing.at(-1)?.size;
  const ofOthers = notes.filter((note) => 'ofOther' in note).length;
  const found = { log, size, checkpoints: { agreeing: agreeing.length, ...(newest === undefined ? {} : { newest }), ofOthers } };
  const wrong =
    (fault && inLog(fault)) ??
    contradiction(held, agreeing, size) ??
    notes.find((note) => 'kind' in note) ??
    guardsOf(file, size);
  if (wrong !== undefined) return { ...found, verdict: 'tampered', wrong, says: wrong.says };
  const unknown = notes.find((note) => 'unknown' in note);
  if (unknown !== undefined) return { ...found, verdict: 'cannot check', says: unknown.unknown };
  return newest === undefined
    ? { ...found, verdict: 'incomplete', says: alone(ofOthers) }
    : { ...found, verdict: 'verified', says: `The log is the one whose first ${newest} events were signed.` };
}

/** The key that this installation signs the log with, as far as its file is there: enough to notice a change, not to trust whoever runs it. */
export function ownKeys(file: string, keyFile: string): readonly VerifierKey[] {
  const key = SigningKey.verifierIn(keyFile, originOf(idOf(file)));
  return key === undefined ? [] : [key];
}

const alone = (ofOthers: number): string =>
  `The log agrees with itself, but there is no checkpoint to hold it against${ofOthers > 0 ? `: those given are of other logs` : ''}.`;

const inLog = ({ position, kind, says }: Fault): Wrong => ({ index: Number(position), kind, says });

type ReadNote = Held | Wrong | { readonly ofOther: string } | { readonly unknown: string };

/** Whose a note is, it says itself; whether that is so, only the keys do. */
function readNote({ file, bytes }: SavedNote, origin: string, keys: readonly VerifierKey[]): ReadNote {
  const spoilt = (error: unknown): Wrong => {
    if (!(error instanceof NotANote)) throw error;
    return { index: 0, kind: 'checkpoint', file, says: `The checkpoint ${file} is not what was signed. ${error.message}` };
  };
  try {
    const claimed = claimedCheckpoint(bytes);
    if (claimed.origin !== origin) return { ofOther: claimed.origin };
    if (!isOfAny(bytes, keys)) return { unknown: `The checkpoint ${file} is not signed by a key that was given.` };
    return { file, ...openCheckpoint(bytes, keys) };
  } catch (error) {
    return spoilt(error);
  }
}

/** The smallest of the signed checkpoints that is not of this log, and how much at most the two histories share. */
function contradiction(held: readonly Held[], agreeing: readonly Held[], size: number): Wrong | undefined {
  const first = held.find((checkpoint) => !agreeing.includes(checkpoint));
  if (first === undefined) return undefined;
  const shared = agreeing.findLast((checkpoint) => checkpoint.size < first.size)?.size ?? 0;
  if (first.size > size)
    return {
      index: size,
      kind: 'rolled back',
      file: first.file,
      says: `The log has been rolled back: ${first.size} events of it were signed, and it has ${size}.`,
    };
  return {
    index: shared,
    kind: 'forked',
    file: first.file,
    says:
      `The log has forked: its first ${first.size} events are not those that were signed. ` +
      `The two have the first ${shared} events in common, and at most the first ${first.size - 1}.`,
  };
}

function idOf(file: string): string {
  try {
    const raw = new RawLog(file);
    try {
      return raw.id();
    } finally {
      raw.close();
    }
  } catch (error) {
    if (error instanceof Unreadable) return '';
    throw error;
  }
}

/** All may be as it was written, and somebody has still made room to change it. */
function guardsOf(file: string, size: number): Wrong | undefined {
  try {
    new LogReader(file).close();
    return undefined;
  } catch (error) {
    if (error instanceof CannotOpenLog) return { index: size, kind: 'head', says: error.message };
    throw error;
  }
}
