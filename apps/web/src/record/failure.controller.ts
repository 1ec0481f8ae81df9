import { Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AUTHORITY } from '#psti';
import { ChangesBetween, NotificationsGiven, RecordOf, WhyOf, type FailureRecordPage } from '#views';
import { clocksIn } from '../clocks/clocks.ts';
import { choicesOf, placeOf } from '../forms/place.ts';
import { Frame } from '../layout/frame.ts';
import { givenLine, reachOf } from '../notices/notice.ts';
import { PageController } from '../page-controller.ts';
import { failurePath } from '../paths.ts';
import { asked, found, Visiting, type Visit } from '../visit.ts';
import { changesModel } from './changes.ts';
import { failureModel, productName } from './failure.ts';
import { Reader } from './reader.ts';
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
    const reading = await this.reader.reading(
      visit.person,
      [...record.timeline, ...record.cited],
      mayRecord,
      record.duties,
      given?.rows,
      { party },
    );
    const notices = (given?.rows ?? []).map((notice) => givenLine(notice, reading.names, () => productName(record.identity)));
    const model = failureModel(record, { reading, asked: clocks, mayCompare: visit.person.party === AUTHORITY });
    return this.frame.show(visit, 'record/failure.njk', {
      ...model,
      problems: clocks.problems,
      notices,
      reach: reachOf(notices),
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
