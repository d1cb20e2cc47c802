// Shapes of what docker-compose.yml may say: the part of the Compose Specification that ours uses, and nothing else, so
// that a misspelt key is found without an engine. https://github.com/compose-spec/compose-spec/blob/main/spec.md

const isText = (value) => typeof value === 'string' && value !== '';
const isScalar = (value) => ['string', 'number', 'boolean'].includes(typeof value);
const isList = (each) => (value) => Array.isArray(value) && value.every(each);
const isMap = (each) => (value) =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && Object.entries(value).every(each);
const isDuration = (value) => isText(value) && /^(\d+(us|ms|s|m|h))+$/.test(value);
const oneOf = (pattern) => (value) => isText(value) && pattern.test(value);

const conditions = /^service_(started|healthy|completed_successfully)$/;

const healthcheck = {
  test: (value) => isList(isText)(value) && ['CMD', 'CMD-SHELL'].includes(value[0]) && value.length > 1,
  interval: isDuration,
  timeout: isDuration,
  start_period: isDuration,
  retries: Number.isInteger,
  disable: (value) => value === true,
};

const service = {
  image: isText,
  build: isText,
  command: isList(isText),
  environment: isMap(([name, value]) => /^[A-Z][A-Z0-9_]*$/.test(name) && isScalar(value)),
  ports: isList(oneOf(/^(127\.0\.0\.1:)?\d+:\d+$/)),
  volumes: isList(oneOf(/^[\w./-]+:\/[\w./-]+(:ro)?$/)),
  depends_on: isMap(([, value]) => isMap(([key, text]) => key === 'condition' && conditions.test(text))(value)),
  healthcheck: isMap(([key, value]) => healthcheck[key]?.(value) === true),
  restart: oneOf(/^(no|always|unless-stopped|on-failure(:\d+)?)$/),
  stop_grace_period: isDuration,
  read_only: (value) => typeof value === 'boolean',
  tmpfs: isList(isText),
  cap_drop: isList(isText),
  security_opt: isList(isText),
};

const top = {
  services: isMap(([name]) => /^[a-z][a-z0-9_-]*$/.test(name)),
  volumes: isMap(([, value]) => value === null),
};

function faultsOf(shapes, object, where) {
  return Object.entries(object).flatMap(([key, value]) => {
    if (key.startsWith('x-')) return [];
    if (!shapes[key]) return [`${where}${key} is not a key that Compose knows or that we use`];
    return shapes[key](value) ? [] : [`${where}${key} has the wrong shape`];
  });
}

/** What is wrong with the shape of a parsed compose file. */
export function shapeFaults(compose) {
  const services = Object.entries(compose.services ?? {});
  return [
    ...faultsOf(top, compose, ''),
    ...services.flatMap(([name, value]) => faultsOf(service, value, `services.${name}.`)),
  ];
}

/** Replaces `${NAME}`, `${NAME:-default}` and `${NAME:?message}` in all texts, and reports what has no value. */
export function interpolate(value, env, faults) {
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env, faults));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, env, faults)]));
  }
  return typeof value === 'string' ? interpolateText(value, env, faults) : value;
}

function interpolateText(text, env, faults) {
  const replaced = text.replace(/\$\{([A-Z0-9_]+)(?::([-?])([^}]*))?\}/g, (_whole, name, operator, rest) => {
    if (env[name]) return env[name];
    if (operator === '-') return rest;
    faults.push(`\${${name}} has neither a default nor a value from tools/compose-secrets.mjs`);
    return '';
  });
  if (replaced.includes('$')) faults.push(`${text} holds a dollar sign that Compose would take for a variable`);
  return replaced;
}
