import { Body, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { TimelineEntry } from '#views';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController, seeOther } from '../page-controller.ts';
import { problemsIn, type EventType, type Problem } from '#psti';
import type { OfferedEvent } from '#records';
import { formsPath, streamNamed, streamPath, withQuery } from '../paths.ts';
import { found, Visiting, type Visit } from '../visit.ts';
import { again, Desk, formIn, isReceipt, newForm } from './desk.ts';
import { Offering } from './offering.ts';
import { formModel } from './event-form.ts';
import { choicesOf, fieldsIn, knownAt, mayRecord, placeOf, streamAt, typeNamed, type Place, type Where } from './place.ts';
import { eventIn, formOf, one, type Form } from './reading.ts';

interface Shown {
  readonly place: Place;
  readonly type: EventType;
  readonly form: Form;
  readonly problems?: readonly Problem[];
  readonly preview?: object;
}
type Previewed = Pick<Shown, 'place' | 'type' | 'form'> & { readonly event: OfferedEvent };

/** A page for every kind of event that a stream can hold. */
@PageController()
export class RecordController {
  constructor(
    @Inject(Desk) private readonly desk: Desk,
    @Inject(Offering) private readonly offering: Offering,
    @Inject(Names) private readonly names: Names,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get(['parties/:party/:plural/:id/record', 'parties/:party/profile/record', 'installation/record'])
  async choose(@Visiting() visit: Visit, @Param() where: Where): Promise<string> {
    const place = found(placeOf(streamAt(where), visit.person));
    const names = await this.names.in(visit.person, { party: where.party });
    const groups = choicesOf(place, visit.path);
    if (groups.length === 0) found(undefined);
    const { entries } = await this.offering.entriesOn(place);
    return this.frame.show(visit, 'forms/choose.njk', {
      title: 'What happened?',
      lead: `It is recorded ${whose(place, names)}. Nothing that happened is refused for being late.`,
      trail: trailOf(place, entries.length > 0),
      groups,
    });
  }

  @Get(['parties/:party/:plural/:id/record/:type', 'parties/:party/profile/record/:type', 'installation/record/:type'])
  async form(
    @Visiting() visit: Visit,
    @Param() where: Where & { readonly type: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { place, type, product, entries } = await this.asked(visit, where);
    const id = formIn(visit.query);
    // A form's address names the event that it will record, so that coming back to it finds that event, and no second one.
    if (!id) return seeOther(reply, newForm(visit));
    if (entries.some(({ event }) => event === id)) return seeOther(reply, recordedAt(place, id));
    const today = formOf([], { on: this.desk.today(), data: {} }, () => '');
    const form = { ...today, ...knownAt(place, type, product), ...givenIn(visit.query), id };
    return this.show(visit, { place, type, form });
  }

  @Post(['parties/:party/:plural/:id/record/:type', 'parties/:party/profile/record/:type', 'installation/record/:type'])
  async record(
    @Visiting() visit: Visit,
    @Param() where: Where & { readonly type: string },
    @Body() form: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { place, type } = await this.asked(visit, where);
    const more = one(form, 'add');
    if (more) return this.show(visit, { place, type, form: oneMore(form, more) });
    const { on = '', at, data } = eventIn(fieldsIn(place.kind, type), form);
    const event = { type, on, at, data };
    const unread = unreadIn(event);
    if (unread.length > 0) {
      reply.code(422);
      return this.show(visit, { place, type, form, problems: [...problemsIn(place.kind, event), ...unread] });
    }
    if (one(form, 'preview')) return this.preview(visit, { place, type, form, event }, reply);
    const answer = await this.desk.record(visit, place.stream, one(form, 'id'), event);
    if (isReceipt(answer)) return seeOther(reply, recordedAt(place, answer.id));
    reply.code(answer.status);
    return this.show(visit, { place, type, form: again(form, answer), problems: answer.problems });
  }

  /** What recording it would change; nothing is recorded, and what was typed stays in the boxes. */
  private async preview(visit: Visit, { place, type, form, event }: Previewed, reply: FastifyReply): Promise<string> {
    const problems = problemsIn(place.kind, event);
    if (problems.length > 0) {
      reply.code(422);
      return this.show(visit, { place, type, form, problems });
    }
    return this.show(visit, {
      place,
      type,
      form,
      preview: await this.offering.changesIf(place, { ...event, id: one(form, 'id') }),
    });
  }

  private async asked(
    visit: Visit,
    { type, ...where }: Where & { readonly type: string },
  ): Promise<{ place: Place; type: EventType; product?: string; entries: readonly TimelineEntry[] }> {
    const place = found(placeOf(streamAt(where), visit.person));
    const known = found(typeNamed(place.kind, type));
    if (known === 'Correction' || !mayRecord(place, known)) found(undefined);
    return { place, type: known, ...(await this.offering.entriesOn(place)) };
  }

  private async show(visit: Visit, { place, type, form, problems = [], preview }: Shown): Promise<string> {
    const { entries } = await this.offering.entriesOn(place);
    const [offers, names] = await Promise.all([
      this.offering.offers(place, type, entries),
      this.names.in(visit.person, { party: streamNamed(place.stream).party }),
    ]);
    const model = formModel({ place, type, form, problems, offers, path: visit.path, id: one(form, 'id') || randomUUID() });
    return this.frame.show(visit, 'forms/event.njk', {
      ...model,
      preview,
      previews: place.kind === 'failure',
      whose: `Recorded ${whose(place, names)}.`,
      trail: trailOf(place, entries.length > 0, model.title),
    });
  }
}

/** The door takes a report that nobody has read, and it informs nobody. Whoever fills in a form has read it, and is asked when. */
const unreadIn = ({ type, data }: OfferedEvent): readonly Problem[] =>
  type === 'ComplianceFailureReported' && data.toPublishedAddress !== true && data.readOn === undefined
    ? [{ field: 'data.readOn', says: 'Say on which day it was read or heard, or that it came to the address that you publish' }]
    : [];

const whose = ({ stream, person }: Place, names: (party: string) => string): string => {
  const { party, kind } = streamNamed(stream);
  if (kind === 'installation') return 'for the whole installation';
  return party === person.party
    ? `in the book of ${names(party)}`
    : `in the book of ${names(party)}, by ${person.party === 'authority' ? 'OPSS' : 'its representative'}`;
};

/** A record that nothing is on yet has no page to go back to. */
const trailOf = ({ stream, kind }: Place, begun: boolean, title?: string) => [
  (begun ? undefined : lists[kind]) ?? { text: 'The record', href: streamPath(stream) },
  ...(title ? [{ text: 'What happened?', href: `${formsPath(stream)}/record` }, { text: title }] : [{ text: 'What happened?' }]),
];

const lists: Partial<Record<Place['kind'], { readonly text: string; readonly href: string }>> = {
  product: { text: 'Products', href: '/products' },
  failure: { text: 'Failures', href: '/failures' },
  notice: { text: 'Notices', href: '/notices' },
};

const recordedAt = ({ stream }: Place, event: string) => `${withQuery(streamPath(stream), { recorded: event })}#top`;

/** What a link fills in beforehand: only fields of the event, and never its id. */
const givenIn = (query: URLSearchParams): Form => Object.fromEntries([...query].filter(([name]) => name.startsWith('data.')));

const oneMore = (form: Form, path: string): Form => ({
  ...form,
  [`${path}-count`]: String((Number(one(form, `${path}-count`)) || 1) + 1),
});
