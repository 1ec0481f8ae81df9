import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupRefused, restore as restoreFrom, type Restored, type Until } from '#backups';
import { Clock } from '#event-store';

export const RESTORE_USAGE = `  restore --from FOLDER --data NEWFOLDER [--until INSTANT | --position NUMBER] [--key FILE] [--reason WORDS]
                              make a data folder from the newest backup in a folder, whole or up to an instant
                              (2026-11-26T14:00:00Z) or the event with a number; says what is lost`;

const options = {
  from: { type: 'string' },
  data: { type: 'string' },
  until: { type: 'string' },
  position: { type: 'string' },
  key: { type: 'string' },
  reason: { type: 'string' },
} as const;

/** Restores into a new folder and says, in numbers, what was restored and what was not. Throws `BackupRefused` where it cannot be. */
export async function restore(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.from === undefined || values.data === undefined) return false;
  const to = resolve(values.data);
  const restored = await restoreFrom({
    from: values.from,
    to,
    until: untilIn(values),
    ...(values.key === undefined ? {} : { keyFile: resolve(values.key) }),
    reason: values.reason ?? 'Restored from a backup by the operator.',
    clock: new Clock(),
  });
  for (const line of told(restored, to)) console.log(line);
  return true;
}

function untilIn({ until, position }: { readonly until?: string; readonly position?: string }): Until {
  if (until !== undefined && position !== undefined) throw new BackupRefused('Name an instant or a position, not both.');
  if (until !== undefined) return { instant: instantOf(until) };
  if (position === undefined) return {};
  if (!/^\d{1,16}$/.test(position)) throw new BackupRefused(`A position is a number, not "${position}".`);
  return { position: Number(position) };
}

function instantOf(text: string): string {
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const read = new Date(text);
  if (isWhole && !Number.isNaN(read.getTime())) return read.toISOString();
  throw new BackupRefused(`"${text}" is no instant: write it with its offset, as 2026-11-26T14:00:00Z.`);
}

export function* told(restored: Restored, to: string): Generator<string> {
  const { size, root, lastRecordedAt, formerLog, log, leftOut, completeUntil, secondsSince, signed, headsCompared } = restored;
  yield `${to} holds ${size} events of the log ${formerLog}, the last recorded at ${lastRecordedAt}; root ${root}, the same as in the backup at ${headsCompared} places.`;
  if (leftOut > 0) yield `${leftOut} later events in the backup were left out, as asked.`;
  yield `The backup has everything that was acknowledged before ${completeUntil}. What was recorded in the ${secondsSince} seconds from then until now, if anything was, is lost.`;
  if (signed !== undefined && signed.size > size)
    yield `A signed checkpoint tells of ${signed.size} events: ${signed.size - size} that were signed are not in the restored log.`;
  if (restored.wordless > 0) yield `Of ${restored.wordless} texts the backup has no words.`;
  for (const { reactor, position } of restored.standings)
    yield `${reactor} goes on after position ${position || 'none, from the beginning'}.`;
  if (restored.standings.length === 0)
    yield 'What follows the log goes on from its beginning; what it did before is not done twice.';
  yield `The log is ${log} from here on. Position ${restored.recorded.position} says that it was restored. The lists are made anew at the next start.`;
}
