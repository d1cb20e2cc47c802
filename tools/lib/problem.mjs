/** A failure whose message is all that the person at the terminal needs; no stack is shown. */
export class Problem extends Error {
  constructor(message) {
    super(message);
    this.name = 'Problem';
  }
}

/**
 * Prints a failure the way a person wants to see it and sets the exit code.
 * @param {unknown} error anything that was thrown
 */
export function reportFailure(error) {
  process.stderr.write(`\n${error instanceof Problem ? error.message : (error?.stack ?? String(error))}\n`);
  process.exitCode = 1;
}
