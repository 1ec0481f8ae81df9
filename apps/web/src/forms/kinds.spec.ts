import { expect, test } from '@jest/globals';
import { streamKinds, typesOf } from '#psti';
import { groupsOf } from './kinds.ts';

test.each(streamKinds)('every event that a %s can hold has one place among the forms, but for corrections', (kind) => {
  const offered = groupsOf[kind].flatMap(({ types }) => types);
  expect([...offered].sort()).toEqual(
    typesOf(kind)
      .filter((type) => type !== 'Correction')
      .sort(),
  );
});
