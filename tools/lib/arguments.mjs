import { parseArgs } from 'node:util';
import { outliveReaders } from './output.mjs';
import { Problem, reportFailure } from './problem.mjs';

/**
 * Reads the arguments of this process. `--help` prints how it is used and ends the process.
 * @param {object} definition
 * @param {string} definition.usage
 * @param {import('node:util').ParseArgsConfig['options']} [definition.options]
 * @param {boolean} [definition.words] whether words without dashes are taken
 * @returns {{values: Record<string, any>, positionals: string[]}}
 * @throws {Problem} for anything else
 */
export function readArguments({ usage, options = {}, words = false }) {
  // Every tool begins here, before it prints anything.
  outliveReaders();
  const help = { type: 'boolean', short: 'h' };
  let read;
  try {
    read = parseArgs({ options: { ...options, help }, allowPositionals: words });
  } catch (error) {
    throw new Problem(`${error.message}\n\n${usage}`);
  }
  if (read.values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return read;
}

/** The same, for a tool that has begun nothing yet: what is wrong is printed, and the process ends. */
export function readArgumentsOrEnd(definition) {
  try {
    return readArguments(definition);
  } catch (error) {
    reportFailure(error);
    return process.exit();
  }
}
