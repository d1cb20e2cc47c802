import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const phone = 390;
const desk = 1280;

/** Debian's Chromium, with a context of its own for everybody who sits down at it. */
export class Browsing {
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly baseUrl: string,
  ) {}

  static async start(baseUrl: string): Promise<Browsing> {
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
    return new Browsing(browser, baseUrl);
  }

  async open(path: string, width = desk): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width, height: 900 }, baseURL: this.baseUrl });
    this.contexts.push(context);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  /** Signs in and lands on the page that was asked for. */
  async signedIn(who: { email: string; password: string }, path: string, width = desk): Promise<Page> {
    const page = await this.open(path, width);
    await page.waitForURL(/\/sign-in/);
    await page.getByLabel('Email').fill(who.email);
    await page.getByLabel('Password', { exact: true }).fill(who.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname === path);
    return page;
  }

  async everybodyLeaves(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/** What axe-core finds against WCAG 2.2 AA. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated, not injected as a script element, so that the page's own policy stays in force.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const result = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  });
}

/** Accessible, and nothing to scroll sideways for, on a phone and on a desk; with a picture of each. */
export async function expectFit(page: Page, picture: string): Promise<void> {
  for (const [width, suffix] of [
    [phone, '-phone'],
    [desk, ''],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await page.evaluate(() => globalThis.scrollTo(0, 0));
    await page.screenshot({ path: `.muster/pictures/${picture}${suffix}.png`, fullPage: true });
  }
}

export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name });
}

/** Waits until the page has said so. */
export async function told(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: words }).waitFor();
}
