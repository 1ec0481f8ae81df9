import type { Day, EventId, PartyId, ProductId, Role, Text } from './act.ts';
import { Correction } from './correction.ts';
import { decideCorrection, named, refolded, Refused } from './decider.ts';
import type { Decider, Stream } from './decider.ts';
import { none } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import {
  Happened,
  IsBatches,
  IsDay,
  IsEventRef,
  IsId,
  IsLevel,
  IsParty,
  IsPartyOr,
  IsPastDay,
  IsProduct,
  IsProvision,
  IsText,
  IsTrue,
  IsWhole,
  IsWord,
  IsYesNo,
  ItsFieldsLast,
  ListOf,
  OneOf,
  Only,
  Optional,
} from './shape.ts';
import { choice, party, word } from './value.ts';

/**
 * What one party holds of one product: roles, scope findings, who made it available to whom and when, statements of compliance,
 * support periods, labels, authorised representatives. A fact about another party is the same event with `toldBy`.
 */

// Events. `on` is the day it happened. These shapes stay on disk for ten years: add fields, never rename them.
export type Batches = 'all' | readonly string[];
export type YesNo = 'yes' | 'no';

export const places = ['GB', 'NI'] as const;
export const assertedRoles = ['manufacturer', 'importer', 'distributor', 'installer', 'none'] as const;
export const recipientRoles = [
  'manufacturer',
  'importer',
  'distributor',
  'authorised representative',
  'installer',
  'none',
] as const;
export const delegable = ['R8', 'S11-2', 'S11-3', 'S12-1'] as const;
export const waysOfSupply = ['offer', 'supply', 'hire', 'installation', 'scrap'] as const;
export const conditions = [
  'new',
  'returned',
  'returned under Part 1',
  'reconditioned by manufacturer',
  'reconditioned by another',
  'used',
] as const;
export const reliances = ['statement', 'label', 'nothing'] as const;
/** Sch.4 para 1(1)(a)–(g). */
export const statementItems = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
/** How a publication must be made (Sch.1 paras 2 and 3). */
export const publicationConditions = [
  'accessible',
  'clear',
  'transparent',
  'without-request',
  'english',
  'free',
  'no-personal-data',
  'non-technical',
] as const;
export const schemes = ['JC-STAR', 'CLS'] as const;
export const withdrawals = ['withdrawn', 'suspended', 'ended early'] as const;
/** What a form offers first; any provision, limb or predicate may be found on. */
export const usualTests = [
  's.5(1)',
  's.5(3)',
  's.5(3)(a)',
  's.5(4)',
  's.5(5)(a)',
  's.5(5)(b)',
  's.5(7)',
  's.6',
  's.7(6)(b)',
  's.51',
  's.54',
  's.54(3)(c)',
  'Sch.1 para 1',
  'Sch.1 para 2',
  'Sch.1 para 3',
  'Sch.1 para 3(5)',
  'Sch.1 para 3(6)',
  'Sch.2 para 1',
  'Sch.2 para 2',
  'Sch.2 para 3',
  'Sch.2A',
  'Sch.2A para 2',
  'Sch.2A para 3',
  'Sch.3 para 1',
  'Sch.3 para 2',
  'Sch.3 para 3(1)',
  'Sch.3 para 3(2)',
  'Sch.3 para 4(1)(a)',
  'Sch.3 para 4(1)(b)',
  'Sch.3 para 5(1)(a)',
  'Sch.3 para 5(1)(b)',
  'Sch.3 para 5(1)(c)',
  'Sch.3 para 5(2)',
  'Sch.3 para 6',
  'Sch.3 para 7',
  'Sch.3 para 8',
  'K-WILL',
  'K-ISWILL',
  'K-IS',
] as const;

interface Period {
  readonly fromOn?: Day;
  readonly untilOn?: Day;
}
const ENDS_AFTER_IT_BEGINS = '`untilOn` is before `fromOn`';
const endsAfterItBegins = ({ fromOn, untilOn }: Period): boolean =>
  fromOn === undefined || untilOn === undefined || fromOn <= untilOn;

/** Every fact about a product may be one that another party, or a register, told. */
@ItsFieldsLast()
abstract class ProductFact extends Happened {
  @Optional() @IsPartyOr('register') readonly toldBy?: PartyId;
}

export class ProductDescribed extends ProductFact {
  readonly type = 'ProductDescribed' as const;
  @IsWord() readonly mark!: string;
  @IsWord() readonly model!: string;
  @Optional() @ListOf(word) readonly gtins?: readonly string[];
  @Optional() @IsBatches() readonly batches?: Batches;
}
export class SameProductAs extends ProductFact {
  readonly type = 'SameProductAs' as const;
  @IsProduct() readonly product!: ProductId;
}
export class RoleAsserted extends ProductFact {
  readonly type = 'RoleAsserted' as const;
  @IsParty() readonly of!: PartyId;
  @OneOf(assertedRoles) readonly role!: Exclude<Role, 'authorised representative'>;
  @Optional() @IsText() readonly basis?: Text;
  @IsDay() readonly fromOn!: Day;
  @Optional() @IsDay() @Only<Period>(ENDS_AFTER_IT_BEGINS, endsAfterItBegins) readonly untilOn?: Day;
}
export class ARAppointed extends ProductFact {
  readonly type = 'ARAppointed' as const;
  @IsParty() readonly manufacturer!: PartyId;
  @IsParty() readonly representative!: PartyId;
  @ListOf(choice(delegable)) readonly delegated!: readonly (typeof delegable)[number][];
  @IsDay() readonly fromOn!: Day;
  @Optional() @IsDay() @Only<Period>(ENDS_AFTER_IT_BEGINS, endsAfterItBegins) readonly untilOn?: Day;
}
export class ScopeFinding extends ProductFact {
  readonly type = 'ScopeFinding' as const;
  @IsProvision(usualTests) readonly test!: string;
  @IsYesNo() readonly answer!: YesNo;
  @Optional() @OneOf(places) readonly place?: (typeof places)[number];
  @Optional() @IsBatches() readonly batches?: Batches;
  @Optional() @IsId() readonly consignment?: string;
  @Optional() @IsDay() readonly fromOn?: Day;
  @Optional() @IsDay() @Only<Period>(ENDS_AFTER_IT_BEGINS, endsAfterItBegins) readonly untilOn?: Day;
  @IsParty() readonly foundBy!: PartyId;
  @IsText() readonly reasons!: Text;
}
export class MadeAvailable extends ProductFact {
  readonly type = 'MadeAvailable' as const;
  @IsParty() readonly from!: PartyId;
  @IsPartyOr('customers', 'consumers') readonly to!: PartyId | 'customers' | 'consumers';
  @Optional()
  @OneOf(recipientRoles)
  @Only<MadeAvailable>(
    '`toRole` is the role of a party: customers and consumers have none',
    ({ to }) => to !== 'customers' && to !== 'consumers',
  )
  readonly toRole?: Role;
  @OneOf(waysOfSupply) readonly as!: (typeof waysOfSupply)[number];
  /** Left out: to a person outside the United Kingdom. */
  @Optional() @OneOf(places) readonly place?: (typeof places)[number];
  @Optional() @IsBatches() readonly batches?: Batches;
  @Optional() @IsWhole(1, 1_000_000_000) readonly units?: number;
  @Optional() @IsId() readonly consignment?: string;
  @OneOf(conditions) readonly condition!: (typeof conditions)[number];
  @OneOf(reliances) readonly reliesOn!: (typeof reliances)[number];
  @Optional() @IsId() readonly statement?: string;
  @Optional() @IsEventRef() readonly check?: EventId;
}

/** A statement of compliance (Sch.4); a copy held says what the copy says. */
abstract class StatementOfCompliance extends ProductFact {
  @IsId() readonly statement!: string;
  /** Left out where the paper bears no date. */
  @Optional() @IsPastDay() readonly issuedOn?: Day;
  @ListOf(party) readonly issuers!: readonly PartyId[];
  @ListOf(choice(statementItems), 'all') readonly items!: 'all' | readonly (typeof statementItems)[number][];
  @Optional() @IsDay() readonly supportFromOn?: Day;
  @Optional() @IsDay() readonly supportUntilOn?: Day;
  @IsBatches() readonly batches!: Batches;
}
export class SoCIssued extends StatementOfCompliance {
  readonly type = 'SoCIssued' as const;
}
export class SoCCopyHeld extends StatementOfCompliance {
  readonly type = 'SoCCopyHeld' as const;
  /** The last day on which the copy was held. */
  @Optional() @IsPastDay() readonly untilOn?: Day;
}

abstract class Publication extends ProductFact {
  @Optional() @ListOf(choice(publicationConditions), 'all') readonly conditionsMet?:
    'all' | readonly (typeof publicationConditions)[number][];
}
export class SupportPeriodPublished extends Publication {
  readonly type = 'SupportPeriodPublished' as const;
  /** Left out where no end was published. */
  @Optional() @IsDay() readonly untilOn?: Day;
}
export class SupportPeriodExtended extends Publication {
  readonly type = 'SupportPeriodExtended' as const;
  @IsDay() readonly untilOn!: Day;
}
export class SupportPeriodShortened extends Publication {
  readonly type = 'SupportPeriodShortened' as const;
  @IsDay() readonly untilOn!: Day;
}
export class ReportingInformationPublished extends Publication {
  readonly type = 'ReportingInformationPublished' as const;
  @IsTrue() readonly contact?: boolean;
  @IsTrue() readonly acknowledgementTimes?: boolean;
  @IsTrue() readonly statusUpdateTimes?: boolean;
}
export class ReportingInformationWithdrawn extends Publication {
  readonly type = 'ReportingInformationWithdrawn' as const;
  @IsTrue() readonly contact?: boolean;
  @IsTrue() readonly acknowledgementTimes?: boolean;
  @IsTrue() readonly statusUpdateTimes?: boolean;
}

export class LabelAssigned extends ProductFact {
  readonly type = 'LabelAssigned' as const;
  @OneOf(schemes) readonly scheme!: (typeof schemes)[number];
  @IsLevel() readonly level!: string | number;
  @IsWord() readonly specification!: string;
  @IsDay() readonly lastValidOn!: Day;
}
export class LabelWithdrawn extends ProductFact {
  readonly type = 'LabelWithdrawn' as const;
  @OneOf(schemes) readonly scheme!: (typeof schemes)[number];
  @OneOf(withdrawals) readonly why!: (typeof withdrawals)[number];
}
export class LabelChecked extends ProductFact {
  readonly type = 'LabelChecked' as const;
  @OneOf(schemes) readonly scheme!: (typeof schemes)[number];
  @IsTrue() readonly satisfied?: boolean;
  @IsText() readonly source!: Text;
}

export const productEvents = [
  ProductDescribed,
  SameProductAs,
  RoleAsserted,
  ARAppointed,
  ScopeFinding,
  MadeAvailable,
  SoCIssued,
  SoCCopyHeld,
  SupportPeriodPublished,
  SupportPeriodExtended,
  SupportPeriodShortened,
  ReportingInformationPublished,
  ReportingInformationWithdrawn,
  LabelAssigned,
  LabelWithdrawn,
  LabelChecked,
  Correction,
] as const;
export type ProductEvent = InstanceType<(typeof productEvents)[number]>;

// State
export interface ProductRecord extends Stream<ProductEvent> {
  readonly descriptions: Entries<Known<ProductDescribed>>;
  readonly sameAs: Entries<Known<SameProductAs>>;
  readonly roles: Entries<Known<RoleAsserted>>;
  readonly appointments: Entries<Known<ARAppointed>>;
  readonly findings: Entries<Known<ScopeFinding>>;
  readonly supplies: Entries<Known<MadeAvailable>>;
  readonly statements: Entries<Known<SoCIssued>>;
  readonly copies: Entries<Known<SoCCopyHeld>>;
  /** Support periods published, extended and shortened, in order. */
  readonly supportPeriods: Entries<Known<SupportPeriodPublished | SupportPeriodExtended | SupportPeriodShortened>>;
  readonly reportingInformation: Entries<Known<ReportingInformationPublished | ReportingInformationWithdrawn>>;
  readonly labels: Entries<Known<LabelAssigned | LabelWithdrawn>>;
  readonly checks: Entries<Known<LabelChecked>>;
}

const initial: ProductRecord = {
  recorded: none,
  descriptions: none,
  sameAs: none,
  roles: none,
  appointments: none,
  findings: none,
  supplies: none,
  statements: none,
  copies: none,
  supportPeriods: none,
  reportingInformation: none,
  labels: none,
  checks: none,
};

// Evolve
const evolve = (record: ProductRecord, event: Known<ProductEvent>): ProductRecord => {
  const next = { ...record, recorded: record.recorded.with(event) };
  switch (event.type) {
    case 'ProductDescribed':
      return { ...next, descriptions: record.descriptions.with(event) };
    case 'SameProductAs':
      return { ...next, sameAs: record.sameAs.with(event) };
    case 'RoleAsserted':
      return { ...next, roles: record.roles.with(event) };
    case 'ARAppointed':
      return { ...next, appointments: record.appointments.with(event) };
    case 'ScopeFinding':
      return { ...next, findings: record.findings.with(event) };
    case 'MadeAvailable':
      return { ...next, supplies: record.supplies.with(event) };
    case 'SoCIssued':
      return { ...next, statements: record.statements.with(event) };
    case 'SoCCopyHeld':
      return { ...next, copies: record.copies.with(event) };
    case 'SupportPeriodPublished':
    case 'SupportPeriodExtended':
    case 'SupportPeriodShortened':
      return { ...next, supportPeriods: record.supportPeriods.with(event) };
    case 'ReportingInformationPublished':
    case 'ReportingInformationWithdrawn':
      return { ...next, reportingInformation: record.reportingInformation.with(event) };
    case 'LabelAssigned':
    case 'LabelWithdrawn':
      return { ...next, labels: record.labels.with(event) };
    case 'LabelChecked':
      return { ...next, checks: record.checks.with(event) };
    case 'Correction':
      return refolded(record, event, productRecord);
  }
};

// Decide
const decide = (event: ProductEvent, record: ProductRecord): void =>
  event.type === 'Correction' ? decideCorrection(event, record, productRecord, admit) : admit(event, record);

const admit = (event: ProductEvent, record: ProductRecord): void => {
  if (event.type !== 'MadeAvailable' || event.check === undefined) return;
  if (named('check', event.check, event, record).type !== 'LabelChecked')
    throw new Refused('`check` names an event that is not the check of a label', 'check');
};

export const productRecord: Decider<ProductRecord, ProductEvent> = { initial, evolve, decide };
