/**
 * Makes the functions that tell progress; warnings are printed even when quiet.
 * @param {{quiet?: boolean}} options
 * @returns {{info(text: string): void, warn(text: string): void}}
 */
export function createReporter({ quiet = false } = {}) {
  return {
    info: (text) => void (quiet || process.stdout.write(`${text}\n`)),
    warn: (text) => void process.stderr.write(`${text}\n`),
  };
}

/** `1234` milliseconds as `1.2 s`. */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Runs something slow and says every few seconds that it is still going on.
 * @template T
 * @param {{info(text: string): void}} report
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withHeartbeat(report, what, work) {
  const begun = Date.now();
  report.info(`${what} ...`);
  const timer = setInterval(() => report.info(`  still at it, ${seconds(Date.now() - begun)}`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
