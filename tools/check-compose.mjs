// Checks docker-compose.yml and the Dockerfile as far as that goes without an engine: shape, names, files, commands, and
// whether each service accepts the configuration that it would get.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { interpolate, shapeFaults } from './lib/compose-rules.mjs';
import { composeSecrets } from './lib/compose-secrets.mjs';
import { databaseVariable } from './lib/database-urls.mjs';
import { copiesOf, dockerIgnore, environmentOf, parseDockerfile } from './lib/dockerfile.mjs';
import { databaseServices, distDir, root, services } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';

const read = (name) => readFileSync(join(root, name), 'utf8');
// The others must be able to run in several copies.
const reachable = ['gateway', 'mail'];
const natsConfiguration = 'deploy/nats/nats-server.conf';

function fileFaults(stages, isIgnored) {
  const names = stages.map((stage) => stage.name);
  return stages.flatMap((stage) =>
    copiesOf(stage).flatMap(({ from, sources }) => {
      if (from !== undefined) return names.includes(from) ? [] : [`Dockerfile: there is no stage ${from}`];
      return sources
        .filter((source) => !existsSync(join(root, source)) || isIgnored(source))
        .map((source) => `Dockerfile: ${source} does not exist or .dockerignore keeps it out`);
    }),
  );
}

function commandFaults(stages) {
  const { scripts } = JSON.parse(read('package.json'));
  const runs = stages.flatMap((stage) => stage.instructions.filter(({ keyword }) => keyword === 'RUN'));
  const used = runs.flatMap(({ value }) => [...value.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]));
  const unknown = used.filter((name) => !scripts[name]).map((name) => `Dockerfile: package.json has no script ${name}`);
  return used.includes('build') ? unknown : [...unknown, 'Dockerfile: nothing runs npm run build'];
}

function lastStageFaults(stage) {
  const value = (wanted) => stage.instructions.findLast(({ keyword }) => keyword === wanted)?.value;
  return [
    ...(['', 'root', '0'].includes(value('USER') ?? '') ? ['Dockerfile: the last stage runs as root'] : []),
    ...(value('HEALTHCHECK') === undefined ? ['Dockerfile: the last stage has no HEALTHCHECK'] : []),
    ...(environmentOf(stage).NODE_ENV === 'production' ? [] : ['Dockerfile: NODE_ENV is not production']),
  ];
}

// A path that a command names must be among what the last stage copies.
function isInImage(stage, path) {
  return copiesOf(stage).some(({ sources, target }) =>
    sources.some(
      (source) => path === source || path === `${target}${source.split('/').at(-1)}` || path.startsWith(`${target}/`),
    ),
  );
}

function imageFaults(compose, stage) {
  return Object.entries(compose.services).flatMap(([name, { image, command }]) => {
    if (image !== compose['x-image'].image) return [];
    const script = command.find((word) => /\.m?js$/.test(word));
    const source = script?.startsWith('dist/') ? join(distDir, script.slice('dist/'.length)) : join(root, script ?? '');
    const there = script !== undefined && isInImage(stage, script) && existsSync(source);
    return there ? [] : [`services.${name}: ${script ?? 'the command'} is not in the image`];
  });
}

// What docs/operating.md tells operators to run in the image.
const operatorsTools = ['migrate', 'dead-letters', 'rotate-keys', 'after-restore', 'import-passwords'];

function toolFaults(stage) {
  return operatorsTools
    .map((name) => `tools/${name}.mjs`)
    .filter((path) => !isInImage(stage, path) || !existsSync(join(root, path)))
    .map((path) => `Dockerfile: ${path} is not in the image`);
}

function referenceFaults(compose) {
  const all = compose.services;
  return Object.entries(all).flatMap(([name, service]) => [
    ...Object.keys(service.depends_on ?? {})
      .filter((other) => !all[other])
      .map((other) => `services.${name} depends on ${other}, which does not exist`),
    ...(service.volumes ?? []).flatMap((volume) => volumeFaults(compose, name, volume.split(':')[0])),
    ...(service.ports && !reachable.includes(name)
      ? [`services.${name} has a fixed port, so it cannot be scaled`]
      : []),
    ...(service.restart === undefined ? [`services.${name} does not say whether it restarts`] : []),
    ...(service.image === compose['x-image'].image || service.healthcheck
      ? []
      : [`services.${name} has no health check`]),
  ]);
}

function volumeFaults(compose, name, source) {
  const known = source.startsWith('./') ? existsSync(join(root, source)) : source in (compose.volumes ?? {});
  return known ? [] : [`services.${name}: the volume or file ${source} does not exist`];
}

// Read by Node or the C library, before any code of ours.
const ofTheProcess = new Set(['MALLOC_ARENA_MAX']);

async function configurationFaults(service, env) {
  const load = (path) => import(pathToFileURL(join(distDir, path)).href);
  if (!existsSync(join(distDir, `apps/${service}/src/config.js`))) return [`services.${service}: it is not built`];
  const { configSchema } = await load(`apps/${service}/src/config.js`);
  const { loadConfig } = await load('libs/config/src/index.js');
  const unknown = Object.keys(env).filter((name) => !(name in configSchema.shape) && !ofTheProcess.has(name));
  try {
    loadConfig(configSchema, env);
  } catch (error) {
    return [`services.${service}: ${error.message}`];
  }
  return unknown.map((name) => `services.${service}: the service does not know ${name}`);
}

function mailFaults({ environment }) {
  const program = read('tools/mail-sink.mjs');
  const unknown = Object.keys(environment).filter((name) => !program.includes(name));
  return unknown.map((name) => `services.mail: tools/mail-sink.mjs does not know ${name}`);
}

const texts = (env) => Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));

function migrationFaults(all) {
  return databaseServices
    .filter((service) => all.migrate.environment[databaseVariable(service)] !== all[service].environment.DATABASE_URL)
    .map((service) => `services.migrate and services.${service} differ in the database URL`);
}

function natsFaults(all) {
  if (!existsSync(join(root, natsConfiguration))) return [];
  const wanted = new Set([...read(natsConfiguration).matchAll(/: \$([A-Z][A-Z0-9_]*)/g)].map((match) => match[1]));
  const given = Object.keys(all.nats.environment);
  return [
    ...[...wanted].filter((name) => !given.includes(name)).map((name) => `services.nats does not set ${name}`),
    ...given.filter((name) => !wanted.has(name)).map((name) => `services.nats sets ${name}, which nothing reads`),
  ];
}

async function main() {
  const stages = parseDockerfile(read('Dockerfile'));
  const last = stages.at(-1);
  const faults = [...fileFaults(stages, dockerIgnore(read('.dockerignore'))), ...commandFaults(stages)];
  faults.push(...lastStageFaults(last), ...toolFaults(last));
  const raw = parse(read('docker-compose.yml'), { merge: true, strict: true, uniqueKeys: true });
  const compose = interpolate(raw, composeSecrets(), faults);
  faults.push(...shapeFaults(compose));
  if (faults.length === 0) {
    faults.push(...referenceFaults(compose), ...imageFaults(compose, last), ...natsFaults(compose.services));
    faults.push(...migrationFaults(compose.services), ...mailFaults(compose.services.mail));
    for (const service of services) {
      const env = texts({ ...environmentOf(last), ...compose.services[service].environment });
      faults.push(...(await configurationFaults(service, env)));
    }
  }
  if (faults.length > 0) throw new Problem(faults.join('\n'));
}

try {
  await main();
} catch (error) {
  reportFailure(error);
}
