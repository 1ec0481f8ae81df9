/** Reads a log in a thread of its own, and says what a subscription hears until there are so many events. */
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../src/sqlite/reading-store.ts';

const { directory, count } = workerData as { directory: string; count: number };
const store = openForReading(directory);
const heard: string[] = [];
store.subscribe({}, (page) => {
  heard.push(...page.map(({ id }) => id));
  if (heard.length >= count) parentPort?.postMessage(heard);
});
parentPort?.once('message', () => void store.close());
parentPort?.postMessage('reading');
