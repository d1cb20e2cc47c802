import type { Cookie, Page } from 'playwright-core';
import { startSystem, type System } from '../../tools/lib/system.mjs';
import { Api } from './api.js';
import { Browsing } from './browsing.js';
import { Mails } from './mails.js';
import { newcomer, personalPassword, type SignedIn } from './people.js';

interface Read {
  state: string;
  email: string;
  role: string;
  teamIds: string[];
  mailboxIds: string[];
}

/** The whole system, and Debian's Chromium beside it. */
export class Site {
  private ownerCookies: Cookie[] | undefined;

  private constructor(
    readonly system: System,
    readonly api: Api,
    readonly mails: Mails,
    readonly browsing: Browsing,
    /** Access token of the account's owner. */
    readonly owner: string,
  ) {}

  static async start(name: string): Promise<Site> {
    const system = await startSystem({ stateDir: `.muster/e2e-${name}`, fresh: true, quiet: true, build: false });
    const { baseUrl, mailUrl, owner } = system.running;
    const api = new Api(baseUrl);
    const [token, browsing] = await Promise.all([api.signIn(owner.email, owner.password), Browsing.start(baseUrl)]);
    return new Site(system, api, new Mails(mailUrl), browsing, token);
  }

  async stop(): Promise<void> {
    await this.browsing.stop();
    await this.system.stop();
  }

  /** Somebody new who has accepted. */
  somebody(fields: Record<string, unknown> = {}): Promise<SignedIn> {
    return newcomer({ api: this.api, mails: this.mails, by: this.owner }, fields);
  }

  /** The owner signs in once, and stays so: everything here takes less time than a proof is fresh. */
  async asOwner(path: string, width?: number): Promise<Page> {
    const page =
      this.ownerCookies === undefined
        ? await this.browsing.signedIn(this.system.running.owner, path, width)
        : await this.browsing.open(path, width, this.ownerCookies);
    const context = page.context();
    this.ownerCookies ??= await context.cookies();
    // A fresh proof changes the cookie, for whoever comes next, too.
    context.on('response', (response) => {
      if (!response.url().endsWith('/v1/me/reauthentications') || response.status() !== 204) return;
      void response
        .finished()
        .then(() => context.cookies())
        .then((cookies) => {
          this.ownerCookies = cookies;
        })
        .catch(() => {});
    });
    return page;
  }

  asThemselves({ email }: SignedIn, path: string, width?: number): Promise<Page> {
    return this.browsing.signedIn({ email, password: personalPassword }, path, width);
  }

  /** A user, as managers see them. */
  async read(id: string): Promise<Read> {
    return (await this.api.call<Read>('GET', `/v1/users/${id}`, { token: this.owner })).body;
  }
}
