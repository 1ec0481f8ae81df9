import { Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Query } from '@nestjs/cqrs';
import {
  DatedObligations,
  datedKinds,
  FailuresRegister,
  failureStates,
  NoticesRegister,
  PartyList,
  ProductList,
  type Page,
} from '#views';
import { Frame } from '../layout/frame.ts';
import { Names } from '../names.ts';
import { PageController } from '../page-controller.ts';
import { Products } from '../products.ts';
import { asked, Visiting, type Visit } from '../visit.ts';
import { datesModel, failuresModel, noticesModel, partiesModel, productsModel, type Shown } from './lists.ts';

const among = <Value extends string>(values: readonly Value[], value: string | undefined) => values.find((one) => one === value);
const paging = ({ query }: Visit) => ({ after: asked(query, 'after') });

@PageController()
export class ListsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Names) private readonly names: Names,
    @Inject(Products) private readonly productNames: Products,
    @Inject(Frame) private readonly frame: Frame,
  ) {}

  @Get('failures')
  failures(@Visiting() visit: Visit): Promise<string> {
    const state = among(failureStates, asked(visit.query, 'state'));
    const [party, product] = [asked(visit.query, 'party'), asked(visit.query, 'product')];
    const query = new FailuresRegister(visit.person, { party, product, state: state && [state] }, paging(visit));
    return this.list(visit, query, (page, shown) => [
      'lists/failures.njk',
      failuresModel(page, { ...shown, asked: { state, party, product } }),
    ]);
  }

  @Get('products')
  products(@Visiting() visit: Visit): Promise<string> {
    const party = asked(visit.query, 'party');
    const query = new ProductList(visit.person, { party }, paging(visit));
    return this.list(visit, query, (page, shown) => ['lists/products.njk', productsModel(page, { ...shown, asked: { party } })]);
  }

  @Get('parties')
  parties(@Visiting() visit: Visit): Promise<string> {
    return this.list(visit, new PartyList(visit.person, {}, paging(visit)), (page, shown) => [
      'lists/parties.njk',
      partiesModel(page, shown),
    ]);
  }

  @Get('notices')
  notices(@Visiting() visit: Visit): Promise<string> {
    const party = asked(visit.query, 'party');
    const query = new NoticesRegister(visit.person, { party }, paging(visit));
    return this.list(visit, query, (page, shown) => ['lists/notices.njk', noticesModel(page, { ...shown, asked: { party } })]);
  }

  @Get('dates')
  dates(@Visiting() visit: Visit): Promise<string> {
    const kind = among(datedKinds, asked(visit.query, 'kind'));
    const query = new DatedObligations(visit.person, { kind }, paging(visit));
    return this.list(visit, query, (page, shown) => ['lists/dates.njk', datesModel(page, { ...shown, asked: { kind } })]);
  }

  private async list<Row>(
    visit: Visit,
    query: Query<Page<Row>>,
    modelOf: (page: Page<Row>, shown: Shown) => readonly [string, object],
  ): Promise<string> {
    const page = await this.queries.execute(query);
    const [names, called] = await Promise.all([this.names.in(visit.person, page.rows), this.productNames.called(visit.person)]);
    const [template, model] = modelOf(page, { person: visit.person, names, called, path: visit.path, asked: {} });
    return this.frame.show(visit, template, model);
  }
}
