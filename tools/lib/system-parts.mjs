import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshLog } from './logs.mjs';
import { Part } from './part.mjs';
import { bundleOf, root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { answersOk } from './probes.mjs';
import { serviceEnvironment } from './service-env.mjs';

const mailScript = fileURLToPath(new URL('../mail-sink.mjs', import.meta.url));

// Small young generation: the same process in half the memory (docs/operating.md). Lists are made in users.
const semiSpaceOf = { users: 8 };
const nodeFlags = (service) => [`--max-semi-space-size=${semiSpaceOf[service] ?? 4}`];

/**
 * The mail sink of a system.
 * @param {{stateDir: string, ports: object, partOptions: object}} options
 */
export function mailPart({ stateDir, ports, partOptions }) {
  return new Part({
    name: 'Mail sink',
    service: 'mail',
    logFile: freshLog(stateDir, 'mail'),
    command: () => ({
      command: process.execPath,
      args: [mailScript],
      options: {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          MAIL_PORT: String(ports.mail),
          SMTP_PORT: String(ports.smtp),
          MAIL_FILE: join(stateDir, 'mails.jsonl'),
        },
      },
    }),
    isReady: () => answersOk(`http://127.0.0.1:${ports.mail}/health/ready`),
    ...partOptions,
  });
}

/**
 * One copy of a service.
 * @param {string} service
 * @param {number} copy counted from 0
 * @param {object} context see serviceEnvironment; also `stateDir`, `ports`, `partOptions`
 */
export function servicePart(service, copy, { stateDir, ports, partOptions, ...context }) {
  const entry = bundleOf(service);
  if (!existsSync(entry)) throw new Problem(`The service ${service} is not built: ${entry} is missing.`);
  const metricsPort = ports.metrics[service][copy];
  const env = serviceEnvironment(service, { ...context, metricsPort, port: ports.gateway[copy] });
  return new Part({
    name: `${service} ${copy + 1}`,
    service,
    logFile: freshLog(stateDir, `${service}-${copy + 1}`),
    command: () => ({
      command: process.execPath,
      args: [...nodeFlags(service), entry],
      options: { cwd: root, env },
    }),
    isReady: () => answersOk(`http://127.0.0.1:${metricsPort}/health/ready`),
    ...partOptions,
  });
}
