import { expect, test } from '@jest/globals';
import { MemoryStore } from '#event-store';
import { Metrics } from './metrics.ts';
import type { Ready } from './health.ts';

const signing = { signing: 'signing', signed: 12, age: 7, log: 'sound', checked: 'Checked.' };
const position = '';
const well: Ready = { status: 'ok', position, log: { writable: true }, views: [] };

/** The figures of a process that is so, one after the other. */
async function figures(ready: readonly Partial<Ready>[], recording = { writable: true }): Promise<readonly string[]> {
  const left = [...ready];
  const health = { ready: async () => ({ ...well, ...left.shift() }), recording: () => recording };
  const metrics: Metrics = Reflect.construct(Metrics, [health, new MemoryStore(), undefined]);
  const told: string[] = [];
  while (left.length > 0) told.push(await metrics.text());
  return told;
}

test('a vault that takes nothing is told as what it is: nothing can be recorded', async () => {
  const [told] = await figures([{}], { writable: false });
  expect(told).toMatch(/^dutybook_log_writable 0$/m);
});

test('who has signed and then stands by tells no age of its last signature', async () => {
  const [before, after, again] = await figures([
    { evidence: signing },
    { evidence: { ...signing, signing: 'standing by' } },
    { evidence: signing },
  ]);
  expect(before).toMatch(/^dutybook_checkpoint_age_seconds 7$/m);
  expect(after).not.toMatch(/^dutybook_checkpoint_/m);
  expect(again).toMatch(/^dutybook_checkpoint_size 12$/m);
});

test('backups that were never made are as old as the process', async () => {
  const [told] = await figures([{ backups: {} }]);
  expect(told).toMatch(/^dutybook_backup_age_seconds [0-9.]+$/m);
});

test('delivery and erasure are told with the lists', async () => {
  const stuck = { state: 'stuck', position, behind: true };
  const [told] = await figures([{ delivery: { ...stuck, state: 'following' }, erasures: stuck }]);
  expect(told).toMatch(/^dutybook_follower_stopped\{follower="delivery"\} 0$/m);
  expect(told).toMatch(/^dutybook_follower_stopped\{follower="erasures"\} 1$/m);
});
