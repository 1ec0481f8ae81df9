import { Inject, Injectable } from '@nestjs/common';
import type { Person } from '#access';
import { EventStore } from '#event-store';
import { kindOf, labelOf, typesOf } from '#psti';
import type { TimelineEntry } from '#views';
import { Vault } from '#vault';
import { mayCorrect, placeOf } from '../forms/place.ts';
import { Names } from '../names.ts';
import { saidOf } from './sentence.ts';
import type { Reading, ShownWords } from './timeline.ts';
import type { Words } from './words.ts';

/** Fetches what an answer about the record does not hold: the words of texts, and what parties are called. */
@Injectable()
export class Reader {
  constructor(
    @Inject(Vault) private readonly vault: Vault,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Names) private readonly names: Names,
  ) {}

  /** Everything needed to read these entries out. `answers` may mention further parties. */
  async reading(
    person: Person,
    entries: readonly TimelineEntry[],
    mayRecord: boolean,
    ...answers: readonly unknown[]
  ): Promise<Reading> {
    const [names, words, reasons] = await Promise.all([
      this.names.in(person, entries, ...answers),
      this.wordsOf(entries),
      this.reasonsIn(entries),
    ]);
    return {
      names,
      mayRecord,
      mayCorrect: (entry) => mayRecord && mayCorrectIn(person, entry),
      says: (entry) => saidOf(entry, names),
      words: (entry) => shownWords(entry, words),
      reasons: (event) => wordsIn(words, reasons.get(event)),
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

  /** What each correction commits to as its reasons: no timeline has corrections, so they are read from their streams. */
  private async reasonsIn(entries: readonly TimelineEntry[]): Promise<ReadonlyMap<string, unknown>> {
    const corrected = entries.flatMap(({ stream, correction }) => (correction ? [[stream, correction.event] as const] : []));
    const wanted = new Set(corrected.map(([, event]) => event));
    const reasons = new Map<string, unknown>();
    for (const stream of new Set(corrected.map(([name]) => name)))
      for await (const page of this.store.readStream(stream))
        page.filter(({ id }) => wanted.has(id)).forEach(({ id, data }) => reasons.set(id, data.reasons));
    return reasons;
  }
}

function mayCorrectIn(person: Person, entry: TimelineEntry): boolean {
  const place = placeOf(entry.stream, person);
  return place !== undefined && mayCorrect(place, entry);
}

/** The value at a path of an event's data, such as `revenue.basis`. */
export const valueAt = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
      data,
    );

function shownWords({ stream, type, data, texts }: TimelineEntry, words: Words): readonly ShownWords[] {
  return texts.flatMap((path): readonly ShownWords[] => {
    const own = path.replace(/^event\.data\./, '');
    const found = words.get(String(valueAt(data, own)));
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

function wordsIn(words: Words, commitment: unknown): string | undefined {
  const found = typeof commitment === 'string' ? words.get(commitment) : undefined;
  return typeof found === 'string' ? found : undefined;
}
