/** Opens a log and says how long that took; with `append` it then appends until it is killed: `appending.ts FOLDER append|open`. */
import { event } from './events.ts';
import { Callers, openStore } from './log.ts';

const [folder = '', then] = process.argv.slice(2);
const began = performance.now();
const store = await openStore(folder);
process.send?.(performance.now() - began);

if (then === 'append') {
  const callers = new Callers(store, `until-killed-${Date.now()}`);
  const onAndOn = async (caller: number): Promise<never> => {
    for (let n = 0; ; n++) await callers.append(caller, [event(n)]);
  };
  await Promise.all(Array.from({ length: 8 }, (_, caller) => onAndOn(caller)));
}
await store.close();
process.disconnect?.();
