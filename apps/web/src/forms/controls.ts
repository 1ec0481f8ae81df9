import type { Field, Problem } from '#psti';
import type { Base, Control, Item } from './control.ts';
import { all, countIn, one, type Form } from './reading.ts';

/** The boxes of a form, made from the fields of an event: one control for each field, as a template draws it. */

/** What a form may offer: who and what the book knows, and the words for everything. */
export interface Offers {
  readonly parties: readonly Item[];
  readonly products: readonly Item[];
  /** Events on the same record, newest last. */
  readonly events: readonly Item[];
  readonly duties: readonly Item[];
  /** Ids that stand on the record already, by the field that gave them. */
  ids(field: string): readonly Item[];
  /** Label and hint of a field, by its path without list numbers (`data.from.kind`). */
  label(path: string): { readonly label: string; readonly hint?: string };
  /** A value of a choice in words. */
  word(value: string): string;
}

export interface Filled {
  readonly form: Form;
  readonly problems: readonly Problem[];
}

/** Texts that are a few words rather than a story. */
const oneLine = new Set(['reference', 'source', 'basis', 'typedName', 'typedRole', 'soleTraderName']);

/** From here on a list is picked from by typing, with suggestions, rather than shown whole. */
const LONG = 40;
const FEW = 6;

export const controlsOf = (fields: readonly Field[], offers: Offers, filled: Filled, path = 'data'): readonly Control[] =>
  fields.flatMap((field) => (field.kind === 'replacement' ? [] : [controlOf(field, offers, filled, `${path}.${field.name}`)]));

export const idOf = (path: string): string => path.replaceAll('.', '-');

function baseOf(field: Field, offers: Offers, { problems }: Filled, path: string): Base {
  const { label, hint } = offers.label(path.replace(/\.\d+(?=\.|$)/g, ''));
  const error = problems.find((problem) => problem.field === path)?.says;
  const optional = field.required || field.depends || field.kind === 'boolean' ? '' : ' (optional)';
  return { id: idOf(path), name: path, label: `${label}${optional}`, hint, error };
}

function controlOf(field: Field, offers: Offers, filled: Filled, path: string): Control {
  const base = baseOf(field, offers, filled, path);
  const value = one(filled.form, path);
  switch (field.kind) {
    case 'day':
      return { ...base, control: 'date', ...threeBoxes(filled.form, path) };
    case 'instant':
      return { ...base, control: 'moment', ...threeBoxes(filled.form, path), time: one(filled.form, `${path}-time`) };
    case 'boolean':
      return { ...base, control: 'tick', checked: value === 'true' };
    case 'text':
      return oneLine.has(field.name)
        ? { ...base, control: 'input', value, width: 20, offered: [] }
        : { ...base, control: 'words', value, rows: 4 };
    case 'number':
      return { ...base, control: 'input', value, width: 5, numeric: true, offered: [] };
    case 'pence':
      return { ...base, control: 'input', value, width: 10, prefix: '£', offered: [] };
    case 'group':
      return { ...base, control: 'group', controls: controlsOf(field.of ?? [], offers, filled, path) };
    case 'list':
      return listControl(field, offers, filled, { base, path });
    case 'choice':
      return chosen(base, field, itemsOf(field, offers), value);
    case 'party':
    case 'product':
    case 'event':
    case 'duty':
    case 'requirement':
      return picked(base, field, [...known(field, offers), ...itemsOf(field, offers)], { form: filled.form, path });
    case 'id':
      return { ...base, control: 'input', value, width: 20, offered: offers.ids(field.name) };
    case 'failure':
    case 'subject':
    case 'word':
    case 'provision':
    case 'digest':
    case 'replacement':
      return { ...base, control: 'input', value, width: 20, offered: itemsOf(field, offers) };
  }
}

const threeBoxes = (form: Form, path: string) => ({
  day: one(form, `${path}-day`),
  month: one(form, `${path}-month`),
  year: one(form, `${path}-year`),
});

const itemsOf = ({ options = [] }: Field, offers: Offers): readonly Item[] =>
  options.map((value) => ({ value, text: offers.word(value) }));

function known({ kind }: Field, offers: Offers): readonly Item[] {
  if (kind === 'party') return offers.parties;
  if (kind === 'product') return offers.products;
  if (kind === 'event') return offers.events;
  return kind === 'duty' ? offers.duties : [];
}

/** A choice of few is shown whole; one that may be left out can be left out again. */
function chosen(base: Base, { required }: Field, items: readonly Item[], value: string): Control {
  const control = items.length <= FEW ? 'radios' : 'select';
  const none =
    control === 'radios'
      ? required
        ? []
        : [{ value: '', text: 'Not stated' }]
      : [{ value: '', text: required ? 'Choose one' : 'Not stated' }];
  return { ...base, control, items: [...none, ...items].map((item) => mark(item, [value])) };
}

/** One of what the book knows: shown as a list while it is short, else typed. What is not known yet can always be typed. */
function picked(base: Base, field: Field, items: readonly Item[], { form, path }: { form: Form; path: string }): Control {
  const value = one(form, path);
  const fits = items.length > 0 && items.length <= LONG && (!value || items.some((item) => item.value === value));
  if (!fits) return { ...base, control: 'input', value, width: 20, offered: items };
  const none = { value: '', text: field.required ? 'Choose one' : 'Not stated' };
  const other = others[field.kind];
  return {
    ...base,
    // How an id is written matters only where one is typed.
    hint: other ? undefined : base.hint,
    control: 'select',
    items: [none, ...items].map((item) => mark(item, [value])),
    ...(other ? { other: { label: other, value: one(form, `${path}-other`) } } : {}),
  };
}

/** Whom the book does not know yet can be named all the same. */
const others: Readonly<Partial<Record<Field['kind'], string>>> = {
  party: 'Another party, by its id',
  product: 'Another product, by its id',
};

const mark = (item: Item, values: readonly string[]): Item => {
  const marked = values.includes(item.value);
  return { ...item, checked: marked, selected: marked };
};

function listControl(field: Field, offers: Offers, filled: Filled, { base, path }: { base: Base; path: string }): Control {
  const [member] = field.of ?? [];
  if (member?.kind === 'group') return groupsControl(member, offers, filled, { base, path });
  const values = all(filled.form, path);
  const instead = itemsOf(field, offers).map((item) => mark(item, values));
  const members = member ? [...known(member, offers), ...itemsOf(member, offers)] : [];
  const shown =
    members.length > 0 &&
    members.length <= LONG &&
    values.every((value) => [...instead, ...members].some((item) => item.value === value));
  const lines = one(filled.form, `${path}-lines`);
  if (!shown) return { ...base, control: 'lines', value: lines, instead };
  const other = member?.kind === 'party' ? { label: 'Other parties, by their ids, one a line', value: lines } : undefined;
  return { ...base, control: 'checks', items: [...instead, ...members.map((item) => mark(item, values))], other };
}

function groupsControl(member: Field, offers: Offers, filled: Filled, { base, path }: { base: Base; path: string }): Control {
  const count = Math.max(countIn(filled.form, path), 1);
  const members = Array.from({ length: count }, (_, at) => controlsOf(member.of ?? [], offers, filled, `${path}.${at}`));
  return { ...base, control: 'groups', each: base.label.replace(' (optional)', ''), members, count };
}
