import { Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { OPERATOR } from '#access';
import { AUTHORITY } from '#psti';
import { NoticeOf, PartyOf, ProductList, ProductOf, StreamOf } from '#views';
import { clocksIn } from '../clocks/clocks.ts';
import { choicesOf, placeOf } from '../forms/place.ts';
import { Frame } from '../layout/frame.ts';
import { PageController } from '../page-controller.ts';
import { Reader } from '../record/reader.ts';
import { productName } from '../record/failure.ts';
import { shownEntry } from '../record/timeline.ts';
import { asked as valueOf, found, NothingHere, Visiting, type Visit } from '../visit.ts';
import { windowOf, windowPaging } from '../window.ts';
import { noticeModel } from './notice.ts';
import { partyModel } from './party.ts';
import { productModel, reportPath } from './product.ts';

/** What stands in the books besides failure records: parties and products. */
@PageController()
export class BooksController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Reader) private readonly reader: Reader,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get('parties/:party')
  async party(@Visiting() visit: Visit, @Param('party') party: string): Promise<string> {
    const page = found(await this.queries.execute(new PartyOf(visit.person, party)));
    const profile = await this.queries.execute(new StreamOf(visit.person, `${party}/profile`));
    const mayRecord = visit.person.party === party;
    const reading = await this.reader.reading(visit.person, profile?.timeline ?? [], mayRecord, page);
    const entries = (profile?.timeline ?? []).map((entry) => shownEntry(entry, reading));
    return this.frame.show(visit, 'books/party.njk', { ...partyModel(page, visit.person, reading.names), entries });
  }

  @Get('parties/:party/products/:product')
  async product(
    @Visiting() visit: Visit,
    @Param() { party, product }: { readonly party: string; readonly product: string },
  ): Promise<string> {
    const asked = clocksIn(visit.query);
    const page = found(await this.queries.execute(new ProductOf(visit.person, party, product, asked.clocks)));
    const mayRecord = mayRecordIn(`${party}/product/${product}`, visit);
    const shown = windowOf(page.timeline, valueOf(visit.query, 'from'));
    const reading = await this.reader.reading(visit.person, page.timeline, mayRecord, page.roles, page.duties, { party });
    return this.frame.show(visit, 'books/product.njk', {
      ...productModel(page, { reading, asked, shown }),
      problems: asked.problems,
    });
  }

  @Get('parties/:party/notices/:notice')
  async notice(
    @Visiting() visit: Visit,
    @Param() { party, notice }: { readonly party: string; readonly notice: string },
  ): Promise<string> {
    const asked = clocksIn(visit.query);
    const page = found(await this.queries.execute(new NoticeOf(visit.person, party, notice, asked.clocks)));
    const mayRecord = mayRecordIn(`${party}/notice/${notice}`, visit);
    const reading = await this.reader.reading(visit.person, [...page.timeline, ...page.cited], mayRecord, page.duties, { party });
    return this.frame.show(visit, 'books/notice.njk', { ...noticeModel(page, { reading, asked }), problems: asked.problems });
  }

  /** A new failure record begins with the product it is about. */
  @Get('report')
  async report(@Visiting() visit: Visit): Promise<string> {
    const { party } = visit.person;
    if (party === AUTHORITY || party === OPERATOR) throw new NothingHere();
    const { rows } = await this.queries.execute(new ProductList(visit.person, { party }, { limit: 500 }));
    const products = rows.map((row) => ({ text: productName(row), id: row.product, href: reportPath(party, row.product) }));
    return this.frame.show(visit, 'books/report.njk', {
      title: 'A compliance failure was reported: of which product?',
      products,
    });
  }

  @Get('installation')
  async installation(@Visiting() visit: Visit): Promise<string> {
    const place = placeOf('installation', visit.person);
    const groups = place ? choicesOf(place, '/installation/record') : [];
    if (groups.length === 0) throw new NothingHere();
    const page = await this.queries.execute(new StreamOf(visit.person, 'installation'));
    const shown = windowOf([...(page?.timeline ?? [])].reverse(), valueOf(visit.query, 'from'));
    const reading = await this.reader.reading(visit.person, shown.rows, true);
    return this.frame.show(visit, 'books/installation.njk', {
      title: 'This installation',
      lead: 'Who is admitted, which law and which readings are in force.',
      groups,
      entries: shown.rows.map((entry) => shownEntry(entry, reading)),
      entryPages: windowPaging(shown, '/installation', {}, '#timeline'),
    });
  }
}

function mayRecordIn(stream: string, { person }: Visit): boolean {
  const place = placeOf(stream, person);
  return place !== undefined && choicesOf(place, '').length > 0;
}
