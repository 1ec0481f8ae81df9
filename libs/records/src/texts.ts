import { subjectsIn, textsIn } from '#psti';
import type { EventName, OfferedText, Vault } from '#vault';

type Fields = Readonly<Record<string, unknown>>;

/** The words at each path of an event's data, ready for the vault. */
export function textsOffered(type: string, data: Fields): readonly OfferedText[] {
  const subject = personSpokenOf(type, data);
  return textsIn(type, data).flatMap((field) => {
    const words = valueAt(data, field);
    return typeof words === 'string' ? [{ field, words, subject }] : [];
  });
}

/** Words go with the one person that the event is about. The basis of an erasure stays when that person goes. */
function personSpokenOf(type: string, data: Fields): string | undefined {
  const [one, ...others] = type === 'ErasureDecided' ? [] : subjectsIn(type, data);
  return others.length === 0 ? one?.value : undefined;
}

/** Puts the words in the vault, under the event's name, and their commitments in their place. */
export async function withCommitments<Data extends Fields>(
  vault: Vault,
  event: EventName,
  data: Data,
  texts: readonly OfferedText[],
): Promise<Data> {
  if (texts.length === 0) return data;
  const commitments = await vault.texts.commit(event, texts);
  const copy = structuredClone(data);
  for (const [path, commitment] of commitments) putAt(copy, path, commitment);
  return copy;
}

export function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => (isHolder(value) ? Reflect.get(value, name) : undefined), data);
}

function putAt(data: unknown, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.length === 0 ? data : valueAt(data, names.join('.'));
  if (isHolder(holder)) Reflect.set(holder, last, value);
}

const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null;
