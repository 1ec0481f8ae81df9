/** What in free text looks like a person's e-mail address or telephone number: a hint before saving, never a refusal. */
export function looksPersonal(words: string): string[] {
  return [
    ...(EMAIL.test(words) ? ['an e-mail address'] : []),
    ...((words.match(DIALLED) ?? []).some(isTelephone) ? ['a telephone number'] : []),
  ];
}

const EMAIL = /[^\s@<>()[\],;:"]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/i;

/** A number as people write it: it begins with + or 0 and is no longer part of a longer one. */
const DIALLED = /(?<![\d+.-])[+0](?:[\s().-]{0,2}\d){7,15}(?!\d)/g;

/** UK numbers have 10 or 11 digits with their 0; so an article number (GTIN) of 8, 12, 13 or 14 digits is none. */
function isTelephone(dialled: string): boolean {
  const digits = dialled.replace(/\D/g, '').replace(/^00/, '+');
  return dialled.startsWith('+') || digits.startsWith('+') ? digits.length >= 8 : digits.length === 10 || digits.length === 11;
}
