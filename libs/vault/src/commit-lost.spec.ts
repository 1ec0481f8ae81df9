import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { trials } from '../../../infra/trials.ts';
import { Cutting, type Cut } from '../testing/cutting.ts';
import { onPostgresql, type Place } from '../testing/databases.ts';
import { APP } from '../testing/server.ts';
import { VaultUnavailable } from './database.ts';
import { openPostgresql } from './postgresql.ts';
import { Reactors } from './reactors.ts';
import { Vault } from './vault.ts';

const CUTS = trials({ few: 40, first: 200 });
const on = onPostgresql();
let place: Place;
let cutting: Cutting;
let vault: Vault;
beforeAll(() => on.begin());
beforeEach(async () => {
  place = await on.place();
  cutting = await Cutting.before(on.server.port);
  vault = await Vault.open({ ...place, url: throughCutting() });
});
afterEach(async () => {
  await vault.close();
  cutting.close();
  on.clear();
});
afterAll(() => on.end());

const throughCutting = () => on.server.url(new URL(place.url).pathname.slice(1), APP, cutting.port);
const positionOf = (n: number) => String(n).padStart(6, '0');
const step = (n: number) => ({
  reactor: 'delivery',
  storeId: 'log-1',
  from: n === 0 ? '' : positionOf(n),
  to: positionOf(n + 1),
});
const event = (n: number) => ({
  stream: `kestrel/failure/f${n % 7}`,
  id: `0196c0de-0000-7000-8000-${String(n).padStart(12, '0')}`,
});
const cutAt = (n: number): Cut => (n % 2 === 0 ? 'before' : 'after');

describe('K-10: a connection cut between COMMIT and its answer', () => {
  test(`${CUTS} times, before and after it was done: what is answered is what is there, and nothing is there twice`, async () => {
    const fence = (await vault.leases.take('delivery', 'a')) ?? 0;
    for (let n = 0; n < CUTS / 2; n++) {
      cutting.next = cutAt(n);
      const commitments = await vault.texts.commit(event(n), [{ field: 'text', words: `words of ${n}`, subject: 's1' }]);
      expect(await vault.texts.of([event(n)])).toEqual(new Map([[commitments.get('text'), `words of ${n}`]]));
      cutting.next = cutAt(n);
      expect(await vault.reactors.advance(step(n), fence)).toBe(true);
      expect(await vault.reactors.position('delivery', 'log-1')).toBe(positionOf(n + 1));
    }
    expect(cutting.cuts).toBe(CUTS);
    expect(await place.ask('select count(*)::int as rows, max(n) as most from texts')).toEqual([{ rows: CUTS / 2, most: 0 }]);
  });

  test.each(['before', 'after'] as const)('a person, an erasure and a lease come out once: cut %s it was done', async (cut) => {
    const ada = { party: 'kestrel', subject: 's1' };
    cutting.next = cut;
    await vault.people.describe(ada, { name: 'Ada Wren' });
    cutting.next = cut;
    await vault.erase({ ...ada, on: '2026-02-20', basis: 'asked' });
    expect([...(await vault.people.of(ada)).values()]).toEqual([{ erased: { on: '2026-02-20', basis: 'asked' } }]);
    expect(await place.ask('select id from erasures')).toHaveLength(1);
    for (const [holder, fence] of [
      ['a', 1],
      ['b', undefined],
      ['a', 1],
    ] as const) {
      cutting.next = cut;
      expect(await vault.leases.take('delivery', holder)).toBe(fence);
    }
    expect(cutting.cuts).toBe(5);
  });

  test('and finds it when a lost COMMIT is taken for a failed one', async () => {
    const opened = openPostgresql(throughCutting());
    const fence = (await vault.leases.take('delivery', 'a')) ?? 0;
    const once = new Reactors({ ...opened, write: (work) => opened.database.transaction().execute(work) });
    cutting.next = 'after';
    await expect(once.advance(step(0), fence)).rejects.toThrow(VaultUnavailable);
    expect(await once.position('delivery', 'log-1')).toBe(positionOf(1));
    await opened.database.destroy();
  });
});
