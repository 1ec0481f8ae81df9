import { getMetadataStorage, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import type { Day, EventId, Instant } from './act.ts';
import { londonDay } from './calendar.ts';
import * as value from './value.ts';
import type { FieldKind, Shape, Value } from './value.ts';

/**
 * The shapes of events. A class says each field once; class-validator checks what is offered by it, and the description that stands
 * beside each check (in class-validator's own `context`) gives the forms, the API's document and the search for texts.
 */

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Not always required, and not always optional: the rest of the event decides. */
  readonly depends?: boolean;
  /** A choice: all there is. A party or a list: words that may stand in its place. Otherwise: what a form offers first. */
  readonly options?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** A day that has come. */
  readonly past?: boolean;
  /** A group: its fields. A list: the one field that each of its members is. */
  readonly of?: readonly Field[];
}

/** A field as the checks see it: its name, whether it may be left out, and what it holds. */
export interface Described {
  readonly name: string;
  readonly optional: boolean;
  readonly depends: boolean;
  readonly value: Value;
}

const WRONG = 'wrong';
const Is = (kind: Value): PropertyDecorator => {
  const check = ValidateBy(
    { name: WRONG, validator: { validate: (offered) => kind.fits(offered), defaultMessage: (args) => said(kind, args) } },
    { context: { value: kind } },
  );
  const nested = (kind.element ?? kind).shape === undefined ? undefined : ValidateNested();
  return (target, name) => {
    check(target, name);
    nested?.(target, name);
  };
};
const said = (kind: Value, args?: ValidationArguments): string =>
  value.sentence(withFieldsNamed(kind), args?.value, args?.property ?? 'the value');
const withFieldsNamed = (kind: Value): Value =>
  kind.shape === undefined
    ? kind
    : {
        ...kind,
        means: `${kind.means}: ${describedIn(kind.shape())
          .map(({ name }) => name)
          .join(', ')}`,
      };

/** May be left out; where it stands, it must be right: null is no value. */
export const Optional = (): PropertyDecorator => (target, name) =>
  ValidateIf((offered: object) => Reflect.get(offered, name) !== undefined, { context: { optional: true } })(target, name);

/** May be left out where the rest of what is offered allows it. */
export const OptionalWhere =
  <E extends object>(allows: (offered: E) => boolean): PropertyDecorator =>
  (target, name) =>
    ValidateIf((offered: E) => Reflect.get(offered, name) !== undefined || !allows(offered), {
      context: { optional: true, depends: true },
    })(target, name);

/** What a field's value must be in the light of the others; the sentence is for the person. */
export const Only = <E extends object>(
  says: string | ((offered: E) => string),
  holds: (offered: E) => boolean,
): PropertyDecorator =>
  ValidateBy({
    name: 'only',
    validator: {
      validate: (_, args) => args === undefined || holds(offeredTo(args)),
      defaultMessage: (args) => (typeof says === 'string' ? says : args === undefined ? '' : says(offeredTo(args))),
    },
  });
// class-validator hands over the object of the class on which the decorator stands.
const offeredTo = <E extends object>(args: ValidationArguments): E => args.object as E;

export const IsParty = () => Is(value.party);
export const IsPartyOr = (...words: readonly string[]) => Is(value.partyOr(...words));
export const IsProduct = () => Is(value.product);
export const IsFailure = () => Is(value.failure);
export const IsId = () => Is(value.id);
export const IsSubject = () => Is(value.subject);
export const IsEventRef = () => Is(value.event);
export const IsDay = () => Is(value.day);
/** A day on which something happened, however late it is told: today at the latest. */
export const IsPastDay = () => Is(value.pastDay);
export const IsInstant = () => Is(value.instant);
/** Free text: the person's words at the door, their commitment on the log. */
export const IsText = () => Is(value.text);
/** A name or mark that is no free text: it stands on the log as it is. */
export const IsWord = (...offered: readonly string[]) => Is(offered.length > 0 ? value.wordOf(offered) : value.word);
/** A word of a fixed form; `means` says which. */
export const Written = (means: string, pattern: string) => Is(value.written('word', `is ${means}`, pattern));
export const IsLevel = () => Is(value.level);
export const IsSetting = () => Is(value.setting);
export const OneOf = (options: readonly string[]) => Is(value.choice(options));
export const IsYesNo = () => Is(value.yesNo);
/** Absent means false. */
export const IsTrue = (): PropertyDecorator => (target, name) => {
  Optional()(target, name);
  Is(value.boolean)(target, name);
};
export const IsWhole = (min: number, max: number) => Is(value.whole(min, max));
export const IsPence = () => Is(value.pence);
export const IsDuty = () => Is(value.duty);
export const IsProvision = (offered: readonly string[]) => Is(value.provision(offered));
export const IsRequirement = () => Is(value.requirement);
export const IsDigest = () => Is(value.digest);
export const ListOf = (element: Value, ...instead: readonly string[]) => Is(value.list(element, ...instead));
export const IsBatches = () => Is(value.batches);
export const Group = (shape: () => Shape) => Is(value.group(shape));
export const IsReplacement = () => Is(value.replacement);

/** What every event says. `on` is its London day; `at` the instant, where the time is known. */
export abstract class Happened {
  readonly id!: EventId;
  abstract readonly type: string;
  readonly version!: number;
  @IsDay() readonly on!: Day;
  @Optional()
  @IsInstant()
  @Only<Happened>('`at` is an instant on another day in London than `on`', ({ on, at }) => isOnItsDay(on, at))
  readonly at?: Instant;
}
const isOnItsDay = (on: Day, at?: Instant): boolean => at === undefined || !value.instant.fits(at) || londonDay(at) === on;

const ENVELOPE: ReadonlySet<string> = new Set(['id', 'type', 'version', 'on', 'at']);
const trailing = new Set<unknown>();
/** A class whose fields come after those of the classes that extend it. */
export const ItsFieldsLast = (): ClassDecorator => (shape) => void trailing.add(shape);
const described = new Map<Shape, readonly Described[]>();

/** The fields of a shape in the order in which they are written, those of the class it extends first unless that says otherwise. */
export const describedIn = (shape: Shape): readonly Described[] => {
  const known = described.get(shape) ?? describe(shape);
  described.set(shape, known);
  return known;
};
const describe = (shape: Shape): readonly Described[] => {
  const checks = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false);
  const marked = (mark: 'optional' | 'depends') =>
    new Set(checks.filter(({ context }) => context?.[mark] === true).map(({ propertyName }) => propertyName));
  const [optional, depends] = [marked('optional'), marked('depends')];
  return checks
    .filter(({ context, propertyName }) => context?.value !== undefined && !ENVELOPE.has(propertyName))
    .map(({ context, propertyName, target }) => ({
      target,
      field: {
        name: propertyName,
        optional: optional.has(propertyName),
        depends: depends.has(propertyName),
        value: context.value,
      },
    }))
    .sort((a, b) => place(a.target) - place(b.target))
    .map(({ field }) => field);
};
const DEEPEST = 10;
const place = (shape: unknown): number => depth(shape) + (trailing.has(shape) ? DEEPEST : 0);
const depth = (shape: unknown): number => (typeof shape === 'function' ? 1 + depth(Object.getPrototypeOf(shape)) : 0);

/** The fields of an event or group, for forms and documents. */
export const fieldsOf = (shape: Shape): readonly Field[] =>
  describedIn(shape).map(({ name, optional, depends, value: kind }) => ({
    ...field(name, !optional, kind),
    ...(depends ? { depends } : {}),
  }));

const field = (
  name: string,
  required: boolean,
  { kind, options, pattern, maxLength, min, max, past, element, shape }: Value,
): Field => ({
  name,
  kind,
  required,
  options,
  pattern,
  maxLength,
  min,
  max,
  past,
  of: shape === undefined ? element && [field(name, true, element)] : fieldsOf(shape()),
});
