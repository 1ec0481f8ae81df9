/** What a process did to some files, call by call, as strace wrote it down. */

export type Operation =
  | { readonly does: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly does: 'truncate'; readonly file: string; readonly size: number }
  | { readonly does: 'remove'; readonly file: string }
  | { readonly does: 'sync'; readonly file: string }
  | { readonly does: 'say'; readonly words: string };

const CALL = /^(\d+) +(\w+)\((.*)$/;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>/;
const UNFINISHED = ' <unfinished ...>';
const OF_FILE = /^\d+<([^>]*)>/;

/**
 * Reads the trace of a run under `strace -f -y -xx`. A write counts from where it began, because its bytes may be on the disk from then on;
 * a sync from where it ended. `out` is the file that the process's own words went to.
 */
export function operationsIn(trace: string, out: string): readonly Operation[] {
  const begun = new Map<string, string>();
  return trace.split('\n').flatMap((line) => {
    const { thread, call, rest } = begunIn(line) ?? resumedIn(line, begun);
    if (!(isSync(call) && line.endsWith(UNFINISHED))) return operation(call, rest, out);
    begun.set(thread, rest);
    return [];
  });
}

interface Call {
  readonly thread: string;
  readonly call: string;
  readonly rest: string;
}

function begunIn(line: string): Call | undefined {
  const [, thread, call, rest] = CALL.exec(line) ?? [];
  return thread === undefined || call === undefined || rest === undefined ? undefined : { thread, call, rest };
}

/** Only the end of a sync counts: all else was taken where it began. */
function resumedIn(line: string, begun: ReadonlyMap<string, string>): Call {
  const [, thread = '', call = ''] = RESUMED.exec(line) ?? [];
  return { thread, call: isSync(call) ? call : '', rest: begun.get(thread) ?? '' };
}

const isSync = (call: string): boolean => call === 'fsync' || call === 'fdatasync';

function operation(call: string, rest: string, out: string): readonly Operation[] {
  const [, file = ''] = OF_FILE.exec(rest) ?? [];
  switch (call) {
    case 'fsync':
    case 'fdatasync':
      return [{ does: 'sync', file: named(file) }];
    case 'pwrite64':
      return [
        {
          does: 'write',
          file: named(file),
          at: Number(/, (\d+)(?:\)| <)/.exec(rest.slice(rest.lastIndexOf('",')))?.[1]),
          bytes: bytesIn(rest),
        },
      ];
    case 'write':
      return named(file) === out ? [{ does: 'say', words: bytesIn(rest).toString() }] : [];
    case 'ftruncate':
      return [{ does: 'truncate', file: named(file), size: Number(/>, (\d+)/.exec(rest)?.[1]) }];
    case 'unlink':
      return [{ does: 'remove', file: bytesIn(rest).toString() }];
    default:
      return [];
  }
}

/** Paths are written in hexadecimal too. */
const named = (path: string): string => (path.includes('\\x') ? unhexed(path) : path);
const bytesIn = (rest: string): Buffer =>
  Buffer.from((/"((?:\\x[0-9a-f]{2})*)"/.exec(rest)?.[1] ?? '').replaceAll('\\x', ''), 'hex');
const unhexed = (text: string): string => Buffer.from(text.replaceAll('\\x', ''), 'hex').toString();
