import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Cookie,
  type Locator,
  type Page,
  type Route,
} from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const phone = 390;
const desk = 1280;
/** Pictures of the pages, for people who want to look at them. */
const wantsPictures = process.env['MUSTER_PICTURES'] === 'yes';

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

  async open(path: string, width = desk, cookies: Cookie[] = []): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width, height: 900 }, baseURL: this.baseUrl });
    await context.addCookies(cookies);
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
  // Evaluated, not injected as a script element, so that the page's own policy stays in force; once per document.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
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

/** How far the page scrolls sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function expectWidth(page: Page, width: number, picture: string): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  if (wantsPictures) await page.screenshot({ path: `.muster/pictures/${picture}.png`, fullPage: true });
}

/** Accessible, and nothing to scroll sideways for, on a phone, where it is narrowest; with a picture. */
export async function expectPhone(page: Page, picture: string): Promise<void> {
  await expectWidth(page, phone, `${picture}-phone`);
  expect(await violations(page)).toEqual([]);
}

/** As on a phone, and nothing to scroll sideways for on a desk. */
export async function expectFit(page: Page, picture: string): Promise<void> {
  await expectPhone(page, picture);
  await expectWidth(page, desk, picture);
}

interface Refusal {
  status: number;
  code: string;
  headers?: Record<string, string>;
}

/** Has calls refused by the browser's network, as the service would; for good unless `times` says how often. */
export async function refuse(
  page: Page,
  path: string,
  { status, code, headers = {} }: Refusal,
  times?: number,
): Promise<void> {
  const contentType = 'application/problem+json';
  const body = JSON.stringify({ code, status });
  const answer = (route: Route) => route.fulfill({ status, contentType, headers, body });
  await page.route(`**${path}`, answer, times === undefined ? {} : { times });
}

/** A proof that is too old: the first answer is what the service says ten minutes later. */
export function staleOnce(page: Page, path: string): Promise<void> {
  return refuse(page, path, { status: 403, code: 'reauthentication_required' }, 1);
}

export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name });
}

/** Waits until the page has said so. */
export async function told(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: words }).waitFor();
}
