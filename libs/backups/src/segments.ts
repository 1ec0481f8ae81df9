import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AppendedBytes, LogHead, LogSource } from '#event-store';
import type { Standing } from '#vault';
import { writeWhole } from './durable.ts';
import { BackupRefused, FORMAT, parsed, SEGMENTS, type Segment } from './manifest.ts';

const MOST_EVENTS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;

const nameOf = (from: number): string => `${String(from).padStart(16, '0')}.ndjson`;

interface Said {
  readonly at: string;
  readonly standings: readonly Standing[];
}

/** Writes what was appended from a leaf up to a head, in as many segments as fit into memory one by one. */
export function writeSegments(
  folder: string,
  source: LogSource,
  { from, to, said }: { from: number; to: LogHead; said: Said },
): void {
  forgetFrom(folder, from);
  let [appends, bytes, first, size]: [AppendedBytes[], number, number, number] = [[], 0, from, from];
  const write = () => {
    // A follower may stand anywhere up to the head: what ends before it says nothing of that.
    const { at, standings } = said;
    const place = { at, log: to.id, from: first, size, root: source.rootAt(size), ...(size === to.size ? { standings } : {}) };
    if (size > first) writeOne(folder, appends, place);
    [appends, bytes, first] = [[], 0, size];
  };
  for (const append of source.appends(from, to.size)) {
    appends.push(append);
    size += append.events.length;
    bytes += append.events.reduce((sum, event) => sum + event.length, 0);
    if (size - first >= MOST_EVENTS || bytes >= MOST_BYTES) write();
  }
  write();
}

/** A look that failed may have left segments that never counted. */
function forgetFrom(folder: string, from: number): void {
  for (const name of readdirSync(join(folder, SEGMENTS)))
    if (!name.endsWith('.ndjson') || name >= nameOf(from)) rmSync(join(folder, SEGMENTS, name), { force: true });
}

type Place = Omit<Segment, 'format' | 'appends' | 'sha256'>;

function writeOne(folder: string, appends: readonly AppendedBytes[], place: Place): void {
  const lines = appends.flatMap(({ events }) => events.map((bytes) => `${Buffer.from(bytes).toString('utf8')}\n`)).join('');
  const header: Segment = {
    format: FORMAT,
    ...place,
    appends: appends.map(({ events }) => events.length),
    sha256: sha256(lines),
  };
  writeWhole(join(folder, SEGMENTS, nameOf(place.from)), `${JSON.stringify(header)}\n${lines}`);
}

/** The segment that begins at a leaf, once its lines are those that were written. Throws `BackupRefused` where it is not there, or changed. */
export function readSegment(
  folder: string,
  from: number,
  log: string,
): { readonly segment: Segment; readonly appends: readonly AppendedBytes[] } {
  const file = join(folder, SEGMENTS, nameOf(from));
  const text = textOf(file, from);
  const end = text.indexOf('\n') + 1;
  const segment = parsed<Segment>(text.slice(0, end), file);
  const lines = text.slice(end);
  if (segment.log !== log || segment.from !== from) throw new BackupRefused(`${file} does not belong here.`);
  if (sha256(lines) !== segment.sha256) throw new BackupRefused(`${file} is damaged: its SHA-256 differs. ${goOnWithout(from)}`);
  const events = lines
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line));
  let first = from;
  const appends = segment.appends.map((count) => ({ first, events: events.slice(first - from, (first += count) - from) }));
  return { segment, appends };
}

function textOf(file: string, from: number): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new BackupRefused(`${file} is missing or cannot be read. ${goOnWithout(from)}`);
  }
}

/** Nothing is left out without being asked for. */
const goOnWithout = (from: number): string =>
  from === 0 ? 'Nothing can be restored from here.' : `What was recorded before it can be restored: --position ${from - 1}.`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
