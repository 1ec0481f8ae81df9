import type { Day, DutyId, SubjectId, Text } from './act.ts';
import { Correction } from './correction.ts';
import { decideCorrection, refolded } from './decider.ts';
import type { Decider, Stream } from './decider.ts';
import { none } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Known } from './known.ts';
import {
  Group,
  Happened,
  IsDuty,
  IsPastDay,
  IsSetting,
  IsSubject,
  IsText,
  IsWhole,
  IsWord,
  ListOf,
  Only,
  Optional,
  Written,
} from './shape.ts';
import { isSetting, readings } from './settings.ts';
import { word } from './value.ts';

/** What a party says of itself: its identifiers, its own targets, its readings of doubtful text, and what it decided to erase. */

// Events. These shapes stay on disk for ten years: add fields, never rename them.
/** Parties are matched on these, never on a name alone. */
export class Identifiers {
  @Optional()
  @Written('a company number: 8 digits, or 2 letters and 6 digits', '^([0-9]{8}|[A-Z]{2}[0-9]{6})$')
  readonly companyNumber?: string;
  @Optional() @Written('a Global Location Number: 13 digits', '^[0-9]{13}$') readonly gln?: string;
  @Optional()
  @Written('an EORI number: 2 letters for the country, then 1 to 15 letters and digits', '^[A-Z]{2}[0-9A-Z]{1,15}$')
  readonly eori?: string;
  @Optional()
  @Written('a Legal Entity Identifier: 18 letters and digits, then 2 digits', '^[0-9A-Z]{18}[0-9]{2}$')
  readonly lei?: string;
}
export const identifierNames = ['companyNumber', 'gln', 'eori', 'lei'] as const;

export class PartyDescribed extends Happened {
  readonly type = 'PartyDescribed' as const;
  @Optional() @Group(() => Identifiers) readonly identifiers?: Identifiers;
  /** Dissolved or struck off: from then on no legal person owes its duties. */
  @Optional() @IsPastDay() readonly dissolvedOn?: Day;
  @Optional() @IsText() readonly source?: Text;
}
/** The organisation's own aim: policy, never law. */
export class TargetSet extends Happened {
  readonly type = 'TargetSet' as const;
  @IsDuty() readonly duty!: DutyId;
  @IsWhole(0, 3_650) readonly days!: number;
}
/** A reading of doubtful text, and the value it takes of those that it has. */
interface ReadingChosen {
  readonly setting: string;
  readonly value: string;
}
const valuesOf = ({ setting }: ReadingChosen): readonly string[] => (isSetting(setting) ? readings[setting].values : []);
export const IsValueOfSetting = (): PropertyDecorator =>
  Only<ReadingChosen>(
    (chosen) => `\`value\` of ${chosen.setting} is one of: ${valuesOf(chosen).join(', ')}`,
    (chosen) => !isSetting(chosen.setting) || valuesOf(chosen).includes(chosen.value),
  );

/** A party's own reading of doubtful text, for its own book. */
export class SettingChosen extends Happened {
  readonly type = 'SettingChosen' as const;
  @IsSetting() readonly setting!: string;
  @IsWord() @IsValueOfSetting() readonly value!: string;
}
export class ErasureDecided extends Happened {
  readonly type = 'ErasureDecided' as const;
  @IsSubject() readonly subject!: SubjectId;
  @ListOf(word) readonly fields!: readonly string[];
  @IsText() readonly basis!: Text;
}

export const profileEvents = [PartyDescribed, TargetSet, SettingChosen, ErasureDecided, Correction] as const;
export type ProfileEvent = InstanceType<(typeof profileEvents)[number]>;

// State
export interface Profile extends Stream<ProfileEvent> {
  readonly descriptions: Entries<Known<PartyDescribed>>;
  readonly targets: Entries<Known<TargetSet>>;
  readonly settings: Entries<Known<SettingChosen>>;
  readonly erasures: Entries<Known<ErasureDecided>>;
}
const initial: Profile = { recorded: none, descriptions: none, targets: none, settings: none, erasures: none };

// Evolve
const evolve = (profile: Profile, event: Known<ProfileEvent>): Profile => {
  const next = { ...profile, recorded: profile.recorded.with(event) };
  switch (event.type) {
    case 'PartyDescribed':
      return { ...next, descriptions: profile.descriptions.with(event) };
    case 'TargetSet':
      return { ...next, targets: profile.targets.with(event) };
    case 'SettingChosen':
      return { ...next, settings: profile.settings.with(event) };
    case 'ErasureDecided':
      return { ...next, erasures: profile.erasures.with(event) };
    case 'Correction':
      return refolded(profile, event, profileStream);
  }
};

// Decide
const decide = (event: ProfileEvent, profile: Profile): void => {
  if (event.type === 'Correction') decideCorrection(event, profile, profileStream, () => undefined);
};

export const profileStream: Decider<Profile, ProfileEvent> = { initial, evolve, decide };
