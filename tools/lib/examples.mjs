import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail } from './commands.mjs';
import { demoAccount } from './demo.mjs';
import { freshLog } from './logs.mjs';
import { Part } from './part.mjs';
import { distDir, root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { answersOk } from './probes.mjs';
import { exampleEnvironment } from './service-env.mjs';

const scriptOf = (name, script) => join(distDir, 'examples', name, 'src', `${script}.js`);
const demoConversations = 60;

/** Where an example that runs can be reached. */
export function exampleAddresses(name, context) {
  const { port, databaseUrl } = context;
  return { name, url: `http://127.0.0.1:${port}`, databaseUrl, env: exampleEnvironment(name, context) };
}

async function command(name, args, { stateDir, adminUrl, ...context }) {
  const { code, output } = await run(process.execPath, ['--enable-source-maps', scriptOf(name, 'cli'), ...args], {
    cwd: root,
    env: { ...exampleEnvironment(name, context), MIGRATION_DATABASE_URL: adminUrl },
  });
  writeFileSync(freshLog(stateDir, `${name}-${args[0]}`), output, { mode: 0o600 });
  if (code !== 0) throw new Problem(`The example ${name} could not ${args[0]}:\n${tail(output)}`);
}

/**
 * Migrates the schema of an example by its own command, and gives it conversations of the demonstration account's people
 * when there is one. What exists stays as it is.
 */
export async function prepareExample(name, context) {
  await command(name, ['migrate'], context);
  if (!context.seed) return;
  const { account, assignees } = demoAccount();
  const seed = ['--account', account, '--assignees', assignees.join(','), '--count', String(demoConversations)];
  await command(name, ['seed', ...seed], context);
}

/**
 * The process of an example.
 * @param {string} name
 * @param {{stateDir: string, partOptions: object, port: number, nats: object, databaseUrl: string}} context
 */
export function examplePart(name, { stateDir, partOptions, ...context }) {
  return new Part({
    name: `Example ${name}`,
    service: name,
    logFile: freshLog(stateDir, name),
    command: () => ({
      command: process.execPath,
      args: ['--enable-source-maps', scriptOf(name, 'main')],
      options: { cwd: root, env: exampleEnvironment(name, context) },
    }),
    isReady: () => answersOk(`http://127.0.0.1:${context.port}/health/ready`),
    ...partOptions,
  });
}
