/**
 * What can be wrong with a request, as RFC 9457 tells it: one closed list of types, each with a page at its own path. The
 * sentences are for the person who meets them; nothing of how Dutybook is built is ever in one.
 */

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What it means and what to do about it, on the type's own page. */
  readonly says: string;
}

export const problemKinds = {
  'not-well-formed': {
    status: 400,
    title: 'The request cannot be read',
    says: 'The body is not JSON in UTF-8, is nested deeper or holds more than the door takes, or uses a name such as __proto__. Nothing was recorded. Mend the body and send it again.',
  },
  parameter: {
    status: 400,
    title: 'A parameter is wrong',
    says: 'A part of the path, a query parameter or a header is unknown, given twice or not of its kind. The answer names it. A cursor is used as it was given, with the same question.',
  },
  'acting-as': {
    status: 400,
    title: 'Say for whom you act',
    says: 'Every question and every record is made for one party. Give its id in the header Dutybook-Acting-As; "authority" is the enforcement authority, "operator" who runs this installation.',
  },
  'cross-site': {
    status: 403,
    title: 'Not from another site',
    says: 'A browser sent this request on behalf of another site. What changes anything must come from Dutybook itself.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is here',
    says: 'There is nothing at this address for the party you act for. What belongs to another party answers the same.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Not done with this method',
    says: 'The address exists, the method does not fit it. The header Allow lists those that do.',
  },
  'too-slow': {
    status: 408,
    title: 'The request took too long to arrive',
    says: 'Headers must arrive within 10 seconds and the whole request within 30. Send it again.',
  },
  refused: {
    status: 409,
    title: 'The record refuses this',
    says: 'The event is well made, but the record it is offered to makes it impossible, or somebody else wrote at the same moment. The answer says which and why.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large',
    says: 'A body may hold at most 1 MiB (1,048,576 bytes). Nothing was recorded.',
  },
  'media-type': {
    status: 415,
    title: 'Not in this form',
    says: 'The API takes application/json in UTF-8, not compressed. Pages take their own forms.',
  },
  invalid: {
    status: 422,
    title: 'A field is wrong',
    says: 'The body is well-formed, but a field is unknown, missing or holds a value that cannot be kept. The answer lists the fields. Nothing was recorded.',
  },
  'key-reused': {
    status: 422,
    title: 'This id is taken',
    says: 'An event with this id is on the record, with another content. The same id with the same content gives the first receipt; something new needs a new id.',
  },
  'too-many-headers': {
    status: 431,
    title: 'The headers are too large',
    says: 'The request line and headers together may hold at most 16 KiB.',
  },
  internal: {
    status: 500,
    title: 'Dutybook failed',
    says: 'Something is wrong with Dutybook, not with the request. Give the reference to whoever runs it. If the request was to record something, send it again with the same id: it is recorded once.',
  },
  busy: {
    status: 503,
    title: 'Not just now',
    says: 'Dutybook cannot answer at the moment. Send the same request again after the seconds that Retry-After gives.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'It may be recorded',
    says: 'The log did not say whether the event was written. Send the same request with the same id again: it is recorded once.',
  },
  stopped: {
    status: 503,
    title: 'Nothing more is recorded',
    says: 'The disk failed while something was written, or another process has taken the log over. Dutybook ends by itself within seconds; when it has been started again it answers from what the disk holds. Send what got no receipt again with the same id: it is recorded once.',
  },
  'read-only': {
    status: 503,
    title: 'Nothing is recorded here',
    says: 'This Dutybook shows a copy of the log, to be read. Record in the one that is in use.',
  },
  behind: {
    status: 503,
    title: 'Not yet there',
    says: 'The answer would not have held the position asked for in waitFor within 10 seconds. Ask again after the seconds that Retry-After gives.',
  },
  full: {
    status: 507,
    title: 'The disk is full',
    says: 'Nothing more can be recorded until there is space. What was recorded is safe and can be read.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemName = keyof typeof problemKinds;

/** One thing that is wrong: a JSON pointer into the body, or the name of a parameter. */
export interface Fault {
  readonly field?: string;
  readonly parameter?: string;
  readonly says: string;
}

export class Problem extends Error {
  constructor(
    readonly kind: ProblemName,
    readonly detail: string,
    readonly errors: readonly Fault[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

export const wrongParameter = (parameter: string, says: string) =>
  new Problem('parameter', `${parameter}: ${says}`, [{ parameter, says }]);

export const nothingHere = () => new Problem('not-found', 'There is nothing at this address for the party you act for.');

export const problemType = 'application/problem+json; charset=utf-8';
export const typeOf = (kind: ProblemName) => `/problems/${kind}`;

/** The document itself. The reference is also in the log line. */
export function documentOf({ kind, detail, errors }: Problem, reference: string) {
  const { status, title } = problemKinds[kind];
  return {
    type: typeOf(kind),
    title,
    status,
    detail: shown(detail),
    reference,
    ...(errors.length > 0 ? { errors: errors.map(shownFault) } : {}),
  };
}
export type ProblemDocument = ReturnType<typeof documentOf>;

const shownFault = (fault: Fault): Fault => ({
  ...(fault.field === undefined ? {} : { field: shown(fault.field) }),
  ...(fault.parameter === undefined ? {} : { parameter: shown(fault.parameter) }),
  says: shown(fault.says),
});

// Controls, bidi controls and halves of surrogate pairs: what could make a sentence look like another, or break a line of the log.
const misleading = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const escaped = (unit: string) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`;

/** A caller's own words as they may be shown back: short, on one line, and no other than they look. */
export const shown = (words: string) => {
  const safe = words.slice(0, 1_000).replace(misleading, escaped);
  return words.length > 1_000 ? `${safe} …` : safe;
};
export const hasBidiControl = (words: string) => /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(words);
