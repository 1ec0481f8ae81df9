import { parentPort, workerData } from 'node:worker_threads';
import { whyRefused } from '../sqlite/disk.ts';
import { CopiedLog, NotAsRecorded, type CopiedAppend } from '../sqlite/copied-log.ts';
import { join } from 'node:path';

export interface MirrorData {
  readonly directory: string;
  readonly storeId: string;
  readonly now: string;
}

/** Whole appends, their bytes one after the other so that they cross the threads as one block. */
export interface Page {
  /** Leaf number of its first event. */
  readonly first: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each event, in bytes. */
  readonly lengths: readonly number[];
  /** Of each append, in events. */
  readonly counts: readonly number[];
  /** Where in the cluster's log its last event stands. */
  readonly mark: string;
}

export type ToMirror = { readonly kind: 'page'; readonly page: Page } | { readonly kind: 'close' };

export type FromMirror =
  | { readonly kind: 'open'; readonly size: number; readonly mark: string | undefined }
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'written'; readonly size: number }
  | { readonly kind: 'failed'; readonly says: string; readonly isFinal: boolean }
  | { readonly kind: 'closed' };

/** The mirror's one writer, in a thread of its own. */
export function serve(open: (data: MirrorData) => CopiedLog = opened): void {
  if (parentPort === null) return;
  const port = parentPort;
  const say = (message: FromMirror) => port.postMessage(message);
  const data = workerData as MirrorData;
  try {
    const log = open(data);
    say({ kind: 'open', size: log.size, mark: log.mark });
    port.on('message', (message: ToMirror) => {
      if (message.kind === 'page') return say(written(log, message.page));
      log.close();
      say({ kind: 'closed' });
      port.close();
    });
  } catch (error) {
    say({ kind: 'refused', says: whyRefused(error, join(data.directory, 'log.db')) });
    port.close();
  }
}

const opened = ({ directory, storeId, now }: MirrorData) => CopiedLog.open(directory, { storeId, now, durable: false });

function written(log: CopiedLog, page: Page): FromMirror {
  // After a page that failed the next one does not follow on, even where no stream of it would tell.
  if (page.first !== log.size)
    return { kind: 'failed', says: `it begins at ${page.first}, but ${log.size} is next`, isFinal: false };
  try {
    log.write(appendsOf(page), page.mark);
    return { kind: 'written', size: log.size };
  } catch (error) {
    return {
      kind: 'failed',
      says: error instanceof Error ? error.message : String(error),
      isFinal: error instanceof NotAsRecorded,
    };
  }
}

/** The appends of a page, each as the bytes of its events. */
export function appendsOf({ bytes, lengths, counts }: Page): CopiedAppend[] {
  let [at, n] = [0, 0];
  return counts.map((count) => lengths.slice(n, (n += count)).map((length) => bytes.subarray(at, (at += length))));
}
