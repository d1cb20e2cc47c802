import { until } from './api.js';

export interface Mail {
  id: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, unknown>;
  messageId: string;
  receivedAt: string;
}

/** Reads the mail sink of a running system. */
export class Mails {
  constructor(readonly mailUrl: string) {}

  async to(address: string): Promise<Mail[]> {
    const response = await fetch(`${this.mailUrl}/email?to=${encodeURIComponent(address)}&limit=2000`);
    return (await response.json()) as Mail[];
  }

  /** The newest mail to an address, once there are at least `count`. */
  async newest(address: string, count = 1): Promise<Mail> {
    return until(`mail ${count} to ${address}`, async () => {
      const mails = await this.to(address);
      return mails.length >= count && mails.at(-1);
    });
  }
}

/** Last path segment of the first link with the given path in a mail. */
export function tokenIn(mail: Mail, path: string): string {
  const found = new RegExp(`/${path}/([A-Za-z0-9_-]+)`).exec(mail.text);
  if (found?.[1] === undefined) throw new Error(`No /${path}/ link in the mail`);
  return found[1];
}
