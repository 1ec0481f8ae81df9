import type { Book } from '../book.ts';
import { dayOfMoment } from '../calendar.ts';
import type { Naming } from '../crossing.ts';
import { datesIn, rulebookDates } from '../dated.ts';
import { noticeDuties } from '../duties/notice-addressee.ts';
import { noticeAnswers, noticeDutyNotOwed, reviewAnswers } from '../enforcement/answers.ts';
import { askingOf } from '../enforcement/asking.ts';
import type { Judged } from '../enforcement/asking.ts';
import type { InstallationEvent } from '../installation.ts';
import type { Obligation } from '../obligation.ts';
import { obligationsAcross } from '../across.ts';
import { obligations, whyNot } from '../owed.ts';
import { scopeOf } from '../scoped.ts';
import { readScenario } from './given.ts';
import type { Entry, Scenario } from './given.ts';
import { sideBySide } from './same.ts';
import { compare, compareRulebooks, questionsOf, scopeAsked } from './then.ts';
import type { Answers, Difference, EnforcementAnswers } from './answers.ts';
import type { About, Question } from './then.ts';
import { bookOf, booksOf, emptyWorld, idIn, of, refusalOf, take } from './world.ts';
import type { Asked, World } from './world.ts';

/**
 * A scenario put to the library alone: what it gives is recorded in books held in memory, by the streams' own deciders, with what
 * crosses between them; then it is asked what it asks.
 */

export const runPure = (parsed: unknown, fileName: string, uuidOf: Naming): readonly Difference[] => {
  const scenario = readScenario(parsed, fileName, uuidOf);
  const world = emptyWorld(uuidOf);
  const refused = [...scenario.admitted, ...scenario.given].flatMap((record) => {
    const says = take(world, record);
    return says === undefined
      ? []
      : [{ entry: 0, line: `given ${record.name}`, expected: 'recorded', got: 'refused', why: says }];
  });
  const compared = scenario.then.flatMap((entry, at) => compare(scenario, at + 1, answersTo(scenario, world, entry)));
  return [...refused, ...compareRulebooks(scenario), ...compared];
};

const answersTo = (scenario: Scenario, world: World, entry: Entry): Answers => {
  const questions = questionsOf(scenario, entry);
  const answers = {
    rows: rowsOf(scenario, world, questions),
    ...enforcementOf(scenario, world, questions),
    whyNot: new Map(),
    scope: new Map(),
    refused: new Map<number, string | undefined>(),
  };
  for (const question of questions) {
    if (question.ask === 'whyNot') answers.whyNot.set(question.line, explained(scenario, world, question));
    if (question.ask === 'scope') answers.scope.set(question.line, scoped(scenario, world, question));
    if (question.ask === 'refused') answers.refused.set(question.line, refusalOf(world, entry.refused[question.line]?.event));
  }
  return answers;
};

/** As the authority sees them: the books of one failure side by side, those of a product alone. */
const rowsOf = (scenario: Scenario, world: World, questions: readonly Question[]): readonly Obligation[] => {
  const asked = questions.filter((question) => question.ask === 'rows');
  const [clocks] = asked;
  if (clocks === undefined) return [];
  const books = asked.flatMap(({ party }) => booksOf(world, { scenario, party, clocks }));
  const ofNotices = asked.flatMap(({ party }) => noticesOf(world, { scenario, party, clocks }).answers.rows);
  return [...sideBySide(books).flatMap((group) => obligationsAcross(group, clocks)), ...ofNotices];
};

/** A party's notices, with how the duties stand that they name by its own records. */
const noticesOf = (world: World, asked: Asked) => {
  const { scenario, party, clocks } = asked;
  const own = booksOf(world, asked);
  const represented = Object.keys(scenario.parties).filter((other) => other !== party);
  const others = represented.flatMap((other) => booksOf(world, { ...asked, party: other }));
  const records = [...own, ...others].map((book): Judged => {
    let rows: readonly Obligation[] | undefined;
    return { book, obligations: () => (rows ??= obligations(book, clocks)) };
  });
  const book = bookOf(world, asked, { products: [], failures: [] });
  const asking = askingOf(book, records, clocks);
  const dates = records.filter((record) => record.book.party === party).flatMap((record) => datesIn(record, clocks));
  return { book, asking, dates, answers: noticeAnswers(book, clocks, asking) };
};
const enforcementOf = (scenario: Scenario, world: World, questions: readonly Question[]): EnforcementAnswers => {
  const parties = questions.flatMap((question) =>
    question.ask === 'enforcement' ? [noticesOf(world, { scenario, party: question.party, clocks: question })] : [],
  );
  const reviews = questions.flatMap((question) =>
    question.ask === 'review' ? [reviewAnswers(of<InstallationEvent>(world, 'installation'), question)] : [],
  );
  return {
    notices: parties.flatMap(({ answers }) => answers.notices),
    guards: [...parties.map(({ answers }) => answers), ...reviews].flatMap(({ guards }) => guards),
    dates: [...parties, ...parties.map(({ answers }) => answers), ...reviews]
      .flatMap(({ dates }) => dates)
      .concat(rulebookDates(scenario.law)),
    money: parties.flatMap(({ answers }) => answers.money),
  };
};

const explained = (scenario: Scenario, world: World, { party, about, asOf, knownAt }: Extract<Question, { ask: 'whyNot' }>) => {
  const clocks = { asOf, knownAt };
  if (noticeDuties.some(({ id }) => id === about.duty)) {
    const { book, asking } = noticesOf(world, { scenario, party, clocks });
    return noticeDutyNotOwed(book, clocks, asking, about);
  }
  const books = booksOf(world, { scenario, party, clocks }).filter((book) => isAbout(book, about));
  return books.map((book) => whyNot(book, about.duty, clocks, about.to)).find((answer) => answer !== undefined);
};
const scoped = (scenario: Scenario, world: World, { party, about, asOf, knownAt }: Extract<Question, { ask: 'scope' }>) => {
  const asked = scopeAsked(about, dayOfMoment(asOf));
  const clocks = { asOf, knownAt };
  const books = booksOf(world, { scenario, party, clocks }).filter((book) =>
    isAbout(book, { duty: 'PSTI-', product: asked.product }),
  );
  return asked.test === undefined || books[0] === undefined
    ? undefined
    : scopeOf(books[0], { ...asked, test: asked.test }, clocks);
};
const isAbout = ({ product, failure }: Book, about: About): boolean =>
  (about.failure === undefined || failure.some(({ stream }) => idIn(stream) === about.failure)) &&
  (about.product === undefined ||
    product.some(({ stream }) => idIn(stream) === about.product) ||
    failure.some((event) => 'product' in event && event.product === about.product));
