import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, tail } from './commands.mjs';
import { freshLog } from './logs.mjs';
import { Part } from './part.mjs';
import { examples, services } from './paths.mjs';
import { greets } from './probes.mjs';
import { Problem } from './problem.mjs';

const permissionsScript = fileURLToPath(new URL('./print-nats-permissions.mjs', import.meta.url));

/** Allow lists of the NATS users, as the contracts declare them. */
export async function readNatsPermissions() {
  const { code, output } = await run(process.execPath, [permissionsScript]);
  if (code !== 0) throw new Problem(`The NATS permissions could not be read from the build:\n${tail(output)}`);
  return JSON.parse(output);
}

const quote = (text) => JSON.stringify(text);
const list = (entries) => `[${entries.map(quote).join(', ')}]`;

/**
 * One user of the configuration file.
 * @param {string} name
 * @param {string} password a quoted literal or a `$VARIABLE`
 * @param {{publish: string[], subscribe: string[]}} [permissions] none means everything
 */
export function natsUser(name, password, permissions) {
  if (!permissions) return `      { user: ${quote(name)}, password: ${password} }`;
  const { publish, subscribe } = permissions;
  return `      { user: ${quote(name)}, password: ${password}, permissions: {
          publish: { allow: ${list(publish)} }
          subscribe: { allow: ${list(subscribe)} } } }`;
}

/**
 * Accounts and users of a NATS server's configuration.
 * @param {Awaited<ReturnType<typeof readNatsPermissions>>} permissions
 * @param {(user: string) => string} password gives a quoted literal or a `$VARIABLE`
 */
export function natsAccounts(permissions, password) {
  const users = [...services, ...examples].map((name) => natsUser(name, password(name), permissions[name]));
  return `accounts: {
  MUSTER: {
    jetstream: enabled
    users: [
${[...users, natsUser('admin', password('admin'))].join('\n')}
    ]
  }
  SYSTEM: {
    users: [
${natsUser('system', password('system'))}
    ]
  }
}
system_account: SYSTEM
`;
}

function configuration({ stateDir, port, passwords, permissions }) {
  return `# Written at every start; changes are lost.
server_name: "muster"
listen: "127.0.0.1:${port}"
write_deadline: "10s"
jetstream: {
  store_dir: ${quote(join(stateDir, 'nats'))}
  max_memory_store: 256MB
  max_file_store: 2GB
}
${natsAccounts(permissions, (user) => quote(passwords[user]))}`;
}

/**
 * Writes the configuration of a NATS server with JetStream and one user per service.
 * @param {object} options
 * @param {string} options.stateDir
 * @param {number} options.port
 * @param {string} options.binary
 * @param {Record<string, string>} options.passwords per user
 * @param {object} options.partOptions passed on to Part
 * @returns {Promise<Part>}
 */
export async function prepareNats({ stateDir, port, binary, passwords, partOptions }) {
  const permissions = await readNatsPermissions();
  mkdirSync(join(stateDir, 'nats'), { recursive: true, mode: 0o700 });
  const configFile = join(stateDir, 'nats-server.conf');
  writeFileSync(configFile, configuration({ stateDir, port, passwords, permissions }), { mode: 0o600 });
  return new Part({
    name: 'NATS',
    service: 'nats',
    logFile: freshLog(stateDir, 'nats'),
    command: () => ({ command: binary, args: ['-c', configFile], options: { cwd: stateDir } }),
    isReady: () => greets(port, 'INFO '),
    ...partOptions,
  });
}
