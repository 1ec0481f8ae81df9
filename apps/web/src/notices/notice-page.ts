import { randomUUID } from 'node:crypto';
import type { Day, Obligation, Problem } from '#psti';
import type { GivenNotification, Question, ReceivedNotification } from '#views';
import { dutyLine } from '../duties/duty-line.ts';
import { one, type Form } from '../forms/reading.ts';
import type { NameOf } from '../names.ts';
import { failurePath } from '../paths.ts';
import type { ShownWords } from '../record/timeline.ts';
import { actIn } from './answer.ts';
import { answerStatus, hashOfShown, saidIn } from './notice.ts';

/** A notification with everything its page needs, fetched. */
export interface Told {
  /** As the one who looks has it: the recipient's copy, or the sender's own. */
  readonly notice: ReceivedNotification | GivenNotification;
  /** What the sender's own book calls the failure. */
  readonly failure: string;
  readonly names: NameOf;
  readonly product: string;
  readonly words: readonly ShownWords[];
  /** Words of questions, answers and what was typed, by event and path. */
  said(event: string, path: string): string | undefined;
  /** The recipient's duties of this failure, where the recipient looks. */
  readonly duties?: readonly Obligation[];
  readonly today: Day;
  /** Which side looks: only the recipient answers, only the sender replies. */
  readonly side: 'recipient' | 'sender' | 'authority';
  readonly path: string;
}

export function noticeModel(told: Told) {
  const { notice, names, product, words, side } = told;
  const received = 'received' in notice;
  const from = names(received ? notice.from : notice.party);
  const said = saidIn(notice);
  const { acknowledged, declined } = notice.carriage;
  const hash = hashOfShown({ from, product, said, words: words.flatMap((text) => text.words ?? []) });
  const answerable = side === 'recipient' && !acknowledged && !declined && !notice.withdrawn;
  return {
    title: `${notice.kind === 'contact' ? 'Contact' : 'Notification'} from ${from}`,
    lead: `To ${names(received ? notice.party : notice.to)}, about ${product}.`,
    trail: [{ text: 'Notifications', href: side === 'sender' ? '/notifications/given' : '/notifications' }, { text: from }],
    path: told.path,
    hash,
    notice: {
      said,
      words,
      product,
      means: notice.means,
      status: answerStatus(notice.answer, notice.carriage),
      withdrawn: notice.withdrawn,
      given: received ? notice.received : notice.given,
    },
    receipt: receiptOf(told),
    acknowledge: answerable ? { id: randomUUID(), hash } : undefined,
    decline: answerable ? { id: randomUUID() } : undefined,
    ask: side === 'recipient' && !notice.withdrawn ? { id: randomUUID() } : undefined,
    questions: notice.carriage.questions.map((question) => shownQuestion(question, told)),
    acknowledgedBy: side === 'recipient' || !acknowledged ? undefined : typedIn(acknowledged.event, told),
    meaning: meaningOf(told),
  };
}

function receiptOf({ notice: { carriage }, said }: Told) {
  const { acknowledged, declined } = carriage;
  if (acknowledged)
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
    problems: problems.map(({ field, says }) => ({ text: says, href: field ? `#${field}` : undefined })),
  };
}
