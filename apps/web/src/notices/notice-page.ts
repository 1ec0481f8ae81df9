import { randomUUID } from 'node:crypto';
import { AUTHORITY, choiceOf, type Day, type EventId, type Obligation, type Problem } from '#psti';
import type { GivenNotification, Question, ReceivedNotification } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { one, type Form } from '../forms/reading.ts';
import type { NameOf } from '../names.ts';
import { failurePath } from '../paths.ts';
import type { ShownWords } from '../record/timeline.ts';
import { actIn } from './answer.ts';
import { hashOfShown, saidIn, statusOf } from './notice.ts';

/** A notification with everything its page needs, fetched. */
export interface Told {
  /** As the one who looks has it: the recipient's copy, or the sender's own. */
  readonly notice: ReceivedNotification | GivenNotification;
  /** What the sender's own book calls the failure. */
  readonly failure: string;
  readonly names: NameOf;
  readonly product: string;
  readonly words: readonly ShownWords[];
  /** Why it did not reach its recipient, where the sender has recorded that it did not. */
  readonly failing: readonly ShownWords[];
  /** Words of questions, answers and what was typed, by event and path. */
  said(event: string, path: string): string | undefined;
  /** The recipient's duties of this failure, where the recipient looks. */
  readonly duties?: readonly Obligation[];
  readonly today: Day;
  /** Which side looks: only the recipient answers, only the sender replies. */
  readonly side: 'recipient' | 'sender' | 'authority';
  readonly path: string;
}

/** `question` is the event that a question asked from this page will be, as the page's address names it. */
export function noticeModel(told: Told, question: EventId) {
  const { notice, names, product, words, failing, side, path } = told;
  const { from, to, given } = sidesOf(notice);
  const said = saidIn(notice);
  const hash = hashOfShown({ from: names(from), product, said, words: words.flatMap((text) => text.words ?? []) });
  const { means, withdrawn, answer, carriage } = notice;
  const failed = failedIn(notice);
  return {
    title: `${notice.kind === 'contact' ? 'Contact' : 'Notification'} from ${names(from)}`,
    lead: `To ${names(to)}, about ${product}.`,
    trail: [
      { text: 'Notifications', href: side === 'sender' ? '/notifications/given' : '/notifications' },
      { text: names(from) },
    ],
    path,
    hash,
    notice: { said, words, product, means: means && choiceOf(means), status: statusOf(notice, failed), withdrawn, given },
    failed: failed && { to: names(to), on: failed.on, words: failing },
    receipt: receiptOf(told),
    ...formsFor(told, hash, question),
    questions: carriage.questions.map((question) => shownQuestion(question, told)),
    acknowledgedBy:
      side !== 'recipient' && carriage.acknowledged && answer === 'acknowledged'
        ? typedIn(carriage.acknowledged.event, told)
        : undefined,
    meaning: meaningOf(told),
  };
}

/** Only the sender's own says that it did not arrive; a recipient's copy of such a one is withdrawn. */
export const failedIn = (notice: Told['notice']) => ('failed' in notice ? notice.failed : undefined);

const sidesOf = (notice: Told['notice']) =>
  'received' in notice
    ? { from: notice.from, to: notice.party, given: notice.received }
    : { from: notice.party, to: notice.to, given: notice.given };

export const mayAsk = ({ notice, side }: Told): boolean => side === 'recipient' && !notice.withdrawn && !failedIn(notice);

/** What the recipient may still send; nobody else is shown a form for it. */
function formsFor(told: Told, hash: string, question: EventId) {
  if (!mayAsk(told)) return {};
  const ask = { id: question };
  const { acknowledged, declined } = told.notice.carriage;
  // To be the wrong recipient, or not to stock the product, is nothing that the authority could be.
  const mayDecline = !declined && sidesOf(told.notice).to !== AUTHORITY;
  return {
    ask,
    ...(acknowledged ? {} : { acknowledge: { id: randomUUID(), hash } }),
    ...(mayDecline ? { decline: { id: randomUUID() } } : {}),
  };
}

function receiptOf({ notice: { answer, carriage }, said }: Told) {
  const { acknowledged, declined } = carriage;
  if (acknowledged && answer === 'acknowledged')
    return {
      title: 'Received',
      recordedAt: acknowledged.recordedAt,
      event: acknowledged.event,
      hash: said(acknowledged.event, 'textHash'),
    };
  return (
    declined && {
      title: declined.why === 'not stocked' ? 'Declined: not stocked' : 'Declined: wrong recipient',
      recordedAt: declined.recordedAt,
      event: declined.event,
    }
  );
}

const typedIn = (event: string, { said }: Told) => [
  { label: 'Name', words: said(event, 'typedName') },
  { label: 'Role', words: said(event, 'typedRole') },
];

const shownQuestion = ({ event, recordedAt, answered }: Question, { side, said }: Told) => ({
  event,
  askedAt: recordedAt,
  words: said(event, 'text'),
  answeredAt: answered?.recordedAt,
  answer: answered && said(answered.event, 'text'),
  form: side === 'sender' && !answered ? randomUUID() : undefined,
});

/** What the recipient must still do, and what the notification lifts from it. */
function meaningOf({ notice, duties, names, today }: Told) {
  if (!duties || !('received' in notice)) return undefined;
  const lines = (...statuses: readonly string[]) =>
    duties.filter(({ status }) => statuses.includes(status)).map((row) => dutyLine(row, names, today));
  return {
    todo: lines('OPEN', 'DEFECTIVE', 'ACTIVE', 'SEQUENCED', 'CROSSED'),
    lifted: lines('EXCUSED'),
    record: failurePath(notice.party, notice.failure),
  };
}

/** What was typed, and what was wrong with it. */
export function typedModel(form: Form, problems: readonly Problem[]) {
  return {
    form: {
      act: actIn(form),
      of: one(form, 'of'),
      typedName: one(form, 'typedName'),
      typedRole: one(form, 'typedRole'),
      received: one(form, 'received') === 'yes',
    },
    errors: Object.fromEntries(problems.map(({ field, says }) => [field, says])),
    problems: problems.map(({ field, says }) => ({ text: says, href: field ? `#${anchorIn(form, field)}` : undefined })),
  };
}

/** Each question has a box of its own for its answer. */
const anchorIn = (form: Form, field: string): string =>
  field === 'text' && actIn(form) === 'reply' ? `reply-${one(form, 'of')}` : field;
