import { Inject, Injectable } from '@nestjs/common';
import type { Person } from '#access';
import { kindOf, labelOf, typesOf } from '#psti';
import type { TimelineEntry } from '#views';
import { Vault } from '#vault';
import { Names } from '../names.ts';
import { saidOf } from './sentence.ts';
import type { Reading, ShownWords } from './timeline.ts';
import type { Words } from './words.ts';

/** Fetches what the log does not hold: the words of texts, and what parties are called. */
@Injectable()
export class Reader {
  constructor(
    @Inject(Vault) private readonly vault: Vault,
    @Inject(Names) private readonly names: Names,
  ) {}

  /** Everything needed to read these entries out. `answers` may mention further parties. */
  async reading(
    person: Person,
    entries: readonly TimelineEntry[],
    mayRecord: boolean,
    ...answers: readonly unknown[]
  ): Promise<Reading> {
    const [names, words] = await Promise.all([this.names.in(person, entries, ...answers), this.wordsOf(entries)]);
    return {
      names,
      mayRecord,
      says: (entry) => saidOf(entry, names),
      words: (entry) => shownWords(entry, words),
      reasons: (event) => reasonsOf(event, entries, words),
    };
  }

  /** The words behind each commitment, or when and why they were erased. */
  wordsOf(entries: readonly TimelineEntry[]): Promise<Words> {
    const named = entries.flatMap(({ stream, textsOf, correction }) => [
      { stream, id: textsOf },
      ...(correction ? [{ stream, id: correction.event }] : []),
    ]);
    return this.vault.texts.of(named);
  }
}

/** The value at a path of an event's data: `revenue.basis`, `event.data.text`. */
export function valueAt(data: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
      data,
    );
}

function shownWords({ stream, type, data, texts }: TimelineEntry, words: Words): readonly ShownWords[] {
  return texts.flatMap((path): readonly ShownWords[] => {
    const own = path.replace(/^event\.data\./, '');
    const found = words.get(String(valueAt(data, own) ?? valueAt(data, path)));
    if (found === undefined) return [];
    const label = labelled(stream, type, own);
    return typeof found === 'string' ? [{ label, words: found }] : [{ label, erased: found.erased }];
  });
}

function labelled(stream: string, type: string, path: string): string {
  const kind = kindOf(stream);
  const known = kind && typesOf(kind).find((one) => one === type);
  return known ? labelOf(known, path).label : path;
}

/** A correction is no entry of a timeline; its reasons are the vault's words under its id. */
function reasonsOf(event: string, entries: readonly TimelineEntry[], words: Words): string | undefined {
  const commitment = entries.find((entry) => entry.event === event)?.data.reasons;
  const found = typeof commitment === 'string' ? words.get(commitment) : undefined;
  return typeof found === 'string' ? found : undefined;
}
