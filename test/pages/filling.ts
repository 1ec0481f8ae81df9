import type { Page } from 'playwright-core';

/** Fills a page's form with an event, box by box, as a person would who has its facts on paper. */

export interface Facts {
  readonly on: string;
  readonly at?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export async function fill(page: Page, { on, at, data }: Facts): Promise<void> {
  await fillDay(page, 'on', on);
  if (at) await page.locator('[name="at-time"]').fill(at);
  for (const [name, value] of Object.entries(data)) await fillValue(page, `data.${name}`, value);
}

async function fillDay(page: Page, path: string, day: string): Promise<void> {
  const [year = '', month = '', date = ''] = day.split('-');
  for (const [part, value] of [
    ['day', date],
    ['month', month],
    ['year', year],
  ] as const)
    await page.locator(`[name="${path}-${part}"]`).fill(String(Number(value)));
}

async function fillValue(page: Page, path: string, value: unknown): Promise<void> {
  if (Array.isArray(value)) return tick(page, path, value.map(String));
  if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) await fillValue(page, `${path}.${name}`, inner);
    return;
  }
  if ((await page.locator(`[name="${path}-day"]`).count()) > 0) return fillDay(page, path, String(value));
  if (value === true || (await page.locator(`[name="${path}"][type="radio"], [name="${path}"][type="checkbox"]`).count()) > 0)
    return page.locator(`[name="${path}"][value="${value}"]`).check();
  const box = page.locator(`[name="${path}"]`);
  if ((await box.evaluate((it) => it.tagName)) !== 'SELECT') return box.fill(String(value));
  await choose(page, path, String(value));
}

/** One of a list by its value; an entry of the record by words of its sentence, `$` before them. */
async function choose(page: Page, path: string, value: string): Promise<void> {
  const box = page.locator(`select[name="${path}"]`);
  if (!value.startsWith('$')) return void (await box.selectOption(value));
  const label = (await box.locator('option').allTextContents()).find((text) => text.includes(value.slice(1)));
  await box.selectOption({ label: label ?? value });
}

async function tick(page: Page, path: string, values: readonly string[]): Promise<void> {
  for (const box of await page.locator(`[name="${path}"]`).all()) {
    const wanted = values.includes(String(await box.getAttribute('value')));
    await box.setChecked(wanted);
  }
}
