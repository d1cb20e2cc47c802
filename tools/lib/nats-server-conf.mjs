import { natsAccounts, readNatsPermissions } from './nats.mjs';

const head = `# Generated from the contracts by \`npm run generate\`; do not edit.
#
# NATS server of a deployment: JetStream, and one user per service that may do what the contracts declare and no more.
# Passwords are read from the environment of the server: NATS_USERS_PASSWORD, NATS_AUTH_PASSWORD,
# NATS_NOTIFICATIONS_PASSWORD, NATS_GATEWAY_PASSWORD, and of the internal services that subscribe,
# NATS_CONVERSATIONS_PASSWORD; NATS_ADMIN_PASSWORD for operators, NATS_SYSTEM_PASSWORD for the server's own events. All
# must be set. Letters and digits beginning with a letter are safe; the server reads anything
# else as configuration, so 12345 would be a number. \`openssl rand -hex 24 | sed s/^/p/\` makes a good one.
#
# No monitoring port is opened. TLS and clustering belong into a file that includes this one.
server_name: "muster"
listen: "0.0.0.0:4222"
write_deadline: "10s"
jetstream: {
  store_dir: "/data/jetstream"
  max_memory_store: 256MB
  max_file_store: 2GB
}
`;

/**
 * The server configuration of a deployment, with the users of the embedded server.
 * @returns {Promise<Record<string, string>>} content by path from the root
 */
export async function natsServerConf() {
  const users = natsAccounts(await readNatsPermissions(), (user) => `$NATS_${user.toUpperCase()}_PASSWORD`);
  return { 'deploy/nats/nats-server.conf': `${head}${users}` };
}
