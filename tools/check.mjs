// Checks format, lint, types, boundaries and generated files without running the product.
import { join } from 'node:path';
import { readArguments } from './lib/arguments.mjs';
import { run } from './lib/commands.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { createReporter } from './lib/reporter.mjs';
import { checkStages, runStages } from './lib/stages.mjs';

const usage = `Usage: npm run check

Checks format, lint, types, boundaries and generated files.`;

const report = createReporter();
try {
  readArguments({ usage });
  await ensureDependencies(report);
  // Generated files are compared with what the compiled contracts say.
  const { code, output } = await run(process.execPath, [join(root, 'tools', 'build.mjs'), '--quiet']);
  if (code !== 0) throw new Problem(output.trim());
  if (!(await runStages(checkStages(), { report })).every(Boolean)) process.exitCode = 1;
} catch (error) {
  reportFailure(error);
}
