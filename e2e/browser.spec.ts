// Real: everything, and Debian's Chromium. The story as a person lives it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { newPerson } from './support/api.js';
import { Mails } from './support/mails.js';

const password = 'a quiet meadow beyond the hill';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = '.muster/pictures';
let system: System;
let mails: Mails;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  system = await startSystem({ stateDir: '.muster/e2e-browser', fresh: true, quiet: true, build: false });
  mails = new Mails(system.running.mailUrl);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}, 120_000);

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

async function open(path: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    baseURL: system.running.baseUrl,
    bypassCSP: false,
  });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

async function signIn(who: { email: string; password: string }, width = 1280): Promise<Page> {
  const page = await open('/sign-in', width);
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/(users|welcome)/);
  return page;
}

/** WCAG 2.2 AA by axe-core. Evaluated, not injected as a script element, so the page's own CSP stays in force. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const result = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
  });
  expect(violations).toEqual([]);
}

describe('the story in a browser', () => {
  it('creates a user, who accepts, and the open list turns them active by itself', async () => {
    const person = newPerson({ firstName: 'Ingrid', lastName: 'Solberg' });
    const list = await signIn(system.running.owner);
    await list.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await expectAccessible(list);
    await list.screenshot({ path: `${pictures}/users.png` });

    await list.getByRole('link', { name: 'New user' }).click();
    await list.getByLabel('First name').fill('Ingrid');
    await list.getByLabel('Last name').fill('Solberg');
    await list.getByLabel('Email').fill(person.email);
    await expectAccessible(list);
    await list.getByRole('button', { name: /Next/ }).click();
    await list.getByRole('heading', { name: /Teams/ }).waitFor();
    await list.getByRole('checkbox').first().check();
    await expectAccessible(list);
    await list.getByRole('button', { name: /Next/ }).click();
    await list.getByRole('heading', { name: /Mailboxes/ }).waitFor();
    await list.getByRole('checkbox').first().check();
    await expectAccessible(list);
    await list.screenshot({ path: `${pictures}/wizard.png` });
    await list.getByRole('button', { name: /Create user/i }).click();
    await list.waitForURL(/\/users$/);
    await list.getByRole('searchbox').fill(person.email);
    const row = list.getByRole('listitem').filter({ hasText: 'Ingrid Solberg' });
    await row.waitFor();

    const link = /https?:\/\/\S+\/invitation\/[A-Za-z0-9_-]+/.exec((await mails.newest(person.email)).text)?.[0] ?? '';
    const guest = await open(new URL(link).pathname, 390);
    await guest
      .getByLabel(/^Password/)
      .first()
      .fill(password);
    await expectAccessible(guest);
    await guest.screenshot({ path: `${pictures}/invitation.png` });
    await guest.getByRole('button', { name: /Accept|Join/ }).click();
    await guest.waitForURL(/\/welcome/);
    await guest.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
    await expectAccessible(guest);

    await row.getByText('Active', { exact: true }).waitFor({ timeout: 10_000 });
    await expectAccessible(list);

    const dead = await open(new URL(link).pathname, 390);
    await dead.getByRole('heading', { level: 1 }).waitFor();
    expect(await dead.getByLabel(/^Password/).count()).toBe(0);
    await expectAccessible(dead);
    await dead.screenshot({ path: `${pictures}/dead-link.png` });
  });

  it('says what the icons mean, to eyes and to screen readers', async () => {
    const page = await signIn(system.running.owner);
    await page.getByRole('list').first().waitFor();
    for (const words of [/not been invited/i, /expired/i, /days/i]) {
      expect(await page.getByRole('img', { name: words }).count()).toBeGreaterThan(0);
    }
  });

  it('fits a phone without sideways scrolling', async () => {
    const page = await signIn(system.running.owner, 360);
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await page.screenshot({ path: `${pictures}/users-phone.png` });
  });

  it('refuses a wrong password kindly, and signs out', async () => {
    const page = await open('/sign-in');
    await page.getByLabel('Email').fill(system.running.user.email);
    await page.getByLabel('Password', { exact: true }).fill('certainly not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await expectAccessible(page);
    await page.screenshot({ path: `${pictures}/sign-in.png` });
    const inside = await signIn(system.running.user);
    await expectAccessible(inside);
    await inside
      .getByRole('button', { name: /Account menu|Menu/ })
      .first()
      .click();
    await inside.getByRole('menuitem', { name: 'Sign out' }).click();
    await inside.waitForURL(/\/sign-in/);
  });
});
