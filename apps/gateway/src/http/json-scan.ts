import { AppError } from '#errors';

const maxDepth = 32;
const maxKeys = 10_000;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

interface Level {
  /** Keys seen so far; undefined in an array. */
  keys: Set<string> | undefined;
  expectsKey: boolean;
}

function refuse(detail: string): never {
  throw new AppError('malformed_request', { detail });
}

/** Index of the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return refuse('A string does not end');
}

class Scanner {
  private readonly levels: Level[] = [];
  private keyCount = 0;

  constructor(private readonly text: string) {}

  run(): void {
    for (let at = 0; at < this.text.length; at += 1) {
      const letter = this.text[at];
      if (letter === '"') at = this.string(at);
      else if (letter === '{') this.open(new Set());
      else if (letter === '[') this.open(undefined);
      else if (letter === '}' || letter === ']') this.levels.pop();
      else if (letter === ',') this.next();
    }
  }

  private open(keys: Set<string> | undefined): void {
    if (this.levels.length >= maxDepth) refuse(`The JSON is nested deeper than ${maxDepth}`);
    this.levels.push({ keys, expectsKey: keys !== undefined });
  }

  private next(): void {
    const level = this.levels.at(-1);
    if (level?.keys !== undefined) level.expectsKey = true;
  }

  private string(start: number): number {
    const end = endOfString(this.text, start);
    const level = this.levels.at(-1);
    if (level?.keys !== undefined && level.expectsKey) {
      level.expectsKey = false;
      this.key(level.keys, this.text.slice(start, end + 1));
    }
    return end;
  }

  private key(keys: Set<string>, literal: string): void {
    const key: unknown = JSON.parse(literal);
    const name = String(key);
    this.keyCount += 1;
    if (this.keyCount > maxKeys) refuse(`The JSON has more than ${maxKeys} keys`);
    if (forbiddenKeys.has(name)) refuse('The JSON has a key that is not allowed');
    if (keys.has(name)) refuse('The JSON names a key twice');
    keys.add(name);
  }
}

/**
 * Refuses JSON that parsers read differently or that only harms: keys named twice (RFC 8259, section 4), keys that
 * reach into prototypes, more than 32 levels, more than 10,000 keys. What is not JSON at all is left to the parser.
 * @throws AppError `malformed_request`
 */
export function scanJson(text: string): void {
  new Scanner(text).run();
}
