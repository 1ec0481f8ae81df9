import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { parse } from 'yaml';
import { startSystem, type System } from '../../apps/cli/src/system.ts';
import { openBrowser } from './browser.ts';
import { examinerIn, type Examiner } from './examine.ts';

/** A system, a browser, and people at it: every page is walked with scripts switched off. */

export interface Given {
  readonly in: string;
  readonly on: string;
  readonly at?: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface Row {
  readonly party: string;
  readonly duty: string;
  readonly to?: string;
  readonly record?: string;
  readonly status: string;
  readonly on?: string;
  readonly until?: string;
  readonly excuse?: string;
  readonly crossed?: readonly string[];
}
interface Scenario {
  readonly parties: Readonly<Record<string, string>>;
  readonly given: readonly Given[];
  readonly then: readonly { readonly asOf: string; readonly rows: readonly Row[] }[];
}

export const scenario = (name: string): Scenario =>
  parse(readFileSync(new URL(`../../libs/psti/scenarios/${name}.yaml`, import.meta.url), 'utf8'));

export interface Walk {
  readonly system: System;
  readonly browser: Browser;
  readonly examiner: Examiner;
  /** A person of this party at a screen of this width, their choice made. */
  sit(party: string, width: number): Promise<Page>;
  /** A party records over the API what no page is walked for. */
  record(given: Given): Promise<void>;
  end(): Promise<void>;
}

/** A page that takes this long has not got what is waited for. */
const STUCK_MS = 8_000;

const main = fileURLToPath(new URL('../../dist/apps/dutybook/src/main.js', import.meta.url));
const plurals: Readonly<Record<string, string>> = { product: 'products', failure: 'failures' };

export async function beginWalk(): Promise<Walk> {
  const [system, browser] = await Promise.all([startSystem({ main, clock: true }), openBrowser()]);
  const examiner = await examinerIn(browser, system.url);
  return {
    system,
    browser,
    examiner,
    sit: (party, width) => sitAt(browser, system.url, { party, width }),
    async record({ in: stream, on, type, data }) {
      const [party = '', kind = '', id] = stream.split('/');
      await system.holdClockAt(`${on}T08:00:00.000Z`);
      const answer = await fetch(`${system.url}/v1/parties/${party}/${plurals[kind]}/${id}/events/${randomUUID()}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'dutybook-acting-as': party },
        body: JSON.stringify({ type, on, data }),
      });
      if (!answer.ok) throw new Error(`${type} in ${stream}: ${answer.status} ${await answer.text()}`);
    },
    async end() {
      await browser.close();
      await system.stop();
    },
  };
}

async function sitAt(browser: Browser, origin: string, { party, width }: { party: string; width: number }): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: false, baseURL: origin });
  const page = await context.newPage();
  page.setDefaultTimeout(STUCK_MS);
  await page.goto('/');
  await page.locator(`[name="party"][value="${party}"]`).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  return page;
}
