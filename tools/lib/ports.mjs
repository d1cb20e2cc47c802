import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Problem } from './problem.mjs';

// Above 32767 the system hands out ports to outgoing connections, which then collide with ours.
const lowest = 20_000;
const highest = 32_000;

/** Where the parts of the default system listen. */
export const defaultPorts = {
  gateway: 4800,
  metrics: 4810,
  nats: 4822,
  mail: 4825,
  smtp: 4826,
  postgres: 4832,
  examples: 4840,
};

// Ports promised in this process but not bound yet.
const promised = new Set();

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 must not make every port look taken.
    server.once('error', (error) => resolve(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(error.code)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether nobody listens on this port; also looks at ::1, because `localhost` may mean that first. */
export async function isFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

async function claimFrom(first) {
  for (let port = first; port < first + 200; port += 1) {
    if (!promised.has(port) && (await isFree(port))) {
      promised.add(port);
      return port;
    }
  }
  throw new Problem(`No free port found from ${first} to ${first + 199}.`);
}

async function claimForGateways(ports, copies, first) {
  for (let next = first; ports.gateway.length < copies; next += 1) {
    next = await claimFrom(next);
    ports.gateway.push(next);
  }
}

function randomStart() {
  return randomInt(lowest, highest - 200);
}

/**
 * Chooses the ports of one system.
 * @param {{fixed: boolean, gatewayPort?: number, copies: Record<string, number>, examples?: string[]}} options `fixed` prefers the default
 *   ports; otherwise free ones are searched from a random place, so that systems side by side do not meet
 */
export async function choosePorts({ fixed, gatewayPort, copies, examples = [] }) {
  if (gatewayPort !== undefined && !(await isFree(gatewayPort))) {
    throw new Problem(`Port ${gatewayPort} is taken (PORT=${gatewayPort}). Free it or choose another with PORT=...`);
  }
  const next = (name) => claimFrom(fixed ? defaultPorts[name] : randomStart());
  const ports = { gateway: [], metrics: {}, examples: {} };
  await claimForGateways(ports, copies.gateway, gatewayPort ?? (fixed ? defaultPorts.gateway : randomStart()));
  for (const name of ['nats', 'mail', 'smtp', 'postgres']) ports[name] = await next(name);
  for (const name of examples) ports.examples[name] = await next('examples');
  for (const [service, count] of Object.entries(copies)) {
    ports.metrics[service] = [];
    for (let copy = 0; copy < count; copy += 1) ports.metrics[service].push(await next('metrics'));
  }
  return ports;
}

/** Gives back the ports of a system that has stopped. */
export function releasePorts(ports) {
  const all = [...ports.gateway, ports.nats, ports.mail, ports.smtp, ports.postgres];
  for (const port of [...all, ...Object.values(ports.metrics).flat(), ...Object.values(ports.examples)])
    promised.delete(port);
}
