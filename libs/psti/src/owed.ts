import type { Clocks, DutyId, PartyId, Status } from './act.ts';
import { factsOf } from './book.ts';
import type { Book, Facts } from './book.ts';
import { representativeDuties, representativeProductDuties } from './duties/authorised-representative.ts';
import { distributorDuties, distributorProductDuties } from './duties/distributor.ts';
import { importerDuties, importerProductDuties } from './duties/importer.ts';
import { manufacturerDuties, manufacturerProductDuties } from './duties/manufacturer.ts';
import { noticeDuties } from './duties/notice-addressee.ts';
import type { Duty, WorkedOut } from './duty.ts';
import type { Obligation, Why } from './obligation.ts';
import { workOut } from './rows/work-out.ts';
import { shown } from './settings.ts';

/** What is owed: every duty asked of one book, at one pair of clocks. The same book, clocks, law and settings give the same answer. */

/** In an order in which riders and mirrors come after what they stand beside. */
const ofTheProduct: readonly Duty[] = [
  ...manufacturerProductDuties,
  ...importerProductDuties,
  ...distributorProductDuties,
  ...representativeProductDuties,
];
const ofTheFailure: readonly Duty[] = [...manufacturerDuties, ...importerDuties, ...distributorDuties, ...representativeDuties];
export const allDuties: readonly Duty[] = [...ofTheProduct, ...ofTheFailure];
const coded: ReadonlySet<string> = new Set([...allDuties, ...noticeDuties].map(({ id }) => id));
export const isCoded = (id: string): boolean => coded.has(id);

/** The rows that arose: those of the failure where the book has a record of one, else those of the product. */
export const obligations = (book: Book, clocks: Clocks): readonly Obligation[] => {
  const worked = workedOut(book.failure.length === 0 ? ofTheProduct : ofTheFailure, factsOf(book, clocks));
  return [...worked.values()].flatMap(({ rows }) => rows);
};

const workedOut = (duties: readonly Duty[], facts: Facts): ReadonlyMap<DutyId, WorkedOut> => {
  const rows = new Map<DutyId, readonly Obligation[]>();
  const worked = new Map<DutyId, WorkedOut>();
  for (const duty of duties) {
    const found = workOut(duty, facts, rows);
    worked.set(duty.id, found);
    rows.set(duty.id, found.rows);
  }
  return worked;
};

/** Why there is no such obligation: the duty is not triggered, or has no content in the rulebook in force. */
export interface NotOwed extends Why {
  readonly duty: DutyId;
  readonly status: Extract<Status, 'N/T' | 'DORMANT'>;
  readonly rulebook: string;
}

/** Nothing is returned where the duty did arise, or is not known. */
export const whyNot = (book: Book, id: DutyId, clocks: Clocks, to?: PartyId): NotOwed | undefined => {
  const facts = factsOf(book, clocks);
  const duties = ofTheProduct.some((duty) => duty.id === id) ? ofTheProduct : ofTheFailure;
  const found = workedOut(duties, facts).get(id);
  if (found === undefined || found.rows.some((row) => to === undefined || row.to === to)) return undefined;
  const { steps: trace, settings, needs } = found.rows.length > 0 && to !== undefined ? onlyToOthers(found, facts, to) : found;
  const isDormant = found.status === 'DORMANT';
  const failing = trace.find(({ holds }) => holds === false)?.asks ?? 'what it depends on';
  return {
    duty: id,
    status: isDormant ? 'DORMANT' : 'N/T',
    rulebook: found.rulebook,
    triggers: [],
    settledBy: [],
    trace,
    settings,
    says: isDormant ? 'The rulebook in force gives it no content.' : `Not so: ${failing}.`,
    needs,
  };
};
/** Only those supplied directly, and the direct supplier, hear of it (A9). */
const onlyToOthers = ({ steps, settings }: WorkedOut, facts: Facts, to: PartyId) => ({
  steps: [...steps, { asks: `it is owed to ${to}`, holds: false as const, events: [] }],
  settings: [...settings, shown(facts.settings, 'A9')],
  needs: `what makes ${to} one of those to whom it is owed`,
});
