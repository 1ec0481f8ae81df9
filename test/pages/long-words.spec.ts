import { afterAll, beforeAll, test } from '@jest/globals';
import { fill } from './filling.ts';
import { beginWalk, type Walk } from './walk.ts';

/** Names are up to 200 characters, and need have no space in them: no page is wider than its screen for that. */

const WORD = 'Donaudampfschifffahrt'.repeat(9);
const on = '2026-02-03';
const stream = 'kestrel/failure/f1';

let walk: Walk;
beforeAll(async () => {
  walk = await beginWalk();
  await walk.system.holdClockAt(`${on}T08:00:00.000Z`);
  const operator = await walk.sit('operator', 1280);
  for (const [party, name] of Object.entries({ kestrel: WORD, 'tarn-beck': `${WORD}handel` })) {
    await operator.goto('/installation/record/PartyAdmitted');
    await fill(operator, { on, data: { party, name } });
    await operator.getByRole('button', { name: 'Record this' }).click();
  }
  const about = { mark: WORD, model: WORD };
  await walk.record({ in: 'kestrel/product/cam', on, type: 'ProductDescribed', data: about });
  const reported = { product: 'cam', from: { kind: 'researcher' }, claims: 'is', readOn: on, text: 'a report' };
  await walk.record({ in: stream, on, type: 'ComplianceFailureReported', data: reported });
  const given = { to: 'tarn-beck', means: 'email', claims: 'is', content: ['details'], text: WORD };
  await walk.record({ in: stream, on, type: 'NotificationGiven', data: given });
}, 90_000);
afterAll(() => walk?.end());

test.each([
  '/',
  '/products',
  '/parties',
  '/failures',
  '/dates',
  '/notifications/given',
  '/parties/kestrel',
  '/parties/kestrel/products/cam',
  `/parties/kestrel/failures/f1`,
  '/parties/kestrel/failures/f1/record/NotificationGiven',
])('%s is no wider than its screen', async (path) => {
  const lead = await walk.sit('kestrel', 1280);
  await lead.goto(path);
  await walk.examiner.examine(lead, path);
  await lead.context().close();
});
