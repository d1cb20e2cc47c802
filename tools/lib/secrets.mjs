import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writePrivateJson } from './files.mjs';
import { databaseServices, examples, services } from './paths.mjs';

const letters = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

function pick(alphabet, length) {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** A password that a person can read off one screen and type into another; about 78 bits. */
function typablePassword() {
  const groups = [pick(letters, 5), pick(letters, 5), pick(letters, 5), pick(digits, 4)];
  return groups.join('-').replace(/^./, (first) => first.toUpperCase());
}

const token = () => randomBytes(24).toString('base64url');
const key = () => randomBytes(32).toString('base64');

function passwordsFor(names, make) {
  return Object.fromEntries(names.map((name) => [name, make()]));
}

function generate() {
  return {
    postgres: token(),
    databaseRoles: passwordsFor([...databaseServices, ...examples], token),
    nats: passwordsFor([...services, ...examples, 'admin', 'system'], token),
    authMasterKey: key(),
    cursorSigningKey: key(),
    people: passwordsFor(['owner', 'administrator', 'user'], typablePassword),
  };
}

/**
 * The secrets of one state folder; made up at random the first time and kept.
 * @param {string} stateDir
 */
export function loadSecrets(stateDir) {
  const path = join(stateDir, 'secrets.json');
  const kept = readJson(path) ?? {};
  const fresh = generate();
  const secrets = Object.fromEntries(
    Object.entries(fresh).map(([name, value]) => [
      name,
      typeof value === 'string' ? (kept[name] ?? value) : { ...value, ...kept[name] },
    ]),
  );
  writePrivateJson(path, secrets);
  return secrets;
}
