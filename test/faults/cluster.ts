import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { restartable, type Restartable } from '../../libs/event-store/testing/server.ts';
import { SharedVault } from '../../libs/vault/testing/shared.ts';
import { main, Whole } from './whole.ts';

/** Several processes of Dutybook on one server of the log and one vault: started, killed, started again, and looked into from outside. */

type Part = 'api' | 'web' | 'worker';

export interface Member {
  readonly name: string;
  readonly whole: Whole;
}

export class Cluster {
  readonly #folder = mkdtempSync(join(tmpdir(), 'dutybook-cluster-'));
  readonly members: readonly Member[];
  #turn = 0;

  private constructor(
    readonly server: Restartable,
    private readonly vault: SharedVault,
    parts: readonly Part[],
    program: string,
  ) {
    // Of one installation: whichever worker signs, signs with the one key.
    const env = {
      DUTYBOOK_VAULT: vault.url,
      DUTYBOOK_VAULT_KEY_FILE: vault.keyFile,
      DUTYBOOK_NOTARY_KEY_FILE: join(this.#folder, 'notary.key'),
      DUTYBOOK_LOG: 'error',
    };
    this.members = parts.map((part, n) => {
      const flags = ['--log', server.url, '--run', part];
      return { name: `${part} ${n}`, whole: new Whole(join(this.#folder, `${part}-${n}`), program, flags, env) };
    });
  }

  /** None where the server at hand is not ours to kill. */
  static async begin(parts: readonly Part[], program = main): Promise<Cluster | undefined> {
    const server = await restartable();
    if (server === undefined) return undefined;
    const cluster = new Cluster(server, await SharedVault.begin(), parts, program);
    // The first makes the key that signs.
    for (const { whole } of cluster.members) await whole.start();
    return cluster;
  }

  get #doors(): readonly Member[] {
    return this.members.filter(({ name }) => name.startsWith('api'));
  }

  /** Another process each time: nobody keeps to one. */
  get url(): string {
    const doors = this.#doors;
    return doors[(this.#turn += 1) % doors.length]?.whole.url ?? '';
  }

  events() {
    return this.members[0]?.whole.events() ?? [];
  }

  async settled(): Promise<void> {
    for (const { whole } of this.members) await whole.settled();
  }

  async clear(): Promise<void> {
    await Promise.all(this.members.map(({ whole }) => whole.clear()));
    await this.server.stop();
    await this.vault.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface Victim {
  /** One of each place may be down at a time. */
  readonly place: string;
  readonly name: string;
  strike(): Promise<unknown> | void;
  mend(): Promise<unknown> | void;
}

/** A frozen one is not dead, and nobody is told: its connections stay. */
const LONGEST_PAUSE_MS = 6_000;
const LONGEST_DOWN_MS = 500;

/**
 * Kills one after another at random, the server among them, each in the middle of whatever it does, and starts it again; how often which.
 * Of a server of several nodes one is down at a time, so that the others can go on; it is killed or stands still for a while.
 */
export async function killed(
  { members, server }: Cluster,
  { seconds, draw }: { seconds: number; draw: Iterator<number> },
): Promise<ReadonlyMap<string, number>> {
  const kills = new Map<string, number>();
  const down = new Map<string, Promise<void>>();
  const drawn = (below: number): number => Number(draw.next().value) * below;
  const standsStill = server.nodes.length > 1;
  const victims: Victim[] = [
    ...members.map(({ name, whole }) => ({
      place: name,
      name,
      strike: () => whole.end('SIGKILL'),
      mend: () => wait(drawn(LONGEST_DOWN_MS)).then(() => started(() => whole.start())),
    })),
    ...server.nodes.flatMap((node) => [
      {
        place: server.name,
        name: node.name,
        strike: () => node.kill('SIGKILL'),
        mend: () => wait(drawn(LONGEST_DOWN_MS)).then(() => started(() => node.start())),
      },
      ...(standsStill
        ? [
            {
              place: server.name,
              name: `${node.name} still`,
              strike: () => node.pause(),
              mend: () => wait(drawn(LONGEST_PAUSE_MS)).then(() => node.resume()),
            },
          ]
        : []),
    ]),
  ];
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    await wait(300 + drawn(1_200));
    const up = victims.filter(({ place }) => !down.has(place));
    const victim = up[Math.floor(drawn(up.length))];
    if (victim === undefined) continue;
    await victim.strike();
    kills.set(victim.name, (kills.get(victim.name) ?? 0) + 1);
    down.set(
      victim.place,
      Promise.resolve(victim.mend()).then(() => void down.delete(victim.place)),
    );
  }
  await Promise.all(down.values());
  return kills;
}

const MOST_STARTS = 20;

/** As whoever watches over processes starts them: again, where one refuses because what it stands on is away. */
async function started(start: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (tries === MOST_STARTS) throw error;
      await wait(200);
    }
  }
}
