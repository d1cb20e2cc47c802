import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
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

/** What is checked without running the product, longest first. */
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

/** Prints what its commands say only when they fail. @returns {Promise<boolean>} whether it passed */
async function runStage({ name, commands }, report) {
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

/**
 * Runs stages to their end, as many at once as there are cores, each as one command after another.
 * @param {{name: string, commands: string[][]}[]} stages
 * @param {{report: {info(text: string): void}, isStopped?: () => boolean}} options no more begin once stopped
 * @returns {Promise<boolean[]>} of those that ran, whether each passed
 */
export async function runStages(stages, { report, isStopped = () => false }) {
  const waiting = [...stages];
  const verdicts = [];
  const lane = async () => {
    for (let stage = waiting.shift(); stage && !isStopped(); stage = waiting.shift()) {
      verdicts.push(await runStage(stage, report));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return verdicts;
}
