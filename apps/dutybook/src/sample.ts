import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { someoneOf, uuidOf } from '#access';
import { EventStore, type HeldClock } from '#event-store';
import { londonDay, londonInstant, readScenario } from '#psti';
import type { ToRecord } from '#psti';
import { Delivery, RecordEvent } from '#records';

/** The worked scenarios that a new installation starts with: a straight chain, and a retailer who finds the failure. */
const SAMPLES = ['01-straight-chain.yaml', '05-retailer-finds-it.yaml'];

/** What the samples record, in the order of the clock: parties once each, then what happened. */
async function samples(): Promise<readonly ToRecord[]> {
  const scenarios = await Promise.all(
    SAMPLES.map(async (file) => {
      const text = await readFile(new URL(`../../../libs/psti/scenarios/${file}`, import.meta.url), 'utf8');
      return readScenario(parse(text), file, uuidOf);
    }),
  );
  const admitted = new Map(scenarios.flatMap((scenario) => scenario.admitted).map((record) => [record.name, record]));
  const given = scenarios.flatMap((scenario) => scenario.given);
  return [...admitted.values(), ...described(given), ...given]
    .map(atWork)
    .sort((a, b) => a.recordedAt.localeCompare(b.recordedAt));
}

/** The scenarios say once what a product is called; in the samples every book knows it, so that no shop meets a mere id. */
function described(given: readonly ToRecord[]): readonly ToRecord[] {
  const begun = new Map(given.toReversed().flatMap((record) => (isOfProduct(record) ? [[record.stream, record] as const] : [])));
  const descriptions = given.filter(({ event }) => event.type === 'ProductDescribed');
  return descriptions.flatMap(({ stream, event: { type, data } }) =>
    [...begun.values()]
      .filter((first) => first.stream !== stream && productIn(first.stream) === productIn(stream))
      .map((first) => ({
        ...first,
        name: `${first.stream} described`,
        id: uuidOf(`dutybook:sample/${first.stream}/described`),
        event: { type, on: first.event.on, data },
      })),
  );
}
const isOfProduct = ({ stream }: ToRecord): boolean => stream.split('/')[1] === 'product';
const productIn = (stream: string): string | undefined => stream.split('/')[2];

/** What only has a day is recorded when the office opens: midnight would look like a time that somebody made up. */
function atWork(record: ToRecord): ToRecord {
  const opens = londonInstant(londonDay(record.recordedAt), '09:00');
  return record.recordedAt < opens ? { ...record, recordedAt: opens } : record;
}

/**
 * Lays the samples down in an empty log, each event at its own day's clock, so that both clocks have something to show. Every event has
 * a fixed id: what was cut short is finished at the next start, and a log of anybody's own is left alone.
 */
export async function laySamples(app: INestApplicationContext, clock: HeldClock): Promise<void> {
  const records = await samples();
  if (!(await belongsIn(app.get(EventStore), records))) return;
  const commands = app.get(CommandBus);
  const delivery = app.get(Delivery);
  try {
    for (const { stream, id, event, by, recordedAt } of records) {
      clock.at = recordedAt;
      const { position } = await commands.execute(new RecordEvent(stream, id, event, someoneOf(by)));
      await delivery.waitFor(position);
    }
  } finally {
    clock.letGo();
  }
}

async function belongsIn(store: EventStore, records: readonly ToRecord[]): Promise<boolean> {
  for await (const page of store.readAll({ page: 1 })) {
    const begun = page[0]?.id === records[0]?.id;
    return begun && !(await holds(store, records.at(-1)));
  }
  return true;
}

async function holds(store: EventStore, record: ToRecord | undefined): Promise<boolean> {
  if (record === undefined) return true;
  for await (const page of store.readStream(record.stream)) if (page.some(({ id }) => id === record.id)) return true;
  return false;
}
