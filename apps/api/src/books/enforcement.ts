import { Inject, Injectable } from '@nestjs/common';
import type { Query } from '@nestjs/cqrs';
import type { DateAnswer } from '#psti';
import type { DatesAnswer, NoticePage, NoticesAnswer, ScopePage, StandingNotice } from '#views';
import type { Given } from '../route.ts';
import type { AskedForPage, Part } from './pages.ts';
import { firstPart, Parts } from './parts.ts';
import type { ShownEntry } from './shown.ts';
import { Teller } from './teller.ts';

export type ShownNotices = Omit<NoticesAnswer, 'notices'> & Part<StandingNotice>;
export type ShownDates = Omit<DatesAnswer, 'dates'> & Part<DateAnswer>;
export type ShownNotice = Omit<NoticePage, 'timeline' | 'cited'> & {
  readonly timeline: Part<ShownEntry>;
  readonly cited: readonly ShownEntry[];
};
export type ShownScope = Omit<ScopePage, 'cited'> & { readonly cited: readonly ShownEntry[] };

const dateKey = ({ timer, party = '', of, first = '', last = '', on = '' }: DateAnswer) =>
  [timer, party, of, first, last, on].join('/');

/** What the authority's notices ask, the dates of the law, and questions of scope. */
@Injectable()
export class Enforcement {
  constructor(
    @Inject(Parts) private readonly parts: Parts,
    @Inject(Teller) private readonly teller: Teller,
  ) {}

  async notices(given: AskedForPage, query: Query<NoticesAnswer | undefined>): Promise<ShownNotices> {
    const { notices, ...answered } = await this.parts.found(query);
    return { ...answered, ...this.parts.part(given, notices, ({ notice }) => notice) };
  }

  async notice(given: Given, query: Query<NoticePage | undefined>): Promise<ShownNotice> {
    const { timeline, cited, ...notice } = await this.parts.found(query);
    return {
      ...notice,
      timeline: await this.parts.entries(firstPart(given, 'noticeTimeline'), timeline),
      cited: await this.teller.shown(given.person, cited),
    };
  }

  async dates(given: AskedForPage, query: Query<DatesAnswer | undefined>): Promise<ShownDates> {
    const { dates, ...answered } = await this.parts.found(query);
    return { ...answered, ...this.parts.part(given, dates, dateKey) };
  }

  async scope(given: Given, query: Query<ScopePage | undefined>): Promise<ShownScope> {
    const { cited, ...answer } = await this.parts.found(query);
    return { ...answer, cited: await this.teller.shown(given.person, cited) };
  }
}
