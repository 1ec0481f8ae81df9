import { Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AUTHORITY } from '#psti';
import { ChangesBetween, NotificationsGiven, RecordOf, WhyOf, type FailureRecordPage, type TimelineEntry } from '#views';
import { clocksIn } from '../clocks/clocks.ts';
import { choicesOf, mayRecord as mayPut, placeOf } from '../forms/place.ts';
import { Frame } from '../layout/frame.ts';
import { givenLine, reached } from '../notices/notice.ts';
import { PageController } from '../page-controller.ts';
import { failurePath, withQuery } from '../paths.ts';
import { asked, found, Visiting, type Visit } from '../visit.ts';
import { windowOf } from '../window.ts';
import { changesModel } from './changes.ts';
import { citedHere, failureModel, productName } from './failure.ts';
import { Reader } from './reader.ts';
import { rowsModel } from './rows.ts';
import { justBefore, recordedModel, recordedWhen } from './recorded.ts';
import type { Reading } from './timeline.ts';
import { dutyNamed, whyNotModel } from './why-not.ts';

interface Where {
  readonly party: string;
  readonly failure: string;
}

const MOST_NOTICES = 100;

@PageController('parties/:party/failures/:failure')
export class FailureController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get()
  async record(@Visiting() visit: Visit, @Param() { party, failure }: Where): Promise<string> {
    const clocks = clocksIn(visit.query);
    const record = found(await this.queries.execute(new RecordOf(visit.person, party, failure, clocks.clocks)));
    const now = clocks.clocks.asOf === undefined && clocks.clocks.knownAt === undefined;
    const given = now
      ? await this.queries.execute(new NotificationsGiven(visit.person, { party, failure }, { limit: MOST_NOTICES }))
      : undefined;
    const place = placeOf(`${party}/failure/${failure}`, visit.person);
    const mayRecord = place !== undefined && choicesOf(place, '').length > 0;
    const shown = windowOf(record.timeline, asked(visit.query, 'from') ?? placeOfRecorded(record.timeline, visit));
    const entries = [...shown.rows, ...citedHere(record.cited)];
    const mentioned = [record.timeline, record.cited, record.duties, given?.rows, { party }];
    const reading = await this.reader.reading(visit.person, entries, mayRecord, mentioned);
    const notices = (given?.rows ?? []).map((notice) => givenLine(notice, reading.names, () => productName(record.identity)));
    const mayCompare = visit.person.party === AUTHORITY;
    const model = failureModel(record, {
      reading,
      asked: clocks,
      mayCompare,
      may: (type) => place !== undefined && mayPut(place, type),
      shown,
    });
    return this.frame.show(visit, 'record/failure.njk', {
      ...model,
      problems: clocks.problems,
      ...reached(notices, given),
      moreNotices: given?.next && withQuery('/notifications/given', { failure }),
      recorded: await this.recorded(visit, record, reading),
    });
  }

  /** After a form was sent: what it changed, by the log's own clock just before it. */
  private async recorded({ person, query }: Visit, { party, failure, asOf, timeline }: FailureRecordPage, reading: Reading) {
    const event = asked(query, 'recorded');
    const at = event && recordedWhen(timeline, event);
    if (!event || !at) return undefined;
    const changes = await this.queries.execute(new ChangesBetween(person, { party, failure }, { asOf, knownAt: justBefore(at) }));
    return recordedModel(event, changes?.changes ?? [], reading, timeline);
  }

  /** All rows of one duty, a screen at a time: a duty owed to thousands has thousands. */
  @Get('duties')
  async duties(@Visiting() visit: Visit, @Param() { party, failure }: Where): Promise<string> {
    const { clocks, problems } = clocksIn(visit.query);
    const duty = found(dutyNamed(asked(visit.query, 'duty')));
    const record = found(await this.queries.execute(new RecordOf(visit.person, party, failure, clocks)));
    const rows = windowOf(
      record.duties.filter((row) => row.duty === duty),
      asked(visit.query, 'from'),
    );
    const reading = await this.reader.reading(visit.person, [], false, record.timeline, rows.rows, { party });
    const model = rowsModel(record, { reading, clocks, duty, rows, path: visit.path });
    return this.frame.show(visit, 'record/rows.njk', { ...model, problems });
  }

  @Get('why')
  async why(@Visiting() visit: Visit, @Param() { party, failure }: Where): Promise<string> {
    const clocks = clocksIn(visit.query);
    const duty = dutyNamed(asked(visit.query, 'duty'));
    const answer = duty && found(await this.queries.execute(new WhyOf(visit.person, { party, failure, duty }, clocks.clocks)));
    const reading = await this.reader.reading(visit.person, answer?.cited ?? [], false, answer);
    const model = whyNotModel(answer, { path: visit.path, record: failurePath(party, failure), asked: clocks, duty, reading });
    return this.frame.show(visit, 'record/why-not.njk', { ...model, problems: clocks.problems });
  }

  @Get('changes')
  async changes(@Visiting() visit: Visit, @Param() { party, failure }: Where): Promise<string> {
    const { clocks, problems } = clocksIn(visit.query);
    const record = found(await this.queries.execute(new RecordOf(visit.person, party, failure)));
    const before = { asOf: clocks.asOf ?? record.today, knownAt: clocks.knownAt ?? record.today };
    const answer = found(await this.queries.execute(new ChangesBetween(visit.person, { party, failure }, before)));
    const reading = await this.reader.reading(
      visit.person,
      [...answer.events, ...answer.changes.flatMap(({ because }) => because)],
      false,
      answer.changes,
      { party },
    );
    return this.frame.show(visit, 'record/changes.njk', {
      ...changesModel(answer, { reading, path: failurePath(party, failure), identity: record.identity }),
      problems,
    });
  }
}

/** The screen on which what was just recorded stands. */
function placeOfRecorded(timeline: readonly TimelineEntry[], { query }: Visit): string | undefined {
  const place = timeline.findIndex(({ event }) => event === asked(query, 'recorded'));
  return place < 0 ? undefined : String(place);
}
