import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { fill, type Facts } from './filling.ts';
import { beginWalk, scenario, type Given, type Row, type Walk } from './walk.ts';

/**
 * Worked scenario 1, through the pages, as its people would: the compliance lead of the manufacturer, a shop with a phone, an officer of
 * the authority. What the law page expects must stand on the screens.
 */

const straight = scenario('01-straight-chain');
const DESK = 1280;
const PHONE = 320;

let walk: Walk;
let kestrel: Page;
let failure = '';

beforeAll(async () => {
  walk = await beginWalk();
  await walk.system.holdClockAt('2025-08-01T08:00:00.000Z');
}, 90_000);
afterAll(() => walk?.end());

const examine = (page: Page, called: string) => walk.examiner.examine(page, called);
const at = (on: string, time = '09:00') => walk.system.holdClockAt(`${on}T${time}:00.000Z`);
const heading = (page: Page) => page.locator('h1').textContent();
const failureOf = (party: string) => `/parties/${party}/failures/${failure}`;

const failureEvents = straight.given.filter((given) => given.in.includes('/failure/'));
const given = (party: string, type: string, nth = 0): Given => {
  const found = failureEvents.filter((one) => one.in.startsWith(`${party}/`) && one.type === type)[nth];
  if (!found) throw new Error(`The scenario gives ${party} no ${type} number ${nth + 1}.`);
  return found;
};

/** Presses a button or follows a link, and waits for the page that it leads to. */
const press = (what: Locator) => Promise.all([what.page().waitForEvent('load'), what.click()]);

/** Fills the form that is open and records it. An entry that another names is found by words of its sentence. */
async function record(page: Page, { on, at: time, data }: Facts, words: Readonly<Record<string, string>> = {}): Promise<void> {
  await at(on, time ?? '09:00');
  await fill(page, { on, at: time, data: { ...data, ...words } });
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Record this' }).dblclick()]);
  expect(await page.getByRole('status').textContent()).toContain('Recorded');
}

async function open(page: Page, party: string, type: string): Promise<void> {
  await page.goto(`${failureOf(party)}/record/${type}`);
}

test('the operator admits the parties', async () => {
  const operator = await walk.sit('operator', DESK);
  await press(operator.getByRole('link', { name: 'Installation' }));
  await examine(operator, 'installation');
  for (const [party, name] of Object.entries(straight.parties).filter(([id]) => id !== 'authority')) {
    await operator.goto('/installation/record/PartyAdmitted');
    await fill(operator, { on: '2025-08-01', data: { party, name } });
    await press(operator.getByRole('button', { name: 'Record this' }));
  }
  await operator.goto('/parties');
  expect(await heading(operator)).toBe('4 parties');
  await examine(operator, 'parties');
  await operator.context().close();
});

test('whoever acts sees how far every part is behind the log, and nothing of any book', async () => {
  const shop = await walk.sit('hollybush', PHONE);
  await shop.goto('/health');
  expect(await heading(shop)).toBe('How far Dutybook is');
  expect(await shop.getByRole('row').count()).toBeGreaterThan(5);
  expect(await shop.locator('main').textContent()).not.toMatch(/kestrel|puffincam/i);
  await examine(shop, 'health');
  await shop.context().close();
});

test('each party keeps what it holds of the product', async () => {
  for (const fact of straight.given.filter((one) => one.in.includes('/product/') && one.on < '2026-01-01'))
    await walk.record(fact);
  kestrel = await walk.sit('kestrel', DESK);
  await press(kestrel.getByRole('link', { name: 'Products' }));
  await examine(kestrel, 'products');
  await press(kestrel.getByRole('link', { name: 'Kestrel PuffinCam 2' }));
  await examine(kestrel, 'product');
  await press(kestrel.getByRole('link', { name: 'Record an event' }));
  await examine(kestrel, 'what happened to a product');
});

describe('the compliance lead of the manufacturer', () => {
  test('records that a researcher reported a failure, and owes an investigation', async () => {
    await at('2026-02-03');
    await kestrel.goto('/');
    await examine(kestrel, 'queue');
    await press(kestrel.getByRole('link', { name: 'Record that a compliance failure was reported' }));
    await examine(kestrel, 'report of which product');
    await press(kestrel.getByRole('link', { name: 'Kestrel PuffinCam 2' }));
    await examine(kestrel, 'compliance failure reported');
    await record(kestrel, given('kestrel', 'ComplianceFailureReported'));
    failure = new URL(kestrel.url()).pathname.split('/').at(-1) ?? '';
    expect(await statusOf(kestrel, 'PSTI-S10-2-INVESTIGATE')).toBe('Open');
  });

  test('prints the record with the day and time at which it stood so', async () => {
    const stood = kestrel.getByText('As Dutybook showed it on 3 February 2026, 09:00 UK time.');
    expect(await stood.isVisible()).toBe(false);
    await kestrel.emulateMedia({ media: 'print' });
    expect(await stood.isVisible()).toBe(true);
    await kestrel.emulateMedia({ media: null });
  });

  test('is told what is missing, where, and keeps what was typed', async () => {
    await press(kestrel.getByRole('link', { name: 'We found a failure' }));
    await kestrel.locator('[name="on-day"]').fill('31');
    await kestrel.locator('[name="on-month"]').fill('2');
    await kestrel.locator('[name="data.text"]').fill('kept while it is put right');
    await press(kestrel.getByRole('button', { name: 'Record this' }));
    const summary = kestrel.getByRole('alert');
    expect(await summary.textContent()).toContain('31 2 2026 is not a day of the calendar');
    expect(await summary.textContent()).toContain('“Security requirement” is missing');
    expect(await kestrel.locator('[name="data.text"]').inputValue()).toBe('kept while it is put right');
    await examine(kestrel, 'form with problems');
  });

  test('sees what a finding would change before recording it, and nothing is recorded by looking', async () => {
    await at('2026-02-10');
    const { data } = given('kestrel', 'FailureDetermined');
    await kestrel.goto(`${failureOf('kestrel')}/record/FailureDetermined`);
    await fill(kestrel, { on: '2026-02-10', data: { ...data, causedBy: '$researcher reported' } });
    await press(kestrel.getByRole('button', { name: 'See first what it would change' }));
    const preview = await kestrel.getByRole('status').textContent();
    expect(preview).toContain('nothing is recorded yet');
    expect(preview).toMatch(/new,\s+Open\s*:\s+Notify the enforcement authority of the failure/);
    expect(await kestrel.locator('[name="data.text"]').inputValue()).toBe(data.text);
    await examine(kestrel, 'preview');
    await kestrel.goto(failureOf('kestrel'));
    expect(await kestrel.locator('.timeline__entry', { hasText: 'Concluded' }).count()).toBe(0);
    await press(kestrel.getByRole('link', { name: 'We found a failure' }));
  });

  test('finds the failure, because of the report, and makes a record of the investigation', async () => {
    await record(kestrel, given('kestrel', 'FailureDetermined'), { causedBy: '$researcher reported' });
    await open(kestrel, 'kestrel', 'RecordMade');
    await record(kestrel, given('kestrel', 'RecordMade'));
    await open(kestrel, 'kestrel', 'RecordMade');
    await record(kestrel, given('kestrel', 'RecordMade', 1));
    expect(await statusOf(kestrel, 'PSTI-S11-3-NOTIFY-SUPPLIED')).toBe('Open');
  });

  test('notifies OPSS and the importer; the form knows to whom, and sent twice it is recorded once', async () => {
    await at('2026-02-11', '09:30');
    await press(kestrel.getByRole('link', { name: 'We gave the notification' }).first());
    expect(await kestrel.locator('[name="data.to"]').inputValue()).toBe('authority');
    await record(kestrel, { ...given('kestrel', 'NotificationGiven'), at: '09:30' });
    await open(kestrel, 'kestrel', 'NotificationGiven');
    await record(kestrel, { ...given('kestrel', 'NotificationGiven', 1), at: '09:30' });
    const entries = await kestrel.locator('.timeline__entry').count();
    await kestrel.goBack();
    expect(await heading(kestrel)).toMatch(/^Compliance failure: /);
    expect(await kestrel.locator('.timeline__entry').count()).toBe(entries);
    await examine(kestrel, 'failure record');
  });
});

describe('the importer', () => {
  test('finds the notification in its book and passes it on', async () => {
    await at('2026-02-12');
    const importer = await walk.sit('tarn-beck', DESK);
    for (const nth of [0, 1]) {
      await importer.goto(`${failureOf('tarn-beck')}/record/NotificationGiven`);
      await record(importer, given('tarn-beck', 'NotificationGiven', nth));
    }
    await importer.context().close();
  });
});

describe('the shop, on a phone', () => {
  let shop: Page;
  test('finds the notification it was given', async () => {
    shop = await walk.sit('hollybush', PHONE);
    await press(shop.getByRole('link', { name: 'Notifications' }));
    await examine(shop, 'notifications received');
    await press(shop.getByRole('link', { name: 'Read and answer the notification from Tarn & Beck Imports Ltd' }));
    expect(await shop.getByText('what Kestrel told us').count()).toBe(1);
    await examine(shop, 'notification');
  });

  test('A-10: reading it, by whatever means and however often, answers nothing; nor does a form sent empty', async () => {
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD'])
      await shop.request.fetch(shop.url(), { method, headers: { 'sec-purpose': 'prefetch' } });
    await press(shop.getByRole('button', { name: 'I have received this notification' }));
    expect(await shop.getByRole('alert').textContent()).toContain('Tick the box');
    await examine(shop, 'notification with problems');
    const forged = await shop.request.post(shop.url(), {
      form: { act: 'acknowledge' },
      headers: { origin: 'http://elsewhere.example' },
    });
    expect(forged.status()).toBe(403);
    await shop.reload();
    expect(await shop.getByText('No answer yet').count()).toBe(1);
  });

  test('acknowledges it, and sees what it need not do and what it must', async () => {
    await shop.goto(new URL(shop.url()).pathname);
    await shop.getByLabel('Your full name').fill('Meera Patel');
    await shop.getByLabel('Your role').fill('Shop manager');
    await shop.getByLabel('I have received this notification for Hollybush Electricals Ltd').check();
    await press(shop.getByRole('button', { name: 'I have received this notification' }));
    expect(await shop.getByRole('status').textContent()).toContain('Received');
    const meaning = shop.locator('section[aria-labelledby="meaning"]');
    expect(await meaning.textContent()).toContain('Not make the product available in the United Kingdom');
    expect(await meaning.textContent()).toContain('s.25(11)(b)(ii)');
    await examine(shop, 'notification acknowledged');
  });

  test('asks a question, and coming back to the page asks it no second time', async () => {
    const formAt = () => new URL(shop.url()).searchParams.get('form');
    const form = formAt();
    await shop.getByText('Ask a question').click();
    await shop.getByLabel('Your question').fill('Where is the batch number printed?');
    await press(shop.getByRole('button', { name: 'Ask' }));
    await shop.goBack();
    expect(await shop.getByText('Where is the batch number printed?').count()).toBe(1);
    expect(formAt()).not.toBe(form);
    await press(shop.getByRole('link', { name: 'Your record of this failure, with the reasons' }));
    await examine(shop, 'failure record of a shop');
  });

  test('and the importer sees both, and answers', async () => {
    const importer = await walk.sit('tarn-beck', DESK);
    await importer.goto('/notifications/given');
    await examine(importer, 'notifications given');
    await press(importer.getByRole('link', { name: 'Hollybush Electricals Ltd' }));
    expect(await importer.getByText('Meera Patel').count()).toBe(1);
    await press(importer.getByRole('button', { name: 'Answer' }));
    const empty = await importer.getByRole('link', { name: 'Write your answer' }).getAttribute('href');
    expect(await importer.locator(`textarea${empty}`).count()).toBe(1);
    await importer.getByLabel('Your answer').fill('Under the stand.');
    await press(importer.getByRole('button', { name: 'Answer' }));
    expect(await importer.getByText('Under the stand.').count()).toBe(1);
    await examine(importer, 'notification on its sender’s side');
    await importer.context().close();
  });
});

test('the rest of the scenario happens', async () => {
  for (const fact of straight.given.filter((one) => one.in.startsWith('quayside/product') && one.on === '2026-02-16'))
    await walk.record(fact);
  const importer = await walk.sit('tarn-beck', DESK);
  await open(importer, 'tarn-beck', 'FailureDetermined');
  await record(importer, given('tarn-beck', 'FailureDetermined'), { causedBy: '$Kestrel Heimtechnik GmbH notified' });
  for (const nth of [0, 1]) {
    await open(importer, 'tarn-beck', 'RecordMade');
    await record(importer, given('tarn-beck', 'RecordMade', nth));
  }
  await open(kestrel, 'kestrel', 'CorrectiveActionTaken');
  await record(kestrel, given('kestrel', 'CorrectiveActionTaken'));
  for (const nth of [0, 1]) {
    await open(kestrel, 'kestrel', 'RecordUpdated');
    await record(kestrel, given('kestrel', 'RecordUpdated', nth));
  }
  for (const [page, party] of [
    [kestrel, 'kestrel'],
    [importer, 'tarn-beck'],
  ] as const)
    for (const nth of [2, 3]) {
      await open(page, party, 'NotificationGiven');
      await record(page, given(party, 'NotificationGiven', nth));
    }
  await importer.context().close();
});

describe('what the law page expects stands on the screens', () => {
  const parties = Object.keys(straight.parties).filter((party) => party !== 'authority');
  const asked = straight.then.flatMap(({ asOf, rows }) =>
    parties.map((party) => ({ asOf, party, rows: rows.filter((row) => row.party === party && row.status !== 'N/T') })),
  );

  test.each(asked)('as of $asOf, of $party', async ({ asOf, party, rows }) => {
    await at('2026-03-21', '18:00');
    const officer = await authority();
    const answer = await officer.goto(`${failureOf(party)}?asOf=${asOf}`);
    if (rows.length === 0 && answer?.status() === 404) return;
    const shown = await Promise.all(
      rows.map(async (row) => [row.duty, row.to, await statusOf(officer, row.duty, named(row.to), row.record)]),
    );
    expect(shown).toEqual(rows.map((row) => [row.duty, row.to, expected(row)]));
  });
});

describe('the officer of the authority', () => {
  test('sees who knew what when, and the duties of all, as of an earlier day and as it was then known', async () => {
    const officer = await authority();
    await officer.goto('/failures');
    await examine(officer, 'failures of all');
    await press(officer.getByRole('link', { name: /Across the parties from Kestrel/ }));
    await examine(officer, 'across the parties');
    await officer.locator('[name="asOf"]').fill('2026-02-11');
    await officer.locator('[name="asOfTime"]').fill('12:00');
    await officer.locator('[name="knownAt"]').fill('2026-02-12');
    await press(officer.getByRole('button', { name: 'Show' }));
    expect(new URL(officer.url()).searchParams.get('asOf')).toBe('2026-02-11');
    const matrix = officer.getByRole('table', { name: /Each cell/ });
    expect(await matrix.getByRole('rowheader', { name: /Tarn & Beck Imports Ltd/ }).count()).toBe(1);
    expect(await matrix.getByRole('rowheader', { name: /Hollybush/ }).count()).toBe(0);
    expect(await officer.getByText('Hidden as later').count()).toBe(1);
    await examine(officer, 'across the parties in the past');
  });

  test('steps through a record, compares it with now, and asks why a duty did not arise', async () => {
    const officer = await authority();
    await officer.goto(`${failureOf('kestrel')}?asOf=2026-02-10`);
    await press(officer.getByRole('link', { name: /^Happened: on to 11 February 2026/ }));
    expect(new URL(officer.url()).searchParams.get('asOf')).toBe('2026-02-11');
    await press(officer.getByRole('link', { name: 'Compare with now' }));
    await examine(officer, 'what changed since');
    await officer.goto(`${failureOf('kestrel')}/why?duty=PSTI-S11-3-NOTIFY-MFR`);
    expect(await officer.getByText('did not arise').count()).toBe(1);
    await examine(officer, 'why not');
  });
});

test('a correction strikes the old entry and shows it beside the new', async () => {
  await at('2026-03-22');
  await kestrel.goto(failureOf('kestrel'));
  await press(kestrel.getByRole('link', { name: /^Correct – Remedied/ }));
  await examine(kestrel, 'correction');
  await kestrel.getByLabel('Why it is corrected').fill('the wrong day');
  await kestrel.locator('[name="on-day"]').fill('19');
  await press(kestrel.getByRole('button', { name: 'Record the correction' }));
  expect(await kestrel.getByRole('status').textContent()).toContain('Recorded');
  expect(await kestrel.locator('.struck', { hasText: 'Remedied' }).count()).toBeGreaterThan(0);
  expect(await statusOf(kestrel, 'PSTI-S11-2B-REMEDY')).toBe('Done 19 March 2026');
  await examine(kestrel, 'failure record with a correction');
});

test('an officer records a notice in the addressee’s book, and it has a page', async () => {
  const officer = await authority();
  await officer.goto('/parties/kestrel');
  await press(officer.getByRole('link', { name: 'Record a notice of the authority to it' }));
  await press(officer.getByRole('link', { name: 'Intention notified' }));
  await fill(officer, {
    on: '2026-03-22',
    data: { kind: 'compliance', means: 'email', breach: { duty: 'PSTI-S11-3-NOTIFY-OPSS' } },
  });
  await press(officer.getByRole('button', { name: 'Record this' }));
  expect(await heading(officer)).toBe('Compliance notice');
  expect(await officer.locator('.timeline__says').textContent()).toContain(
    'The authority told of its intention to give a compliance notice',
  );
  await examine(officer, 'notice');
  await officer.goto('/notices');
  await press(officer.getByRole('link', { name: 'Compliance notice' }));
  expect(await heading(officer)).toBe('Compliance notice');
});

test('what a party says of itself stands on its page, and can be put right', async () => {
  await at('2026-03-22', '10:00');
  await kestrel.goto('/parties/kestrel/profile/record/TargetSet');
  await fill(kestrel, { on: '2026-03-22', data: { duty: 'PSTI-S11-3-NOTIFY-OPSS', days: 2 } });
  await press(kestrel.getByRole('button', { name: 'Record this' }));
  expect(await kestrel.locator('.timeline__says').textContent()).toContain('2 days');
  await press(kestrel.getByRole('link', { name: /^Correct – Set its own target/ }));
  await kestrel.getByLabel('Why it is corrected').fill('a slip');
  await kestrel.locator('[name="data.days"]').fill('1');
  await press(kestrel.getByRole('button', { name: 'Record the correction' }));
  expect(await kestrel.locator('.struck').textContent()).toContain('2 days');
  await examine(kestrel, 'party with a profile');
});

test('the examination finds a box without a label, a page too wide and a script, when there is one', async () => {
  await kestrel.goto('/statuses');
  const faulty = [
    ['<input type="text">', /label/],
    ['<p class="nowrap">' + 'x'.repeat(4000) + '</p>', /sideways/],
    ['<script src="/x.js"></script>', /script/],
  ] as const;
  const whole = await kestrel.content();
  for (const [fault, found] of faulty) {
    await kestrel.setContent(whole.replace('</main>', `${fault}</main>`));
    await expect(examine(kestrel, 'a faulty page')).rejects.toThrow(found);
  }
});

describe('every other page', () => {
  test.each([
    ['/', 'authority'],
    ['/notifications', 'authority'],
    ['/notifications?between=all', 'authority'],
    ['/notices', 'authority'],
    ['/dates', 'kestrel'],
    ['/parties/kestrel', 'kestrel'],
    ['/parties/kestrel/profile/record', 'kestrel'],
    ['/parties/kestrel/profile/record/TargetSet', 'kestrel'],
    ['/parties/kestrel/notices/notice-1/record/NoticeGiven', 'kestrel'],
    ['/parties/tarn-beck', 'kestrel'],
    ['/?status=do&section=s.11', 'kestrel'],
    ['/failures?state=remedied', 'kestrel'],
    ['/statuses', 'kestrel'],
    ['/duties/register', 'kestrel'],
    ['/acting-as', 'kestrel'],
    ['/parties/nobody', 'kestrel'],
  ])('%s, as %s', async (path, party) => {
    const page = party === 'kestrel' ? kestrel : await authority();
    expect((await page.goto(path))?.status()).toBe(path === '/parties/nobody' ? 404 : 200);
    await examine(page, `${party} at ${path}`);
  });

  test('another’s book is as if it were not there', async () => {
    for (const path of [
      failureOf('tarn-beck'),
      failureOf('nobody'),
      '/parties/quayside/products/puffincam-2',
      `${failureOf('kestrel')}/across`,
    ]) {
      const answer = await kestrel.goto(path);
      expect([path, answer?.status(), await heading(kestrel)]).toEqual([path, 404, 'There is nothing here']);
    }
  });

  test('the first load is small, and its style sheet is kept for ever', async () => {
    const sizes = await Promise.all(
      ['/', await kestrel.locator('link[rel=stylesheet]').getAttribute('href')].map(async (path) => {
        const answer = await kestrel.request.get(String(path), { headers: { 'accept-encoding': 'gzip' } });
        return Number(answer.headers()['content-length'] ?? (await answer.body()).byteLength);
      }),
    );
    expect(sizes.reduce((all, size) => all + size, 0)).toBeLessThan(100_000);
  });
});

let officerAtDesk: Page | undefined;
const authority = async (): Promise<Page> => (officerAtDesk ??= await walk.sit('authority', DESK));

const named = (party: string | undefined) =>
  party === undefined ? undefined : party === 'authority' ? 'OPSS' : straight.parties[party];
const records: Readonly<Record<string, string>> = {
  investigation: 'record of the investigation',
  failure: 'record of the failure',
  'manufacturers-investigation': 'record of the manufacturer’s investigation',
};

/** The status cell of the row of this duty, to this recipient, of this record: its words, with single spaces. */
async function statusOf(page: Page, duty: string, to?: string, record?: string): Promise<string> {
  let rows = page.locator('tr.sheet__before-more').filter({ has: page.getByRole('link', { name: duty, exact: true }) });
  if (to) rows = rows.filter({ hasText: `– to ${to}` });
  if (record) rows = rows.filter({ hasText: records[record] ?? record });
  if ((await rows.count()) !== 1) return `${await rows.count()} rows`;
  return ((await rows.locator('td').first().textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

const day = (on: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(on));

/** How the screen says what a row of the scenario expects. A rider has the excuse of the notification that it goes with. */
function expected(row: Row): string {
  const word = row.status.charAt(0) + row.status.slice(1).toLowerCase();
  const beside = row.status === 'CROSSED' ? [] : (row.crossed ?? []).map((one) => `crossed ${day(one)}`);
  return [word, detailOf(row), ...beside].filter(Boolean).join(' ');
}

function detailOf({ status, on, until, excuse }: Row): string {
  if (status === 'RETAIN') return `to ${day(until ?? '')}`;
  if (status === 'EXCUSED') return excuse ?? 's.25(11)(a)';
  return on ? `${status === 'ACTIVE' ? 'from ' : ''}${day(on)}` : '';
}
