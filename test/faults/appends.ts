/** What `programs/appends.mjs` appends: one to five events each, which follow from the number of the append. */

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export function appendOf(n: number) {
  const size = 1 + (n % 5);
  return Array.from({ length: size }, (_, k) => ({
    id: idOf(n * 10 + k),
    type: 'ContactMade',
    version: 1,
    on: '2026-02-11',
    data: { append: n, of: size, text: 'x'.repeat(200 + ((n * 997 + k * 131) % 3800)) },
  }));
}
