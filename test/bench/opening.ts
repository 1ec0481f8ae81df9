/** Opening a log whose writer was killed in the middle of its work. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { answerOf, ended, said, started } from './children.ts';
import { fill, openStore } from './log.ts';
import type { Figures } from './measure.ts';

const TRIES = 5;

export async function measure({ folder, events, progress }: Bench): Promise<Figures> {
  const [small, large] = [join(folder, 'small'), join(folder, 'large')];
  for (const [where, size] of [
    [small, Math.ceil(events / 100)],
    [large, events],
  ] as const) {
    progress(`a log of ${size.toLocaleString('en')} events`);
    const store = await openStore(where);
    await fill(store, size);
    await store.close();
  }
  progress('killed and opened again');
  const found: Record<'small' | 'large', number> = { small: Infinity, large: Infinity };
  for (let n = 0; n < TRIES; n++) {
    found.small = Math.min(found.small, await openedAfterKill(small));
    found.large = Math.min(found.large, await openedAfterKill(large));
  }
  return { 'open.ms': found.large, 'open.small': found.small, 'open.flat': found.large / found.small };
}

/** A process appends until it is killed; the next says how long opening took it. */
async function openedAfterKill(folder: string): Promise<number> {
  const child = started('appending.ts', [folder, 'append']);
  await said(child);
  await wait(300);
  child.kill('SIGKILL');
  await ended(child);
  return answerOf<number>('appending.ts', [folder, 'open']);
}
