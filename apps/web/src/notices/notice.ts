import { createHash } from 'node:crypto';
import { AUTHORITY } from '#psti';
import type { Answer, Carriage, GivenNotification, Happened, NoticeContent, ReceivedNotification } from '#views';
import { inWords } from '../layout/days.ts';
import type { ShownStatus } from '../layout/status.ts';
import type { NameOf } from '../names.ts';
import { failurePath, noticePath } from '../paths.ts';
import type { ProductNameOf } from '../products.ts';

/** Notifications as both sides see them: what was said, and what the recipient did with it. Silence and refusal are never the same. */

const looks = {
  none: { word: 'No answer yet', shape: 'ring', tone: 'quiet' },
  question: { word: 'Asked a question', shape: 'diamond', tone: 'wait' },
  acknowledged: { word: 'Acknowledged', shape: 'tick', tone: 'done' },
  declined: { word: 'Declined', shape: 'cross', tone: 'wrong' },
} as const satisfies Record<Answer, ShownStatus>;
const notReached = { word: 'Not reached', shape: 'cross', tone: 'wrong' } as const satisfies ShownStatus;

const declines: Readonly<Record<string, string>> = {
  'not stocked': 'does not stock it',
  'wrong recipient': 'not the right recipient',
};

export const answerStatus = (answer: Answer, { declined }: Pick<Carriage, 'declined'>): ShownStatus => ({
  ...looks[answer],
  detail: answer === 'declined' && declined ? `– ${declines[declined.why] ?? declined.why}` : undefined,
});

type Answered = Pick<GivenNotification, 'answer' | 'carriage'>;

/** A recipient may decline what it had acknowledged, and the other way round: the later word counts. */
export const lastWord = ({ answer, carriage }: Answered): Happened | undefined =>
  answer === 'declined' ? carriage.declined : carriage.acknowledged;

/** That it did not arrive stands before whatever was answered: it counts as not given. */
export const statusOf = ({ answer, carriage }: Answered, failed: Happened | undefined): ShownStatus =>
  failed === undefined ? answerStatus(answer, carriage) : { ...notReached, detail: `– ${inWords(failed.on)}` };

const contentWords: Readonly<Record<string, string>> = {
  details: 'details of the failure',
  risks: 'the risks it poses',
  steps: 'the steps taken to remedy it',
};
const remedyWords: Readonly<Record<string, string>> = {
  successful: 'The failure has been remedied.',
  unsuccessful: 'Steps were taken, and they did not remedy it.',
  refused: 'It will not be remedied.',
};

/** What a notice says besides its own words, one sentence each. What it is silent on is not mentioned. */
export function saidIn(notice: NoticeContent): readonly string[] {
  const { claims, content, manufacturerAware, authorityNotified, remedy, describesInvestigation } = notice;
  return [
    claims && `There ${claims === 'is' ? 'is' : 'may be'} a compliance failure.`,
    content.length > 0 && `It gives ${and(content.map((part) => contentWords[part] ?? part))}.`,
    manufacturerAware && `The manufacturer is ${not(manufacturerAware)}aware of the failure.`,
    authorityNotified && `OPSS has ${not(authorityNotified)}been notified of it.`,
    remedy && (remedyWords[remedy] ?? remedy),
    describesInvestigation && 'It describes an investigation of the failure.',
  ].filter((line): line is string => typeof line === 'string' && line !== '');
}

const not = (said: string): string => (said === 'yes' ? '' : 'not ');
const and = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** SHA-256 of all that is put before the recipient, so that an acknowledgement says what was read. */
export const hashOfShown = (shown: {
  readonly from: string;
  readonly product: string;
  readonly said: readonly string[];
  readonly words: readonly string[];
}): string =>
  createHash('sha256')
    .update(JSON.stringify([shown.from, shown.product, ...shown.said, ...shown.words]), 'utf8')
    .digest('hex');

export function receivedLine(notice: ReceivedNotification, names: NameOf, called: ProductNameOf) {
  const { party, from, fromRole, failure, product, received, message, withdrawn, answer, carriage, kind } = notice;
  // What the authority was told stands in the sender's book, under the sender's own names for it.
  const book = party === AUTHORITY ? from : party;
  return {
    from: names(from),
    fromRole,
    to: names(party),
    product: called(book, product),
    kind: kind === 'contact' ? 'contact' : 'notification',
    received,
    said: saidIn(notice),
    withdrawn: withdrawn && `withdrawn`,
    status: answerStatus(answer, carriage),
    open: message ? noticePath(from, message) : undefined,
    record: failurePath(book, failure),
  };
}

/** Who has no book of its own to which anything could be handed. */
const bookless: Readonly<Partial<Record<string, string>>> = {
  [AUTHORITY]: 'OPSS reads it here, in the sender’s book',
  customers: 'customers keep no book',
};

export function givenLine(notice: GivenNotification, names: NameOf, called: ProductNameOf) {
  const { party, to, failure, product, given, message, withdrawn, handedToBook, failed, carriage, kind } = notice;
  return {
    from: names(party),
    to: names(to),
    product: called(party, product),
    kind: kind === 'contact' ? 'contact' : 'notification',
    given,
    handed: failed ? undefined : handedToBook,
    taken: failed && handedToBook,
    bookless: bookless[to],
    said: saidIn(notice),
    withdrawn: withdrawn && 'withdrawn',
    failed,
    status: statusOf(notice, failed),
    answeredAt: failed ? undefined : lastWord(notice)?.recordedAt,
    questions: carriage.questions.length,
    waiting: carriage.questions.filter(({ answered }) => !answered).length,
    open: noticePath(party, message),
    record: failurePath(party, failure),
  };
}
export type GivenLine = ReturnType<typeof givenLine>;

/** How far notifications reached: each number counts recipients, and none of them stands for another. */
/** Lines of a list, and what they come to: of a part of it, where there is more. */
export const reached = (notices: readonly GivenLine[], list: { readonly next?: string } | undefined) => ({
  notices,
  reach: reachOf(notices),
  countsShown: list?.next !== undefined,
});

export function reachOf(lines: readonly GivenLine[]) {
  const count = (holds: (line: GivenLine) => boolean) => lines.filter(holds).length;
  return [
    { text: 'given', number: count(({ failed }) => failed === undefined) },
    { text: 'not reached', number: count(({ failed }) => failed !== undefined) },
    { text: 'in the recipient’s book', number: count(({ handed }) => handed !== undefined) },
    { text: 'acknowledged', number: count(({ status }) => status.word === looks.acknowledged.word) },
    { text: 'declined', number: count(({ status }) => status.word === looks.declined.word) },
    { text: 'questions waiting', number: count(({ waiting }) => waiting > 0) },
    { text: 'no answer yet', number: count(({ status }) => status.word === looks.none.word) },
  ];
}
