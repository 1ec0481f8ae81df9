import type { Day, EventId, PartyId, RulebookId, Text } from './act.ts';
import { Correction } from './correction.ts';
import { decideCorrection, named, refolded, Refused } from './decider.ts';
import type { Decider, Stream } from './decider.ts';
import { none } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import { identifierNames, Identifiers, IsValueOfSetting } from './profile.ts';
import {
  Group,
  Happened,
  IsDay,
  IsDigest,
  IsEventRef,
  IsParty,
  IsSetting,
  IsText,
  IsWhole,
  IsWord,
  Only,
  Optional,
  OptionalWhere,
} from './shape.ts';

/** What the operator of this installation put in force: parties admitted, grants to the authority, rulebooks, settings, keys of the log. */

// Events. These shapes stay on disk for ten years: add fields, never rename them.
/** A firm has a name; the name of a sole trader is a person's, and so a text. One of the two stands. */
export class PartyAdmitted extends Happened {
  readonly type = 'PartyAdmitted' as const;
  @IsParty() readonly party!: PartyId;
  @OptionalWhere<PartyAdmitted>(({ soleTraderName }) => soleTraderName !== undefined)
  @IsWord()
  @Only<PartyAdmitted>(
    'a party has a `name` or a `soleTraderName`, not both',
    (party) => party.name === undefined || party.soleTraderName === undefined,
  )
  readonly name?: string;
  @Optional() @IsText() readonly soleTraderName?: Text;
  @Optional() @Group(() => Identifiers) readonly identifiers?: Identifiers;
}
export class GrantGiven extends Happened {
  readonly type = 'GrantGiven' as const;
  /** Left out: to the authority. */
  @Optional() @IsParty() readonly party?: PartyId;
  @IsWord() readonly scope!: string;
  @Optional()
  @IsDay()
  @Only<GrantGiven>(
    '`untilOn` is before the day on which the grant is given, `on`',
    ({ on, untilOn }) => untilOn === undefined || !(untilOn < on),
  )
  readonly untilOn?: Day;
}
export class GrantEnded extends Happened {
  readonly type = 'GrantEnded' as const;
  @IsEventRef() readonly of!: EventId;
  @Optional() @IsText() readonly reason?: Text;
}
export class RulebookPutInForce extends Happened {
  readonly type = 'RulebookPutInForce' as const;
  @IsWord() readonly rulebook!: RulebookId;
  /** Left out: from the day on which it was put in force. */
  @Optional() @IsDay() readonly fromOn?: Day;
}
export class SettingPutInForce extends Happened {
  readonly type = 'SettingPutInForce' as const;
  @IsSetting() readonly setting!: string;
  @IsWord() @IsValueOfSetting() readonly value!: string;
}
/** A report of a review of the Regs (reg.10). */
export class ReviewPublished extends Happened {
  readonly type = 'ReviewPublished' as const;
  @Optional() @IsText() readonly reference?: Text;
}
export class LogKeyRotated extends Happened {
  readonly type = 'LogKeyRotated' as const;
  @IsWord() readonly key!: string;
  @Optional() @IsText() readonly reason?: Text;
}
export class LogRestored extends Happened {
  readonly type = 'LogRestored' as const;
  /** How many leaves the restored log had. */
  @IsWhole(0, Number.MAX_SAFE_INTEGER) readonly leaves!: number;
  @IsText() readonly reason!: Text;
  /** The root over those leaves, and the identities of this log and of the one that was copied: whoever holds a later head of that one sees what is gone. */
  @Optional() @IsDigest() readonly root?: string;
  @Optional() @IsWord() readonly log?: string;
  @Optional() @IsWord() readonly formerLog?: string;
}

export const installationEvents = [
  PartyAdmitted,
  GrantGiven,
  GrantEnded,
  RulebookPutInForce,
  SettingPutInForce,
  ReviewPublished,
  LogKeyRotated,
  LogRestored,
  Correction,
] as const;
export type InstallationEvent = InstanceType<(typeof installationEvents)[number]>;

// State
export interface Installation extends Stream<InstallationEvent> {
  readonly parties: Entries<Known<PartyAdmitted>>;
  readonly grants: Entries<Known<GrantGiven>>;
  readonly grantsEnded: Entries<Known<GrantEnded>>;
  readonly rulebooks: Entries<Known<RulebookPutInForce>>;
  readonly settings: Entries<Known<SettingPutInForce>>;
  readonly reviews: Entries<Known<ReviewPublished>>;
  readonly keys: Entries<Known<LogKeyRotated>>;
  readonly restorations: Entries<Known<LogRestored>>;
}
const initial: Installation = {
  recorded: none,
  parties: none,
  grants: none,
  grantsEnded: none,
  rulebooks: none,
  settings: none,
  reviews: none,
  keys: none,
  restorations: none,
};

// Evolve
const evolve = (installation: Installation, event: Known<InstallationEvent>): Installation => {
  const next = { ...installation, recorded: installation.recorded.with(event) };
  switch (event.type) {
    case 'PartyAdmitted':
      return { ...next, parties: installation.parties.with(event) };
    case 'GrantGiven':
      return { ...next, grants: installation.grants.with(event) };
    case 'GrantEnded':
      return { ...next, grantsEnded: installation.grantsEnded.with(event) };
    case 'RulebookPutInForce':
      return { ...next, rulebooks: installation.rulebooks.with(event) };
    case 'SettingPutInForce':
      return { ...next, settings: installation.settings.with(event) };
    case 'ReviewPublished':
      return { ...next, reviews: installation.reviews.with(event) };
    case 'LogKeyRotated':
      return { ...next, keys: installation.keys.with(event) };
    case 'LogRestored':
      return { ...next, restorations: installation.restorations.with(event) };
    case 'Correction':
      return refolded(installation, event, installationStream);
  }
};

// Decide
const decide = (event: InstallationEvent, installation: Installation): void =>
  event.type === 'Correction' ? decideCorrection(event, installation, installationStream, admit) : admit(event, installation);

const admit = (event: InstallationEvent, installation: Installation): void => {
  if (event.type === 'PartyAdmitted') isNew(event, installation);
  if (event.type === 'GrantEnded') endsAGrant(event, installation);
};
const isNew = ({ party, identifiers }: PartyAdmitted, { parties }: Installation): void => {
  const given = identifierNames.filter((name) => identifiers?.[name] !== undefined);
  // One pass, however many are there: ten thousand may be admitted in a row.
  for (const each of parties) {
    if (each.party === party) throw new Refused(`The party ${party} was admitted on ${each.on} already`, 'party');
    const shared = given.find((name) => each.identifiers?.[name] === identifiers?.[name]);
    if (shared !== undefined)
      throw new Refused(`That identifier is the party ${each.party}'s: they are one party`, `identifiers.${shared}`);
  }
};
const endsAGrant = (event: GrantEnded, installation: Installation): void => {
  if (named('of', event.of, event, installation).type !== 'GrantGiven')
    throw new Refused('`of` names an event that gave no grant', 'of');
  const before = installation.grantsEnded.find(({ of }) => of === event.of);
  if (before !== undefined) throw new Refused(`That grant ended on ${before.on} already`, 'of');
};

export const installationStream: Decider<Installation, InstallationEvent> = { initial, evolve, decide };
