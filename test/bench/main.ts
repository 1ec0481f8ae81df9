/**
 * How fast it is, beside the limit and beside others, in one run: `npm run bench -- [--events N] [--only NAME,NAME] [--json FILE]
 * [--data FOLDER]`. Ends with 1 where a goal is missed by more than 15 in 100.
 */
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answerOf } from './children.ts';
import type { Figures } from './measure.ts';
import { linesOf, table, type Measured } from './report.ts';
import { felt, log, type Row } from './rows.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Events a second that the machine of the goals reads and parses from a raw log. */
const REFERENCE = 409_471;
const MEMORY_DISKS: readonly number[] = [0x01021994, 0x858458f6];

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    only: { type: 'string' },
    json: { type: 'string' },
    data: { type: 'string', default: join(HERE, 'data') },
  },
});
const say = (line: string) => process.stderr.write(`${line}\n`);

const rows = [...felt, ...log];
const events = Number(values.events);
if (!Number.isInteger(events) || events < 1000) end(64, `--events is a whole number from 1000, not ${values.events}`);
const chosen = chosenRows(values.only);
const disk = resolve(values.data);
mkdirSync(disk, { recursive: true });
if (MEMORY_DISKS.includes(statfsSync(disk).type)) end(64, `${disk} lies in memory: choose a folder on a disk with --data`);

const before = { load: loadavg()[0] ?? 0, share: processorShare() };
const measured = await measureAll([
  ...new Set(chosen.flatMap(({ group }) => group ?? [])),
  ...(chosen.some(({ peers }) => peers) ? ['peers'] : []),
]);
const after = { load: loadavg()[0] ?? 0, share: processorShare() };
const lines = linesOf(chosen, measured);
const failing = lines.flatMap(({ goals }) => goals).filter(({ fails }) => fails).length;

console.log(about());
for (const [title, part] of [
  ['WHAT A USER FEELS', felt],
  ['THE LOG', log],
] as const) {
  const shown = chosen.filter((row) => part.includes(row));
  if (shown.length > 0) console.log(`\n${title}\n${table(shown, linesOf(shown, measured))}`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(data(), null, 2)}\n`);
const unable = Object.keys(measured.failed).filter((group) => group !== 'peers' && group !== 'bare');
if (failing > 0) say(`\n${failing} goals are missed by more than 15 in 100`);
if (unable.length > 0) say(`\nnot measured: ${unable.join(', ')}`);
process.exitCode = failing + unable.length > 0 ? 1 : 0;

function end(code: number, says: string): never {
  say(`bench: ${says}`);
  process.exit(code);
}

function chosenRows(only: string | undefined): readonly Row[] {
  if (only === undefined) return rows;
  const names = only.split(',');
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) end(64, `there is no row ${unknown.join(', ')}; there are ${rows.map(({ name }) => name).join(', ')}`);
  return rows.filter(({ name }) => names.includes(name));
}

async function measureAll(groups: readonly string[]): Promise<Measured> {
  let [figures, notes, failed]: [Figures, Record<string, string>, Record<string, string>] = [{}, {}, {}];
  for (const [n, group] of groups.entries()) {
    say(`${n + 1}/${groups.length} ${group}`);
    const answer = await measureGroup(group);
    figures = { ...figures, ...answer.figures };
    notes = { ...notes, ...answer.notes };
    if (answer.fails !== undefined) failed = { ...failed, [group]: answer.fails };
  }
  return { figures, notes, failed, slowness: Math.max(1, REFERENCE / (figures['raw-all.rate'] ?? Infinity)) };
}

interface Answer {
  readonly figures?: Figures;
  readonly notes: Readonly<Record<string, string>>;
  readonly fails?: string;
}

async function measureGroup(group: string): Promise<Answer> {
  const folder = mkdtempSync(join(disk, `${group}-`));
  try {
    return await answerOf<Answer>('group.ts', [group, folder, String(events)]);
  } catch (error) {
    return { notes: {}, fails: String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** How much of a processor a loop gets that asks for the whole of one: less than 1 where others want it too. */
function processorShare(): number {
  const [began, used] = [performance.now(), process.cpuUsage()];
  while (performance.now() - began < 500);
  return (process.cpuUsage(used).user + process.cpuUsage(used).system) / 1000 / (performance.now() - began);
}

function about(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${process.platform} ${release()}, Node ${process.version}`;
  const share = (of: typeof before) =>
    `load ${of.load.toFixed(1)}, a lone loop got ${Math.round(of.share * 100)}% of a processor`;
  return [
    `${events.toLocaleString('en')} events; ${machine}`,
    `before: ${share(before)}; after: ${share(after)}`,
    ...(measured.slowness > 1
      ? [`raw reads are ${measured.slowness.toFixed(1)} × slower than where the times of the goals were set`]
      : []),
  ].join('\n');
}

function data(): object {
  const { figures, notes, failed, slowness } = measured;
  const machine = { processors: cpus().map(({ model }) => model), platform: process.platform, node: process.version };
  return { at: new Date().toISOString(), events, machine, before, after, slowness, failing, rows: lines, figures, notes, failed };
}
