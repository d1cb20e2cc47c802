import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

const most = 2_000;

function parseLine(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    // the last line of a sink that was killed while writing
    return [];
  }
}

function load(file) {
  if (!file || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const mails = lines.slice(-most).flatMap(parseLine);
  // Shortened once per start, so that the file does not grow for ever.
  if (mails.length < lines.length) writeFileSync(file, mails.map((mail) => `${JSON.stringify(mail)}\n`).join(''));
  return mails;
}

/** The received mails, oldest first: the last 2,000 in memory, all of them in a file that survives a restart. */
export class MailStore {
  #mails;
  #file;
  #version = 0;

  /** @param {string} [file] one JSON document per line; without it mails are only in memory */
  constructor(file) {
    this.#file = file;
    this.#mails = load(file);
  }

  /** Changes whenever the list does. */
  get version() {
    return `${process.pid}-${this.#version}`;
  }

  /** Keeps a mail and gives it its id. */
  add(mail) {
    const kept = { id: randomUUID(), ...mail };
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    this.#mails.push(kept);
    if (this.#mails.length > most) this.#mails.shift();
    this.#version += 1;
    return kept;
  }

  /**
   * Mails, newest last.
   * @param {{to?: string, limit?: number}} filter `to` is one address; `limit` keeps the newest
   */
  list({ to, limit } = {}) {
    const wanted = to?.toLowerCase();
    const mails = wanted ? this.#mails.filter((mail) => mail.to.includes(wanted)) : this.#mails;
    return limit === undefined ? [...mails] : mails.slice(-limit || mails.length);
  }

  /** One mail, or undefined. */
  get(id) {
    return this.#mails.find((mail) => mail.id === id);
  }

  /** Throws all mails away. */
  clear() {
    this.#mails = [];
    this.#version += 1;
    if (this.#file) writeFileSync(this.#file, '', { mode: 0o600 });
  }
}
