/**
 * A process that uses a vault while a spec takes its server away: vault URL, key file, and `hearing` or `deaf` to what breaks on its
 * connections. It reads `busy`, `idle` and `look` on its input and says what became of what it did.
 */
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Vault, VaultUnavailable } from '../src/index.ts';

const [url = '', keyFile = '', hears = ''] = process.argv.slice(2);
const say = (said: object): void => void process.stdout.write(`${JSON.stringify(said)}\n`);

// Deaf: as if nobody had thought of the connections that break while nothing is asked of them.
if (hears === 'deaf') {
  const add = pg.Pool.prototype.on;
  pg.Pool.prototype.on = function (name: string, ...rest: readonly unknown[]) {
    return name === 'error' || name === 'connect' ? this : Reflect.apply(add, this, [name, ...rest]);
  };
}

const vault = await Vault.open({ url, keyFile });
const fence = (await vault.leases.take('delivery', 'a')) ?? 0;
const positionOf = (n: number) => String(n).padStart(6, '0');
let isBusy = false;
let steps = 0;

/** Whatever is answered is said; what is refused because the server is away is done again. */
async function kept(n: number): Promise<void> {
  for (;;)
    try {
      const event = { stream: 'kestrel/failure/f', id: `event ${n}` };
      await vault.texts.commit(event, [{ field: 'text', words: `words of ${n}` }]);
      const step = { reactor: 'delivery', storeId: 'log-1', from: n === 0 ? '' : positionOf(n), to: positionOf(n + 1) };
      return say((await vault.reactors.advance(step, fence)) ? { kept: n } : { wrong: `step ${n} was refused` });
    } catch (error) {
      if (!(error instanceof VaultUnavailable)) return say({ wrong: String(error) });
      say({ away: error.message, health: vault.health() });
      await wait(20);
    }
}

async function look(): Promise<void> {
  const asked = Array.from({ length: 10 }, () => vault.texts.of([{ stream: 'kestrel/failure/f', id: 'event 0' }]));
  const failed = (await Promise.allSettled(asked)).flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  const wrong = failed.find((error) => !(error instanceof VaultUnavailable));
  if (wrong) return say({ wrong: String(wrong) });
  say({ looked: failed.length === 0, health: vault.health() });
}

createInterface(process.stdin)
  .on('line', (line) => {
    isBusy = line === 'busy';
    if (line === 'look') void look();
  })
  .on('close', () => process.exit(0));
say({ ready: true });
for (; ; await wait(5)) if (isBusy) await kept(steps++);
