/**
 * Builds views from nothing in a process of its own, and says how long it took and what memory it held above what it began with:
 * `rebuild.ts LOG FILE [VIEW]`.
 */
import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Views } from '#views';
import { inside, openStore } from './log.ts';

const [folder = '', file = '', only] = process.argv.slice(2);
const MIB = 1024 * 1024;

const { allViews } = await inside('views/src/views.module');
const store = await openStore(folder);
mkdirSync(dirname(file), { recursive: true });
const wanted = allViews.filter(({ name }: { name: string }) => only === undefined || name === only);
const builder = new URL('../../dist/libs/views/src/building-thread.js', import.meta.url);
const views = new Views(store, { file, views: wanted, builder });
await wait(200);
globalThis.gc?.();
await wait(100);

const idle = process.memoryUsage.rss();
let peak = idle;
const watch = () => (peak = Math.max(peak, process.memoryUsage.rss()));
const timer = setInterval(watch, 5);
const [began, used] = [performance.now(), process.cpuUsage()];
await views.start();
const isLevel = await views.waitFor(await store.head(), 3_600_000);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(used);
watch();
clearInterval(timer);
const stopped = views.health().views.filter(({ state }) => state === 'stopped');
process.send?.({
  isLevel: isLevel && stopped.length === 0,
  seconds,
  cpu: (user + system) / 1e6,
  idle: idle / MIB,
  peak: (peak - idle) / MIB,
});
if (!process.send)
  console.log({ isLevel, stopped, seconds, cpu: (user + system) / 1e6, idle: idle / MIB, peak: (peak - idle) / MIB });
await views.stop();
await store.close();
process.disconnect?.();
