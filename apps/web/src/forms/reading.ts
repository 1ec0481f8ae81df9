import { dayExists, londonInstant } from '#psti';
import type { Field } from '#psti';

/**
 * Reads a page's form into the event that a system would have sent. Only names that the event's own fields give are looked at, and what
 * cannot be right is passed on as it was typed, so that the same sentence answers it as at every other door.
 */

export type Form = Readonly<Record<string, string | readonly string[]>>;

const has = (form: Form, name: string): boolean => Object.hasOwn(form, name);
export const one = (form: Form, name: string): string => {
  const value = has(form, name) ? form[name] : undefined;
  return typeof value === 'string' ? value.trim() : (value?.[0]?.trim() ?? '');
};
export const all = (form: Form, name: string): readonly string[] => (has(form, name) ? [form[name] ?? []].flat() : []);

/** A day from its three boxes: a day where they make one, else what was typed; nothing where all are empty. */
export function dayIn(form: Form, name: string): string | undefined {
  const [day, month, year] = boxesOf(form, name);
  if (!day && !month && !year) return undefined;
  const written = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(written) ? written : [day, month, year].filter(Boolean).join(' ');
}

const boxesOf = (form: Form, name: string): readonly string[] =>
  ['day', 'month', 'year'].map((part) => one(form, `${name}-${part}`));

/** A day is typed there, and its year is left out or cut short: which one is meant, nobody guesses. */
export function lacksYear(form: Form, name: string): boolean {
  const [day, month, year] = boxesOf(form, name);
  return Boolean(day || month || year) && !/^\d{4}$/.test(year ?? '');
}

/** A London clock time beside a day, as the instant it was. */
export function instantIn(form: Form, name: string, day: string | undefined): string | undefined {
  const time = one(form, `${name}-time`).replace('.', ':');
  if (!time) return undefined;
  const written = time.padStart(5, '0');
  return day && dayExists(day) && /^([01]\d|2[0-3]):[0-5]\d$/.test(written) ? londonInstant(day, written) : time;
}

/** What stands in the event besides its type: the day, the time where given, and the data. */
export function eventIn(fields: readonly Field[], form: Form) {
  const on = dayIn(form, 'on');
  return { on, at: instantIn(form, 'at', on), data: groupIn(fields, form, 'data') ?? {} };
}

function groupIn(fields: readonly Field[], form: Form, path: string): Readonly<Record<string, unknown>> | undefined {
  const given = fields.map((field) => [field.name, valueIn(field, form, `${path}.${field.name}`)] as const);
  const filled = given.filter(([, value]) => value !== undefined);
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

function valueIn(field: Field, form: Form, path: string): unknown {
  switch (field.kind) {
    case 'day':
      return dayIn(form, path);
    case 'instant':
      return instantIn(form, path, dayIn(form, path));
    case 'boolean':
      return one(form, path) === 'true' ? true : undefined;
    case 'number':
      return numberIn(one(form, path));
    case 'pence':
      return penceIn(one(form, path));
    case 'list':
      return listIn(field, form, path);
    case 'group':
      return groupIn(field.of ?? [], form, path);
    case 'replacement':
      return undefined;
    case 'text':
      return one(form, path).replaceAll('\r\n', '\n') || undefined;
    case 'party':
    case 'product':
      return one(form, `${path}-other`) || one(form, path) || undefined;
    case 'failure':
    case 'id':
    case 'subject':
    case 'event':
    case 'word':
    case 'choice':
    case 'duty':
    case 'provision':
    case 'requirement':
    case 'digest':
      return one(form, path) || undefined;
  }
}

const numberIn = (typed: string): number | string | undefined => (/^\d{1,15}$/.test(typed) ? Number(typed) : typed || undefined);

/** Pounds and pence as people write them: £1,250 or 1250.50. */
function penceIn(typed: string): number | string | undefined {
  const [, pounds, pence = ''] = /^£?\s*(\d{1,3}(?:,\d{3})*|\d{1,12})(?:\.(\d{2}))?$/.exec(typed) ?? [];
  return pounds === undefined ? typed || undefined : Number(pounds.replaceAll(',', '')) * 100 + Number(pence);
}

/** A word in place of the list (`all`), ticked members, members one a line, or members that are groups of fields. */
function listIn(field: Field, form: Form, path: string): unknown {
  const [member] = field.of ?? [];
  if (member?.kind === 'group') return groupsIn(member, form, path);
  const instead = all(form, path).find((value) => field.options?.includes(value));
  if (instead) return instead;
  const members = [...all(form, path), ...linesIn(one(form, `${path}-lines`))].filter(Boolean);
  return members.length > 0 || field.required ? [...new Set(members)] : undefined;
}

const linesIn = (typed: string): readonly string[] => typed.split(/[\r\n,]+/).map((line) => line.trim());

/** How many members a form shows for a list of groups. */
export const countIn = (form: Form, path: string): number => Math.min(Number(one(form, `${path}-count`)) || 0, 50);

function groupsIn(member: Field, form: Form, path: string): readonly unknown[] | undefined {
  const members = Array.from({ length: countIn(form, path) }, (_, at) => groupIn(member.of ?? [], form, `${path}.${at}`));
  const filled = members.filter((given) => given !== undefined);
  return filled.length > 0 ? filled : undefined;
}

/** The form that would give this event: how a correction begins, and how a link fills a form beforehand. */
export function formOf(
  fields: readonly Field[],
  event: { on?: string; at?: string; data: Readonly<Record<string, unknown>> },
  timeOf: (at: string) => string,
): Form {
  const form: Record<string, string | readonly string[]> = {};
  if (event.on) putDay(form, 'on', event.on);
  if (event.at) form['at-time'] = timeOf(event.at);
  put(form, fields, event.data, 'data');
  return form;
}

type Filling = Record<string, string | readonly string[]>;

function putDay(form: Filling, path: string, day: string): void {
  const [year = '', month = '', date = ''] = day.split('-');
  Object.assign(form, {
    [`${path}-day`]: String(Number(date)),
    [`${path}-month`]: String(Number(month)),
    [`${path}-year`]: year,
  });
}

function put(form: Filling, fields: readonly Field[], data: unknown, path: string): void {
  if (typeof data !== 'object' || data === null) return;
  for (const field of fields) {
    const value: unknown = Object.hasOwn(data, field.name) ? Reflect.get(data, field.name) : undefined;
    if (value !== undefined) putValue(form, field, value, `${path}.${field.name}`);
  }
}

function putValue(form: Filling, field: Field, value: unknown, path: string): void {
  if (field.kind === 'day') putDay(form, path, String(value));
  else if (field.kind === 'group') put(form, field.of ?? [], value, path);
  else if (field.kind === 'list') putList(form, field, value, path);
  else form[path] = field.kind === 'pence' ? (Number(value) / 100).toFixed(2) : String(value);
}

function putList(form: Filling, field: Field, value: unknown, path: string): void {
  const [member] = field.of ?? [];
  const members: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (member?.kind !== 'group') {
    form[path] = members.map(String);
    if (member?.kind !== 'choice')
      form[`${path}-lines`] = members
        .map(String)
        .filter((each) => !field.options?.includes(each))
        .join('\n');
    return;
  }
  form[`${path}-count`] = String(members.length);
  members.forEach((each, at) => put(form, member.of ?? [], each, `${path}.${at}`));
}
