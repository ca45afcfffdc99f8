/** A page as everybody sees it; with CHAINTILL_SCREENSHOTS=<folder>, a picture of each look is written there. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './browser.js';

const FOLDER = process.env['CHAINTILL_SCREENSHOTS'];
const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1_100, height: 760 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1_100, height: 760 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const;

/** What of the page keeps people out, as axe finds it. */
async function barriers(page: Page): Promise<readonly string[]> {
  // By the debugging protocol, as the page's policy lets no other script in.
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.Result[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

/** Names of the tables that stand out of their box, whose end nobody sees. */
const CUT_TABLES = `[...document.querySelectorAll('.table')]
  .filter((table) => {
    const box = table.parentElement ?? document.body;
    return table.getBoundingClientRect().right > box.getBoundingClientRect().right + 1;
  })
  .map((table) => table.getAttribute('aria-label'))`;

async function picture(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
}

export interface Visit {
  readonly address: string;
  /** What the page says at the end. */
  readonly title: string;
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly act?: (page: Page) => Promise<unknown>;
}

/** Visits a page in light, in dark and on a phone. Expectations that hold for every page are in here. */
export async function visitInEveryLook(
  browser: Browser,
  name: string,
  { address, title, prepare, act }: Visit,
): Promise<void> {
  for (const { name: look, ...options } of LOOKS) {
    const { page, faults, origins, close } = await openPage(browser, options);
    await prepare?.(page);
    await page.goto(address);
    await act?.(page);
    await page.getByRole('heading', { name: title }).waitFor();
    await picture(page, `${name}-${look}`);
    expect(await barriers(page)).toEqual([]);
    const sideways = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(sideways).toBe(false);
    expect(await page.evaluate<string[]>(CUT_TABLES)).toEqual([]);
    // The browser itself reports answers that are meant to be failures.
    expect(faults.filter((fault) => !/status of (?:40[049]|502)/.test(fault))).toEqual([]);
    expect([...origins]).toEqual([new URL(address).origin]);
    await close();
  }
}
