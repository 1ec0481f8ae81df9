import type { Problem } from '#psti';
import type { GivenNotification, ReceivedNotification } from '#views';
import { one, type Form } from '../forms/reading.ts';

/** What a recipient (or, to a question, the sender) sends back about a notification. */

type Noticed = ReceivedNotification | GivenNotification;
const recipientOf = (notice: Noticed): string => ('to' in notice ? notice.to : notice.party);

export const acts = ['acknowledge', 'decline', 'ask', 'reply'] as const;
export type Act = (typeof acts)[number];
export const actIn = (form: Form): Act | undefined => acts.find((act) => act === one(form, 'act'));

/** What was not given, or was given for another text than the one that stands there now. */
export function missingIn(form: Form, hash: string): readonly Problem[] {
  switch (actIn(form)) {
    case 'acknowledge':
      return [
        ...missing(form, 'typedName', 'Give your full name'),
        ...missing(form, 'typedRole', 'Give your role, such as shop manager'),
        ...missing(form, 'received', 'Tick the box to say that you have received it'),
        ...(one(form, 'textHash') === hash
          ? []
          : [
              { field: 'received', says: 'The notification has changed since you opened it. Read it again, then acknowledge it' },
            ]),
      ];
    case 'decline':
      return missing(form, 'why', 'Say which it is');
    case 'ask':
      return missing(form, 'text', 'Write your question');
    case 'reply':
      return missing(form, 'text', 'Write your answer');
    case undefined:
      return [{ field: '', says: 'Choose what you want to answer' }];
  }
}

const missing = (form: Form, field: string, says: string): readonly Problem[] => (one(form, field) ? [] : [{ field, says }]);

/** The event that says it. The failure is the sender's own reference. */
export function answerIn(
  form: Form,
  notice: Noticed,
  { message, failure }: { readonly message: string; readonly failure: string },
) {
  const about = { failure, notification: message, recipient: recipientOf(notice) };
  switch (actIn(form)) {
    case 'acknowledge':
      return {
        type: 'NotificationAcknowledged' as const,
        data: { ...about, textHash: one(form, 'textHash'), typedName: one(form, 'typedName'), typedRole: one(form, 'typedRole') },
      };
    case 'decline':
      return { type: 'Declined' as const, data: { ...about, why: one(form, 'why') } };
    case 'reply':
      return { type: 'QuestionAnswered' as const, data: { ...about, of: one(form, 'of'), text: one(form, 'text') } };
    case 'ask':
    case undefined:
      return { type: 'QuestionAsked' as const, data: { ...about, text: one(form, 'text') } };
  }
}
