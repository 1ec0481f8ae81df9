import type { Day } from '#psti';
import { UpgradeNeeded } from '#psti';
import type { Follower } from './follower.ts';
import type { Matters } from './matters.ts';
import { Pass, type Turn } from './pass.ts';
import type { Shelf } from './shelf.ts';
import type { Checkpoint } from './views-file.ts';

interface Parts {
  readonly shelf: Shelf;
  readonly matters: Matters;
  readonly patience: number;
  readonly ending: AbortSignal;
}
export interface Filled {
  readonly to: Checkpoint;
  readonly today: Day;
  readonly turn: Turn;
}

/**
 * Fills tables that serve nobody yet, record by record, whatever the log's order. What is kept in memory is a lot of records, however
 * many there are. Gives back the followers that failed, with the reason.
 */
export async function fill(
  followers: readonly Follower[],
  parts: Parts,
  { to, today, turn }: Filled,
): Promise<ReadonlyMap<Follower, unknown>> {
  const failed = new Map<Follower, unknown>(followers.flatMap((follower) => unreadable(follower, parts.shelf)));
  const going = () => followers.filter((follower) => !failed.has(follower));
  await turn(() => going().forEach(({ rows }) => rows.clear()));
  for (const lot of parts.shelf.lots()) {
    const pass = new Pass({ ...parts, followers: going() });
    pass.markAll(lot);
    for (const [follower, error] of await pass.write(to, today, turn)) failed.set(follower, error);
  }
  for (const follower of going()) {
    // Indexes are quicker made once, over all the rows, than kept with each; in between, whoever waits has a turn.
    for (const make of follower.rows.missingIndexes()) await turn(make);
    await turn(() => follower.rows.commit([], follower.at, to));
    [follower.at, follower.hasty] = [to, false];
  }
  return failed;
}

function unreadable(follower: Follower, shelf: Shelf): readonly (readonly [Follower, UpgradeNeeded])[] {
  const unknown = shelf.unknownIn(follower.view.kinds);
  return unknown === undefined ? [] : [[follower, new UpgradeNeeded(unknown)]];
}
