import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { root } from './paths.mjs';
import { seconds } from './reporter.mjs';

const bin = (name, file) => join(root, 'node_modules', name, file);
const node = process.execPath;
const cruiser = bin('dependency-cruiser', 'bin/dependency-cruise.mjs');

function typeCommands() {
  const tsc = bin('typescript-native', 'bin/tsc');
  const projects = ['tsconfig.json', 'apps/console/tsconfig.json'].filter((file) => existsSync(join(root, file)));
  return projects.map((project) => [node, tsc, '--noEmit', '-p', project]);
}

/** What is checked without running the product, cheapest first. */
export function checkStages() {
  return [
    { name: 'format', commands: [[node, bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']] },
    { name: 'lint', commands: [[node, bin('oxlint', 'bin/oxlint'), '--type-aware', '--max-warnings', '0']] },
    { name: 'types', commands: typeCommands() },
    {
      name: 'boundaries',
      commands: [[node, cruiser, '--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'examples', 'tools']],
    },
    { name: 'generated files', commands: [[node, join(root, 'tools', 'generate.mjs'), '--check']] },
    { name: 'images', commands: [[node, join(root, 'tools', 'check-compose.mjs')]] },
  ];
}

/**
 * Runs the commands of one stage to their end; prints what they say only when they fail.
 * @param {{name: string, commands: string[][]}} stage
 * @param {{info(text: string): void}} report
 * @returns {Promise<boolean>} whether it passed
 */
export async function runStage({ name, commands }, report) {
  const begun = Date.now();
  const failures = [];
  for (const [command, ...args] of commands) {
    const { code, output } = await run(command, args, { cwd: root });
    if (code !== 0) failures.push(output.trim() || `${args.join(' ')} ended with code ${code}`);
  }
  const verdict = failures.length === 0 ? 'ok' : 'FAILED';
  report.info(`${name.padEnd(17)}${verdict.padEnd(8)}${seconds(Date.now() - begun)}`);
  for (const failure of failures) report.info(failure);
  return failures.length === 0;
}
