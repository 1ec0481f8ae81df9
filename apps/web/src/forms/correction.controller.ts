import { Body, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { labelOf, type EventType, type Problem } from '#psti';
import type { TimelineEntry } from '#views';
import { Frame } from '../layout/frame.ts';
import { timeOf } from '../layout/days.ts';
import { PageController, seeOther } from '../page-controller.ts';
import { streamPath, withQuery } from '../paths.ts';
import { Reader } from '../record/reader.ts';
import { withWords } from '../record/words.ts';
import { found, NothingHere, Visiting, type Visit } from '../visit.ts';
import { again, Desk, formIn, isReceipt, newForm } from './desk.ts';
import { Offering } from './offering.ts';
import { formModel } from './event-form.ts';
import { fieldsIn, mayCorrect, placeOf, streamAt, typeNamed, type Place, type Where } from './place.ts';
import { eventIn, formOf, one, type Form } from './reading.ts';
import { saidOnForm } from './said.ts';

type At = Where & { readonly event: string };

const addresses = [
  'parties/:party/:plural/:id/correct/:event',
  'parties/:party/profile/correct/:event',
  'installation/correct/:event',
];

interface Correcting {
  readonly place: Place;
  readonly entry: TimelineEntry;
  readonly type: EventType;
}

/** A mistake is put right by a new entry that names the old one and gives the whole of it anew, or withdraws it. */
@PageController()
export class CorrectionController {
  constructor(
    @Inject(Desk) private readonly desk: Desk,
    @Inject(Offering) private readonly offering: Offering,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get(addresses)
  async form(@Visiting() visit: Visit, @Param() where: At, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const id = formIn(visit.query);
    if (!id) return seeOther(reply, newForm(visit));
    if (await this.isDone(visit, where, id)) return seeOther(reply, this.recordOf(where));
    const correcting = await this.asked(visit, where);
    const { place, entry, type } = correcting;
    const data = withWords(entry, await this.reader.wordsOf([entry]));
    const form = formOf(fieldsIn(place.kind, type), { on: entry.on, at: entry.at, data }, timeOf);
    return this.show(visit, correcting, { ...form, whole: 'right', id }, []);
  }

  @Post(addresses)
  async correct(
    @Visiting() visit: Visit,
    @Param() where: At,
    @Body() form: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const correcting = await this.asked(visit, where);
    const { place, entry, type } = correcting;
    const { on = '', at, data } = eventIn(fieldsIn(place.kind, type), form);
    const event = one(form, 'whole') === 'withdraw' ? undefined : { type, on, ...(at ? { at } : {}), data };
    const reasons = one(form, 'reasons') || undefined;
    const offered = {
      type: 'Correction',
      on: this.desk.today(),
      data: { supersedes: entry.event, ...(event ? { event } : {}), ...(reasons ? { reasons } : {}) },
    };
    const answer = await this.desk.record(visit, place.stream, one(form, 'id'), offered);
    if (isReceipt(answer)) return seeOther(reply, `${withQuery(streamPath(place.stream), { recorded: answer.id })}#top`);
    reply.code(answer.status);
    return this.show(visit, correcting, again(form, answer), answer.problems.map(onForm));
  }

  /** Coming back to a form that was sent, or to an entry that was withdrawn, leads to the record. */
  private async isDone({ person }: Visit, where: At, id: string): Promise<boolean> {
    const { entries } = await this.offering.entriesOn(found(placeOf(streamAt(where), person)));
    const versions = entries.filter(({ event }) => event === where.event);
    const withdrawn = versions.length > 0 && versions.every(({ standing }) => standing === 'struck');
    return withdrawn || versions.some(({ correction }) => correction?.event === id);
  }

  private recordOf(where: At): string {
    return streamPath(streamAt(where));
  }

  private async asked({ person }: Visit, where: At): Promise<Correcting> {
    const place = found(placeOf(streamAt(where), person));
    const { entries } = await this.offering.entriesOn(place);
    const entry = found(entries.find(({ event, standing }) => event === where.event && standing === 'stands'));
    if (!mayCorrect(place, entry)) throw new NothingHere();
    return { place, entry, type: found(typeNamed(place.kind, entry.type)) };
  }

  private async show(
    visit: Visit,
    { place, entry, type }: Correcting,
    form: Form,
    problems: readonly Problem[],
  ): Promise<string> {
    const { entries } = await this.offering.entriesOn(place);
    const [offers, reading] = await Promise.all([
      this.offering.offers(place, type, entries),
      this.reader.reading(visit.person, entries, false),
    ]);
    const model = formModel({ place, type, form, problems, offers, path: visit.path, id: one(form, 'id') || randomUUID() });
    return this.frame.show(visit, 'forms/correction.njk', {
      ...model,
      title: 'Correct an entry',
      trail: [{ text: 'The record', href: streamPath(place.stream) }, { text: 'Correct an entry' }],
      entry: { says: reading.says(entry), on: entry.on, at: entry.at, recordedAt: entry.recordedAt },
      whole: one(form, 'whole'),
      reasons: {
        control: 'words',
        id: 'reasons',
        name: 'reasons',
        rows: 3,
        value: one(form, 'reasons'),
        ...labelOf('Correction', 'reasons'),
        error: problems.find(({ field }) => field === 'reasons')?.says,
      },
    });
  }
}

/** Problems name fields of the correction; on the page the corrected event's own fields stand there. */
const onForm = ({ field, says }: Problem): Problem =>
  field.startsWith('data.event.')
    ? { field: field.slice('data.event.'.length), says }
    : { field: field.replace(/^data\./, ''), says: saidOnForm({ field, says }, 'Correction') };
