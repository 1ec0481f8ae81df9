/** Measures one group of rows in a process of its own: `group.ts NAME FOLDER EVENTS`. */
import type { Bench } from './bench.ts';
import type { Figures } from './measure.ts';

const [name = '', folder = '', events = ''] = process.argv.slice(2);
const notes: Record<string, string> = {};
const bench: Bench = {
  folder,
  events: Number(events),
  progress: (says) => process.stderr.write(`  ${says}\n`),
  note: (about, says) => (notes[about] = says),
};
const { measure }: { measure(bench: Bench): Promise<Figures> } = await import(`./${name}.ts`);
try {
  process.send?.({ figures: await measure(bench), notes });
} catch (error) {
  process.send?.({ notes, fails: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
process.disconnect?.();
// Whatever a group left open is not waited for.
process.exitCode = 0;
setTimeout(() => process.exit(), 2_000).unref();
