import { randomUUID } from 'node:crypto';
import { AUTHORITY } from '#psti';
import type { Person } from '#access';
import { OPERATOR } from '#access';
import {
  failureStates,
  type DatedKind,
  type DatedObligation,
  type FailureState,
  type ListedParty,
  type ListedProduct,
  type Page,
  type RegisteredFailure,
  type RegisteredNotice,
} from '#views';
import type { NameOf } from '../names.ts';
import { enforcementPath, failurePath, partyPath, productPath, withQuery } from '../paths.ts';
import type { ProductNameOf } from '../products.ts';
import { noticeKind, noticeState } from '../books/notice.ts';
import { recordWords } from '../duties/duty-line.ts';
import { productName, stateWords } from '../record/failure.ts';

/** The lists about now: failure records, products, parties, dates. */

export interface Shown {
  readonly person: Person;
  readonly names: NameOf;
  readonly called: ProductNameOf;
  readonly path: string;
  /** What the address asks for besides the page. */
  readonly asked: Readonly<Record<string, string | undefined>>;
}

const count = ({ rows, orMore }: Page<unknown>['count'], one: string, many: string): string =>
  `${orMore ? 'More than ' : ''}${rows.toLocaleString('en-GB')} ${rows === 1 ? one : many}`;

const pagingOf = (page: Page<unknown>, { path, asked }: Shown) =>
  page.next ? { next: withQuery(path, { ...asked, after: page.next }), says: `${page.rows.length} shown` } : undefined;

const seesMany = ({ party }: Person) => party === AUTHORITY;

const viewsOf = <Value extends string>(
  path: string,
  name: string,
  chosen: string | undefined,
  views: readonly (readonly [string, Value | undefined])[],
) => views.map(([text, value]) => ({ text, href: withQuery(path, { [name]: value }), here: chosen === value && 'page' }));

export function failuresModel(page: Page<RegisteredFailure>, shown: Shown) {
  const { state } = shown.asked;
  return {
    title: count(page.count, 'failure record', 'failure records'),
    many: seesMany(shown.person),
    narrowed: Object.values(shown.asked).some(Boolean),
    views: viewsOf<FailureState>(shown.path, 'state', state, [
      ['All', undefined],
      ...failureStates.map((one) => [stateWords(one), one] as const),
    ]),
    lines: page.rows.map((row) => ({
      ...row,
      product: shown.called(row.party, row.product),
      party: shown.names(row.party),
      state: stateWords(row.state),
      requirements: row.requirements.join(', '),
      href: failurePath(row.party, row.failure),
    })),
    paging: pagingOf(page, shown),
  };
}

export function productsModel(page: Page<ListedProduct>, shown: Shown) {
  return {
    title: count(page.count, 'product', 'products'),
    many: seesMany(shown.person),
    lines: page.rows.map((row) => productLine(row, shown.names)),
    add: seesMany(shown.person) ? undefined : `${productPath(shown.person.party, randomUUID())}/record/ProductDescribed`,
    paging: pagingOf(page, shown),
  };
}

export const productLine = ({ party, product, mark, model, gtins, batches, roles }: ListedProduct, names: NameOf) => ({
  party: names(party),
  product,
  name: productName({ mark, model, product }),
  roles: [...new Set(roles.filter(({ of }) => of === party).map(({ role }) => role))].join(', '),
  manufacturers: [...new Set(roles.filter(({ role }) => role === 'manufacturer').map(({ of }) => names(of)))].join(', '),
  marks: [...gtins, ...batches].join(', '),
  href: productPath(party, product),
});

export function partiesModel(page: Page<ListedParty>, shown: Shown) {
  return {
    title: count(page.count, 'party', 'parties'),
    lead: 'Everyone admitted to this installation: what a book names must be one of them.',
    lines: page.rows.map(({ party, identifiers, admittedOn }) => ({
      party,
      admittedOn,
      name: shown.names(party),
      identifiers: identifiersIn(identifiers),
      href: partyPath(party),
    })),
    add: shown.person.party === OPERATOR ? '/installation/record/PartyAdmitted' : undefined,
    paging: pagingOf(page, shown),
  };
}

const identifierWords: Readonly<Record<string, string>> = {
  companyNumber: 'company number',
  gln: 'GLN',
  eori: 'EORI',
  lei: 'LEI',
};
export const identifiersIn = (identifiers: ListedParty['identifiers']): string =>
  Object.entries(identifiers)
    .map(([name, value]) => `${identifierWords[name] ?? name} ${value}`)
    .join(', ');

export const noticesModel = (page: Page<RegisteredNotice>, shown: Shown) => ({
  title: count(page.count, 'notice of the authority', 'notices of the authority'),
  many: seesMany(shown.person),
  lines: page.rows.map((row) => ({
    ...row,
    what: noticeKind(row.kind),
    about: row.product && shown.called(row.party, row.product),
    party: shown.names(row.party),
    state: noticeState(row.state),
    href: enforcementPath(row.party, row.notice),
  })),
  paging: pagingOf(page, shown),
});

const verbs: Readonly<Record<DatedKind, string>> = {
  retention: 'keep to',
  due: 'by',
  representations: 'until',
  appeal: 'until',
  decision: 'by',
  label: 'until',
  support: 'until',
};
const placeOf = ({ book, notice, failure, product }: DatedObligation): string => {
  if (notice !== undefined) return enforcementPath(book, notice);
  return failure === undefined ? productPath(book, product) : failurePath(book, failure);
};
const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function datesModel(page: Page<DatedObligation>, shown: Shown) {
  return {
    title: count(page.count, 'dated obligation', 'dated obligations'),
    many: seesMany(shown.person),
    views: viewsOf<DatedKind>(shown.path, 'kind', shown.asked.kind, [
      ['All', undefined],
      ['Records to be kept', 'retention'],
      ['To be done by a date', 'due'],
      ['Representations', 'representations'],
      ['Appeals', 'appeal'],
      ['Labels', 'label'],
      ['Support periods', 'support'],
    ]),
    lines: page.rows.map((row) => ({
      ...row,
      verb: verbs[row.kind],
      overdue: row.kind === 'due' && row.past,
      holder: shown.names(row.holder),
      to: row.to && shown.names(row.to),
      record: row.record && recordWords[row.record],
      what: sentenceCase(row.what),
      place: { href: placeOf(row), text: row.notice ?? shown.called(row.book, row.product) },
    })),
    paging: pagingOf(page, shown),
  };
}
