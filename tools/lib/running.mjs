import { examples as exampleNames, services } from './paths.mjs';

const local = (port) => `http://localhost:${port}`;

function pidsOf(parts) {
  const all = services.map((service) => [service, (parts.get(service) ?? []).map(({ pid }) => pid ?? null)]);
  const single = ['postgres', 'nats', 'mail'].map((name) => [name, parts.get(name)?.[0].pid ?? null]);
  const others = exampleNames.filter((name) => parts.has(name)).map((name) => [name, parts.get(name)[0].pid ?? null]);
  return Object.fromEntries([...all, ...single, ...others]);
}

function metricsUrls(ports) {
  return Object.fromEntries(
    services.map((service) => [service, ports.metrics[service].map((port) => `http://127.0.0.1:${port}`)]),
  );
}

/**
 * What scripts need to know about a running system; the content of `running.json`.
 * @param {object} system
 * @param {object} system.ports
 * @param {Map<string, import('./part.mjs').Part[]>} system.parts
 * @param {string} system.natsUrl with an administrator's credentials
 * @param {string} system.databaseUrl with an administrator's credentials
 * @param {Record<string, string>} system.databaseUrls per service
 * @param {object} system.signIns per role
 * @param {{name: string, url: string, databaseUrl: string}[]} system.examples that run
 */
export function describeRunning({ ports, parts, natsUrl, databaseUrl, databaseUrls, signIns, examples }) {
  const ownMail = parts.has('mail');
  return {
    baseUrl: local(ports.gateway[0]),
    baseUrls: ports.gateway.map(local),
    mailUrl: ownMail ? local(ports.mail) : '',
    smtpUrl: process.env.SMTP_URL ?? `smtp://127.0.0.1:${ports.smtp}`,
    natsUrl,
    databaseUrl,
    databaseUrls,
    metricsUrls: metricsUrls(ports),
    pids: pidsOf(parts),
    ...(examples.length > 0 ? { examples } : {}),
    ...signIns,
  };
}
