/**
 * A worker that a spec starts beside others: FOLDER of the log, vault URL, its key file, how long a lease lasts, and whether the fencing
 * number is looked at (`fenced` or `unfenced`). It says on its output what it begins and how far it moves the checkpoint.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openForReading } from '#event-store';
import type { EventStore, Recorded } from '#event-store';
import { Vault } from '#vault';
import { Reactor } from './reactor.ts';

const [folder = '', url = '', keyFile = '', leaseMs = '', fenced = ''] = process.argv.slice(2);
/** Long enough to be paused in the middle of it. */
const EFFECT_MS = 300;

class Tally extends Reactor {
  constructor(store: EventStore, vault: Vault) {
    super(store, vault, { name: `tally of ${store.storeId}`, kinds: ['failure'], types: ['NotificationGiven'] });
  }

  protected async react(page: readonly Recorded[]): Promise<void> {
    say({ reacting: page.length });
    await wait(EFFECT_MS);
    for (const { id } of page) writeFileSync(join(folder, 'effects', id), '');
  }
}

const say = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`);

mkdirSync(join(folder, 'effects'), { recursive: true });
const vault = await Vault.open({ url, keyFile, leaseMs: Number(leaseMs) });
let latest = 0;
const { leases, reactors } = vault;
const take = leases.take.bind(leases);
leases.take = async (...asked) => {
  const fence = await take(...asked);
  if (fence !== undefined && fence !== latest) say({ began: (latest = fence) });
  return fence;
};
const advance = reactors.advance.bind(reactors);
reactors.advance = async (step, fence) => {
  const moved = fenced === 'fenced' ? await advance(step, fence) : await withAnyFence(step, fence);
  if (moved) say({ moved: step.to, under: fence });
  return moved;
};

/** As if the number were not looked at: whichever the lease has now is good enough. */
async function withAnyFence(step: Parameters<typeof advance>[0], fence: number): Promise<boolean> {
  for (let any = fence; any < fence + 100; any++) if (await advance(step, any)) return true;
  return false;
}

const tally = new Tally(openForReading(folder), vault);
await tally.start();
process.stdin.resume().once('end', () => process.exit(0));
