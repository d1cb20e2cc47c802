import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { distDir, services } from './paths.mjs';
import { Problem } from './problem.mjs';

const width = 118;
const commonTitle = 'every process';

const head = `# Generated from the configuration schemas of the services by \`npm run generate\`; do not edit.
#
# \`npm start\` needs none of this, and Docker Compose has a .env of its own (see docker-compose.yml). Any other deployment
# gives each process the first section and its own. What is in several sections has a value per process, and so have
# NATS_USER and NATS_PASSWORD. What is commented out shows its default, or may be left out.
`;

// Where a schema cannot show what a value looks like. Secrets stay empty: nobody shall deploy an example.
const examples = {
  NATS_URL: 'nats://nats:4222',
  METRICS_PORT: '9090',
  PUBLIC_URL: 'https://help.example.com',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
  SMTP_URL: 'smtps://user:password@smtp.example.com:465',
  MAIL_FROM: 'Muster <no-reply@example.com>',
  CONSOLE_DIR: 'dist/console',
};

function exampleOf(name, service) {
  if (name === 'DATABASE_URL') return `postgres://muster_${service}:password@postgres:5432/muster`;
  if (name === 'NATS_USER') return service === commonTitle ? 'users' : service;
  return examples[name];
}

async function schemaOf(service) {
  const file = join(distDir, 'apps', service, 'src', 'config.js');
  if (!existsSync(file)) {
    throw new Problem(
      `apps/${service}/src/config.ts is not built (or does not exist), so .env.example cannot be written.`,
    );
  }
  const { configSchema } = await import(pathToFileURL(file).href);
  if (!(configSchema instanceof z.ZodObject)) {
    throw new Problem(`apps/${service}/src/config.ts does not export configSchema, a zod object.`);
  }
  return configSchema;
}

/** The variables that a configuration schema reads. */
async function variablesOf(service) {
  const described = z.toJSONSchema(await schemaOf(service), { io: 'input', unrepresentable: 'any' });
  const required = new Set(described.required);
  return Object.entries(described.properties).map(([name, { description, ...rest }]) => {
    if (!description) throw new Problem(`${name} of apps/${service}/src/config.ts needs a .describe().`);
    return { name, description, required: required.has(name), ...rest };
  });
}

function limitsOf({ enum: choices, minimum, maximum, description }) {
  if (choices) return choices.every((choice) => description.includes(choice)) ? '' : `One of ${choices.join(', ')}.`;
  if (minimum === undefined || maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return '';
  return `${minimum} to ${maximum}.`;
}

function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => `# ${line}`).join('\n');
}

function written(value) {
  return /[\s#"'<>$]/.test(value) ? `'${value}'` : value;
}

function entry(variable, service) {
  const { name, description, required, default: fallback } = variable;
  const text = [/[.!?]$/.test(description) ? description : `${description}.`, limitsOf(variable)]
    .filter(Boolean)
    .join(' ');
  const value = fallback ?? variable.examples?.[0] ?? variable.example ?? exampleOf(name, service) ?? '';
  return `${wrapped(text)}\n${required ? '' : '# '}${name}=${written(String(value))}\n`;
}

function section(title, entries) {
  return `\n# --- ${title} ${'-'.repeat(width - title.length - 5)}\n\n${entries.join('\n')}`;
}

/**
 * Every environment variable that the services read, from their configuration schemas.
 * @returns {Promise<Record<string, string>>} content by path from the root
 */
export async function envExample() {
  const read = await Promise.all(services.map(async (service) => [service, await variablesOf(service)]));
  const everywhere = ({ name }) => read.every(([, variables]) => variables.some((other) => other.name === name));
  const common = read[0][1].filter(everywhere).map((variable) => entry(variable, commonTitle));
  const own = read.map(([service, variables]) => {
    const entries = variables.filter((variable) => !everywhere(variable)).map((variable) => entry(variable, service));
    return entries.length === 0 ? '' : section(service, entries);
  });
  return { '.env.example': `${head}${section(commonTitle, common)}${own.join('')}` };
}
