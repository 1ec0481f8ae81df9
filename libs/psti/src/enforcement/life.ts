import type { Day, EventId, Moment } from '../act.ts';
import { hasCome } from './giving.ts';
import type { Known } from '../known.ts';
import type {
  AppealDetermined,
  AppealLodged,
  AppealWithdrawn,
  IntentNotified,
  NoticeEvent,
  NoticeKind,
  NoticeVaried,
  SuspendedByUpperTribunal,
  UrgencyDeclared,
} from '../notice.ts';
import { moreOnerous, termsOf } from './terms.ts';
import type { Given, Suspension, Terms, Variation } from './terms.ts';
import { documentOf, turnsIn } from './turns.ts';
import type { Turn } from './turns.ts';
import { appealWindow } from '../timers.ts';

/** The life of one notice (law page §§4.2, 4.3), folded from its stream in the order in which things took effect. */

export interface Intention {
  readonly event: Known<IntentNotified>;
  /** The day on which it counts as notified (A30). */
  readonly on: Day;
}
export type Closing = 'dropped' | 'revoked' | 'cancelled' | 'remitted';
export interface Closed {
  readonly how: Closing;
  readonly on: Day;
  readonly event: EventId;
}
/** What a notice is given on: the intentions notified, and the urgency declared. */
export interface Grounds {
  readonly intentions: readonly Intention[];
  readonly urgency?: Known<UrgencyDeclared>;
}
export interface Life {
  readonly kind?: NoticeKind;
  /** What stands for a notice to come; an end leaves nothing standing. */
  readonly grounds: Grounds;
  /** What the notice in force was given on. */
  readonly givenOn?: Grounds;
  readonly given?: Given;
  readonly variations: readonly Variation[];
  readonly suspensions: readonly Suspension[];
  /** The Tribunal has decided an appeal against the notice: a further one no longer suspends it by itself. */
  readonly decided: boolean;
  readonly closed?: Closed;
  /** The notices given before under this name that were revoked or cancelled: they still count as given. */
  readonly earlier: readonly Given[];
  /** What the Tribunal last found. */
  readonly finding?: Known<AppealDetermined>;
}
const nothing: Grounds = { intentions: [] };
const unborn: Life = { grounds: nothing, variations: [], suspensions: [], decided: false, earlier: [] };

export const lifeOf = (events: readonly Known<NoticeEvent>[], asOf: Moment): Life =>
  turnsIn(events)
    .filter(({ on, at }) => hasCome(asOf, on, at))
    .reduce(turned, unborn);

/** The notice that the answers are about: none while a new one is intended after an end. */
export const noticeInQuestion = ({ given: notice, closed: end, grounds }: Life): Given | undefined =>
  end !== undefined && isIntendedAnew(grounds) ? undefined : notice;
const isIntendedAnew = ({ intentions, urgency }: Grounds): boolean => intentions.length > 0 || urgency !== undefined;
export const groundsInQuestion = (life: Life): Grounds =>
  noticeInQuestion(life) === undefined ? life.grounds : (life.givenOn ?? life.grounds);

export const suspension = ({ suspensions }: Life): Suspension | undefined => suspensions.find(({ until }) => until === undefined);
/** The day on which it last had effect again after a suspension. */
export const returnedOn = ({ suspensions }: Life): Day | undefined =>
  suspensions.findLast(({ until }) => until !== undefined)?.until;

export const termsNow = (life: Life): Terms | undefined => life.given && termsOf(life.given, life.variations, life.suspensions);

/** The window in which to appeal that opened last: of the notice, or of its last variation. */
export const openedLast = ({ given, variations }: Life): Given | Variation | undefined =>
  variations.reduce<Given | Variation | undefined>(
    (last, next) => (last === undefined || next.on >= last.on ? next : last),
    given,
  );

const turned = (life: Life, turn: Turn, _place: number, turns: readonly Turn[]): Life => {
  const { event, on } = turn;
  switch (event.type) {
    case 'IntentNotified':
      return isInForce(life)
        ? life
        : { ...life, kind: event.kind, grounds: { ...life.grounds, intentions: [...life.grounds.intentions, { event, on }] } };
    case 'UrgencyDeclared':
      return isInForce(life) ? life : { ...life, kind: event.kind, grounds: { ...life.grounds, urgency: event } };
    case 'IntentDropped':
      return isInForce(life) ? life : closed(life, { how: 'dropped', on, event: event.id });
    case 'NoticeGiven':
      return given(life, { event, on });
    case 'NoticeVaried':
      return variedBy(life, event, on);
    case 'NoticeRevoked':
      return isInForce(life) ? closed(life, { how: 'revoked', on, event: event.id }) : life;
    case 'AppealLodged':
    case 'AppealDetermined':
    case 'AppealWithdrawn':
    case 'SuspendedByUpperTribunal':
      return appealed(life, event, on, turns);
  }
};
const isInForce = ({ given: notice, closed: end }: Life): boolean => notice !== undefined && end === undefined;
const closed = (life: Life, end: Closed): Life => ({ ...life, closed: end, grounds: nothing });

/** A copy of a notice already in force changes nothing; after an end it is a notice anew. */
const given = (life: Life, notice: Given): Life => {
  if (isInForce(life)) return life;
  const before = life.given !== undefined && life.closed?.how !== 'remitted' ? [life.given] : [];
  return {
    ...unborn,
    kind: notice.event.kind,
    givenOn: life.grounds,
    given: notice,
    earlier: [...life.earlier, ...before],
  };
};
const variedBy = (life: Life, event: Known<NoticeVaried>, on: Day): Life => {
  const terms = termsNow(life);
  if (life.given === undefined || terms === undefined || life.closed !== undefined) return life;
  const variation: Variation = { event, on, moreOnerous: moreOnerous(terms, event, life.given.on) };
  return { ...life, variations: [...life.variations, variation] };
};

type AboutAppeal = AppealLodged | AppealDetermined | AppealWithdrawn | SuspendedByUpperTribunal;
const appealed = (life: Life, event: Known<AboutAppeal>, on: Day, turns: readonly Turn[]): Life => {
  const target = documentOf(
    event.against,
    turns.map((turn) => turn.event),
  );
  const finding = event.type === 'AppealDetermined' ? event : life.finding;
  return target?.type === 'NoticeVaried'
    ? {
        ...life,
        finding,
        variations: life.variations.map((each) => (each.event.id === target.id ? ofVariation(each, event, on) : each)),
      }
    : ofNotice({ ...life, finding }, event, on);
};

/** In time until the last of the 28 days; later, it changes nothing. */
const isInTime = (document: Given | Variation, on: Day): boolean => on <= appealWindow(document.on).last;

const ofNotice = (life: Life, event: Known<AboutAppeal>, on: Day): Life => {
  switch (event.type) {
    case 'AppealLodged':
      return life.given !== undefined && isInForce(life) && !life.decided && isInTime(life.given, on)
        ? suspended(life, event, on)
        : life;
    case 'SuspendedByUpperTribunal':
      return isInForce(life) ? suspended(life, event, on) : life;
    case 'AppealWithdrawn':
      return returned(life, event, on);
    case 'AppealDetermined':
      return determined({ ...life, decided: true }, event, on);
  }
};
const suspended = (life: Life, { id }: Known<AboutAppeal>, on: Day): Life =>
  suspension(life) === undefined ? { ...life, suspensions: [...life.suspensions, { on, event: id }] } : life;
const returned = (life: Life, { id }: Known<AboutAppeal>, on: Day): Life => ({
  ...life,
  suspensions: life.suspensions.map((each) => (each.until === undefined ? { ...each, until: on, endedBy: id } : each)),
});
const determined = (life: Life, event: Known<AppealDetermined>, on: Day): Life => {
  const back = returned(life, event, on);
  switch (event.outcome) {
    case 'confirmed':
    case 'varied':
      return restored(back, event, on);
    case 'cancelled':
    case 'remitted':
      return isInForce(life) ? closed(back, { how: event.outcome, on, event: event.id }) : back;
  }
};
/** On a further appeal a notice that the Tribunal had cancelled may stand after all: it had no effect in between. */
const restored = (life: Life, { id }: Known<AppealDetermined>, on: Day): Life => {
  const { closed: end } = life;
  if (end?.how !== 'cancelled') return life;
  return { ...life, closed: undefined, suspensions: [...life.suspensions, { ...end, until: on, endedBy: id }] };
};

const ofVariation = (variation: Variation, event: Known<AboutAppeal>, on: Day): Variation => {
  switch (event.type) {
    case 'AppealLodged':
      return isInTime(variation, on) && variation.returned === undefined ? { ...variation, suspended: on } : variation;
    case 'SuspendedByUpperTribunal':
      return { ...variation, suspended: on };
    case 'AppealWithdrawn':
      return backAgain(variation, on);
    case 'AppealDetermined':
      return event.outcome === 'cancelled' || event.outcome === 'remitted'
        ? { ...variation, suspended: undefined, cancelled: on }
        : { ...backAgain(variation, on), cancelled: undefined };
  }
};
const backAgain = (variation: Variation, on: Day): Variation =>
  variation.suspended === undefined ? variation : { ...variation, suspended: undefined, returned: on };
