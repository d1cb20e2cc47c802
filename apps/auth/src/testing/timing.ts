/** Durations of a piece of work in milliseconds, taken in turns, so that a slow moment of the machine hits both. */
export interface Durations {
  known: number[];
  unknown: number[];
}

/** Measures two kinds of work alternately, `rounds` times each, after a warm-up. */
export async function measure(
  work: { known: (round: number) => Promise<unknown>; unknown: (round: number) => Promise<unknown> },
  rounds: number,
): Promise<Durations> {
  const durations: Durations = { known: [], unknown: [] };
  for (let round = -5; round < rounds; round += 1) {
    // Whoever comes first may pay for a cold cache: they take turns at that too.
    const order = round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of order) {
      const begun = performance.now();
      await work[kind](round);
      if (round >= 0) durations[kind].push(performance.now() - begun);
    }
  }
  return durations;
}

/**
 * How surely two samples come from different distributions: |z| of the Mann-Whitney U test, by ranks, so that a few
 * outliers of a busy machine weigh nothing. Under 3.3 (p > 0.001) they cannot be told apart.
 */
export function difference({ known, unknown }: Durations): number {
  const all = [...known.map((value) => ({ value, mine: true })), ...unknown.map((value) => ({ value, mine: false }))];
  all.sort((one, other) => one.value - other.value);
  const rankSum = all.reduce((sum, { mine }, index) => (mine ? sum + index + 1 : sum), 0);
  const [n, m] = [known.length, unknown.length];
  const u = rankSum - (n * (n + 1)) / 2;
  return Math.abs(u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

/** Beyond this, somebody who measures learns something. */
export const tellsApart = 3.3;
