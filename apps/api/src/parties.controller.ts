import { Controller, Get, Inject, UseInterceptors } from '@nestjs/common';
import { Answering } from './answering.ts';
import { answers, NotificationsGiven, NotificationsReceived, PartyOf, ProductList, ProductOf } from '#views';
import {
  delivery,
  notificationsGiven,
  notificationsReceived,
  partyList,
  partyPage,
  productList,
  productPage,
  timeline,
} from './shapes/answer-pages.ts';
import { Books, clocksOf } from './books/books.ts';
import { Deliveries } from './books/deliveries.ts';
import { filterIn, paging } from './books/pages.ts';
import { Parts } from './books/parts.ts';
import { anId, aUuid, clocks, failure, party, product, severalWords } from './parameters.ts';
import { Given, reading, Tells } from './route.ts';

const tag = 'Books';
const answer = severalWords(answers, 'Only where the recipient has said this last.');

const received = reading({
  summary: 'What a party was told, newest first, and whether it has answered.',
  tag,
  path: {},
  query: { party, from: party, product, failure, answer, ...paging },
  answer: { says: 'A page of them.', schema: notificationsReceived },
});
const sent = reading({
  summary: 'Whom a party has told, newest first, and what became of it.',
  tag,
  path: {},
  query: { party, to: party, product, failure, answer, ...paging },
  answer: { says: 'A page of them.', schema: notificationsGiven },
});
const one = reading({
  summary: 'What one party told another, with its words, and all that was answered to it.',
  more: 'For its sender, its recipient and the authority.',
  tag,
  path: { party: anId('Who told it.'), message: aUuid('The event that told it: NotificationGiven or ContactMade.') },
  query: {},
  answer: { says: 'The notification and its answers.', schema: delivery },
});
const parties = reading({
  summary: 'Every party that was admitted, by id: before a book names a party, it was.',
  tag,
  path: {},
  query: paging,
  answer: { says: 'A page of them.', schema: partyList },
});
const oneParty = reading({
  summary: 'A party, now: its products, what it owes, its failures, as far as one may see.',
  tag,
  path: { party },
  query: {},
  answer: { says: 'The party.', schema: partyPage },
});
const products = reading({
  summary: 'Products, by product and party.',
  tag,
  path: {},
  query: { party, product, ...paging },
  answer: { says: 'A page of them.', schema: productList },
});
const oneProduct = reading({
  summary: 'A product as a book holds it at both clocks: who is what for it, its timeline, its own duties.',
  more: 'The timeline and the duties come in parts; each has an address of its own for the rest.',
  tag,
  path: { party, product },
  query: clocks,
  answer: { says: 'The product.', schema: productPage },
});
const facts = reading({
  summary: 'The timeline of a product in a book, at both clocks.',
  tag,
  path: { party, product },
  query: { ...clocks, ...paging },
  answer: { says: 'A part of the timeline.', schema: timeline },
});

@Controller('v1')
@UseInterceptors(Answering)
export class PartiesController {
  constructor(
    @Inject(Books) private readonly books: Books,
    @Inject(Parts) private readonly parts: Parts,
    @Inject(Deliveries) private readonly deliveries: Deliveries,
  ) {}

  @Get('notifications/received')
  @Tells(received)
  notificationsReceived(@Given() given: Given<typeof received>) {
    return this.parts.list(given, (page) => new NotificationsReceived(given.person, filterIn(given), page));
  }

  @Get('notifications/given')
  @Tells(sent)
  notificationsGiven(@Given() given: Given<typeof sent>) {
    return this.parts.list(given, (page) => new NotificationsGiven(given.person, filterIn(given), page));
  }

  @Get('parties/:party/deliveries/:message')
  @Tells(one)
  delivery(@Given() given: Given<typeof one>) {
    return this.deliveries.delivery(given.person, given.path);
  }

  @Get('parties')
  @Tells(parties)
  parties(@Given() given: Given<typeof parties>) {
    return this.books.parties(given);
  }

  @Get('parties/:party')
  @Tells(oneParty)
  party(@Given() given: Given<typeof oneParty>) {
    return this.books.party(new PartyOf(given.person, given.path.party));
  }

  @Get('products')
  @Tells(products)
  products(@Given() given: Given<typeof products>) {
    return this.parts.list(given, (page) => new ProductList(given.person, filterIn(given), page));
  }

  @Get('parties/:party/products/:product')
  @Tells(oneProduct)
  product(@Given() given: Given<typeof oneProduct>) {
    return this.books.product(given, new ProductOf(given.person, given.path.party, given.path.product, clocksOf(given)));
  }

  @Get('parties/:party/products/:product/timeline')
  @Tells(facts)
  productTimeline(@Given() given: Given<typeof facts>) {
    return this.books.timeline(given, new ProductOf(given.person, given.path.party, given.path.product, clocksOf(given)));
  }
}
