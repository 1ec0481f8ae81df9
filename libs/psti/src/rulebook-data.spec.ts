import { expect, test } from '@jest/globals';
import { lawWith, NotARulebook, rulebookDataIn } from './rulebook-data.ts';
import { forceOf, rulebookOn } from './rulebook.ts';

const data = {
  id: 'RB-X',
  basedOn: 'RB-3',
  from: '2027-01-01',
  requirements: [{ id: 'X-SR-1', holder: 'importer', provision: 'fictional', text: 'words' }],
  live: ['PSTI-S18-2-REMEDY'],
};

test('what it switches on is dormant the day before, and live from its day', () => {
  const law = lawWith(data);
  expect(forceOf(rulebookOn(law, '2026-12-31'), 'PSTI-S18-2-REMEDY')).toBe('dormant');
  expect(forceOf(rulebookOn(law, '2027-01-01'), 'PSTI-S18-2-REMEDY')).toBe('live');
  expect(rulebookOn(law, '2027-01-01').requirements.map(({ id }) => id)).toEqual(['X-SR-1']);
});

test.each([
  [undefined, 'a rulebook has id'],
  [{ ...data, from: '2027-02-29' }, 'from: 2027-02-29 is not a day'],
  [{ ...data, live: ['PSTI-S99-9-NEW'] }, 'live: there is no duty PSTI-S99-9-NEW'],
  [{ ...data, requirements: [{ ...data.requirements[0], holder: 'press' }] }, 'holder: press is neither'],
])('what is wrong is said in words (%#)', (parsed, says) => {
  expect(() => rulebookDataIn(parsed)).toThrow(NotARulebook);
  expect(() => rulebookDataIn(parsed)).toThrow(says);
});

test('it is based on one that there is', () => {
  expect(() => lawWith({ ...data, basedOn: 'RB-9' })).toThrow('basedOn: RB-9 is none of RB-0, RB-1, RB-2, RB-3');
});
