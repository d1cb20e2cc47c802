// How long after the asked time a message may come back and still be waited for by those behind it.
const graceMs = 1_000;

/**
 * Keeps the order of an aggregate's events over failures: while one waits to be delivered again, those behind it wait
 * too. Holds within one copy of a service; over several copies only versions help.
 */
export class Order {
  /** Per aggregate the positions that were given back, with the time until which they are expected. */
  private readonly expected = new Map<string, Map<number, number>>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @returns for how long the message must be given back, in milliseconds; 0 when it may be handled */
  holdFor(aggregate: string, position: number): number {
    const positions = this.expected.get(aggregate);
    if (positions === undefined) return 0;
    const now = this.now();
    let until = 0;
    for (const [other, time] of positions) {
      // Another copy of the service got it.
      if (time <= now) positions.delete(other);
      else if (other < position) until = Math.max(until, time - graceMs);
    }
    if (positions.size === 0) this.expected.delete(aggregate);
    const held = positions.size > 0 && [...positions.keys()].some((other) => other < position);
    return held ? Math.max(100, until - now + 50) : 0;
  }

  /** The message was given back for that time. */
  givenBack(aggregate: string, position: number, ms: number): void {
    const positions = this.expected.get(aggregate) ?? new Map<number, number>();
    positions.set(position, this.now() + ms + graceMs);
    this.expected.set(aggregate, positions);
  }

  /** The message is done with. */
  done(aggregate: string, position: number): void {
    const positions = this.expected.get(aggregate);
    positions?.delete(position);
    if (positions?.size === 0) this.expected.delete(aggregate);
  }
}
