// Compiles services and libraries to dist/, puts each service together in dist/services and the console in dist/console,
// as far as they have changed.
import { readArguments } from './lib/arguments.mjs';
import { buildCode } from './lib/build-code.mjs';
import { buildConsole } from './lib/build-console.mjs';
import { bundleServices } from './lib/bundle-services.mjs';
import { reportFailure } from './lib/problem.mjs';
import { createReporter, seconds } from './lib/reporter.mjs';

const usage = `Usage: npm run build -- [--quiet]

Compiles services, libraries and the console, as far as they have changed.`;

async function buildServices() {
  const code = await buildCode();
  return { ...code, bundled: await bundleServices(code.hash) };
}

const begun = Date.now();
try {
  const { quiet } = readArguments({ usage, options: { quiet: { type: 'boolean' } } }).values;
  const report = createReporter({ quiet });
  const [code, page] = await Promise.allSettled([buildServices(), buildConsole()]);
  for (const result of [code, page]) if (result.status === 'rejected') throw result.reason;
  const parts = [
    code.value.built > 0 ? `${code.value.built} files` : '',
    code.value.removed > 0 ? `${code.value.removed} stale files removed` : '',
    code.value.bundled ? 'services' : '',
    page.value === 'built' ? 'console' : '',
  ].filter(Boolean);
  if (parts.length > 0) report.info(`Built ${parts.join(', ')} in ${seconds(Date.now() - begun)}`);
} catch (error) {
  reportFailure(error);
}
