const longestMs = 30_000;

/**
 * How long to wait before another try: doubles with each one up to 30 s, and half of it is chance, so that many who
 * failed together do not come back together.
 * @param attempt how many there were
 * @param base milliseconds that the first wait is about
 */
export function backoff(attempt: number, base: number, chance: () => number = Math.random): number {
  const ceiling = Math.min(longestMs, base * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + chance() / 2));
}
