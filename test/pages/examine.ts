import { expect } from '@jest/globals';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/**
 * Looks a page over as it stands, at desktop and at phone width: axe finds nothing, nothing scrolls sideways, there is no script. The
 * page being walked has scripts switched off, so its very HTML is served again, at its own address, to a browser that can run axe.
 */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = [1280, 320] as const;

/** What axe leaves out unless asked: targets of at least 24 px. */
const rules = { 'target-size': { enabled: true } };
const options = (width: number) => ({
  resultTypes: ['violations'],
  // Colours are the same at every width, and the slowest to measure.
  rules: width === widths[0] ? rules : { ...rules, 'color-contrast': { enabled: false } },
});

export interface Examiner {
  /** Fails with everything that is wrong with the page as it stands. */
  examine(page: Page, called: string): Promise<void>;
}

export async function examinerIn(browser: Browser, origin: string): Promise<Examiner> {
  const contexts = await Promise.all(widths.map((width) => browser.newContext({ viewport: { width, height: 800 } })));
  const pages = await Promise.all(contexts.map(pageOf));
  return {
    async examine(page, called) {
      const [html, url] = [await page.content(), page.url().replace(/#.*/, '')];
      expect(url.startsWith(origin)).toBe(true);
      expect(html).not.toMatch(/<script|\son\w+=|style="/);
      for (const [n, examined] of pages.entries()) {
        expect([called, widths[n], await faultsOn(examined, { url, html, width: widths[n] ?? 0 })]).toEqual([
          called,
          widths[n],
          [],
        ]);
        const shots = process.env['DUTYBOOK_SHOTS'];
        if (shots)
          await examined.screenshot({ path: join(shots, `${called.replaceAll(/\W+/g, '-')}-${widths[n]}.png`), fullPage: true });
      }
    },
  };
}

async function pageOf(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  return page;
}

async function faultsOn(
  page: Page,
  { url, html, width }: { url: string; html: string; width: number },
): Promise<readonly string[]> {
  const faults: string[] = [];
  const heard = (message: { text(): string }) => faults.push(`console: ${message.text()}`);
  page.on('console', heard);
  await page.route(url, (route) => route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(url);
  await page.evaluate('document.querySelectorAll("details").forEach((it) => { it.open = true; })');
  const wide: number = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (wide > 0) faults.push(`it scrolls sideways by ${wide} px`);
  await page.evaluate(axe);
  const { violations }: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options(width))})`);
  faults.push(
    ...violations.map(
      ({ id, help, nodes }) => `${id}: ${help} – ${nodes.map(({ html: node }) => node.slice(0, 160)).join(' | ')}`,
    ),
  );
  await page.unroute(url);
  page.off('console', heard);
  return faults;
}
