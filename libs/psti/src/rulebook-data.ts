import { dutyIds } from './act.ts';
import type { DutyId } from './act.ts';
import { dayExists } from './calendar.ts';
import { isOffered } from './problem.ts';
import { lawInForce, withRulebook } from './rulebook.ts';
import type { Rulebook, RulebookData } from './rulebook.ts';

/** A rulebook that is not law, read from data that nobody vouches for: for a test of what one more set of regulations would switch on. */

/** What is wrong with the data, to the person who wrote it. */
export class NotARulebook extends Error {
  override readonly name = 'NotARulebook';
}
function wrong(says: string): never {
  throw new NotARulebook(says);
}

/** The law in force with one further rulebook on top of it. */
export const lawWith = (parsed: unknown): readonly Rulebook[] => {
  const added = rulebookDataIn(parsed);
  if (!lawInForce.some(({ id }) => id === added.basedOn))
    return wrong(`basedOn: ${added.basedOn} is none of ${lawInForce.map(({ id }) => id).join(', ')}`);
  return withRulebook(lawInForce, added);
};

type Fields = Readonly<Record<string, unknown>>;

export const rulebookDataIn = (parsed: unknown): RulebookData => {
  if (!isOffered(parsed)) return wrong('a rulebook has id, basedOn, from, requirements, live and dormant');
  return {
    id: word(parsed, 'id'),
    basedOn: word(parsed, 'basedOn'),
    from: day(parsed, 'from'),
    requirements: groups(parsed, 'requirements').map((requirement) => ({
      id: word(requirement, 'id'),
      holder: holder(requirement),
      provision: word(requirement, 'provision'),
      text: word(requirement, 'text'),
    })),
    live: duties(parsed, 'live'),
    dormant: duties(parsed, 'dormant'),
  };
};

const word = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : wrong(`${name}: a word is missing`);
};
const day = (fields: Fields, name: string): string => {
  const value = word(fields, name);
  return dayExists(value) ? value : wrong(`${name}: ${value} is not a day`);
};
const holder = (requirement: Fields): 'importer' | 'distributor' => {
  const value = word(requirement, 'holder');
  return value === 'importer' || value === 'distributor' ? value : wrong(`holder: ${value} is neither importer nor distributor`);
};
const groups = (fields: Fields, name: string): readonly Fields[] =>
  list(fields, name).map((each) => (isOffered(each) ? each : wrong(`${name}: a group of fields is expected`)));
const duties = (fields: Fields, name: string): readonly DutyId[] =>
  list(fields, name).map((each) => dutyIds.find((id) => id === each) ?? wrong(`${name}: there is no duty ${String(each)}`));
const list = (fields: Fields, name: string): readonly unknown[] => {
  const value = fields[name] ?? [];
  return Array.isArray(value) ? value : wrong(`${name}: a list is expected`);
};
