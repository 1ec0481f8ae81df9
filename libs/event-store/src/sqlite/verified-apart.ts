import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Fault } from '../fault.ts';

/** Verifies a log's file, all of it, in a thread of its own: what it takes is taken from nobody's answers. Given up, it rejects. */
export async function verifyApart(file: string, signal: AbortSignal): Promise<Fault | undefined> {
  const thread = new Worker(new URL(`./verify-thread${extname(import.meta.url)}`, import.meta.url), { workerData: file });
  try {
    thread.unref();
    const [fault]: [Fault | undefined] = (await once(thread, 'message', { signal })) as [Fault | undefined];
    return fault;
  } finally {
    await thread.terminate();
  }
}
