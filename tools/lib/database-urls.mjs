import { databaseServices } from './paths.mjs';

const ourDatabase = 'muster';

/** Name of the environment variable that holds a service's own database URL, for tools that need several. */
export function databaseVariable(service) {
  return `${service.toUpperCase()}_DATABASE_URL`;
}

/**
 * The administrator's URL for Muster's database: the one that the URL names, `muster` where it names none or only the
 * database that every server has.
 */
export function inOurDatabase(adminUrl) {
  const url = new URL(adminUrl);
  if (['', '/', '/postgres'].includes(url.pathname)) url.pathname = `/${ourDatabase}`;
  return url.href;
}

/**
 * URL under which each service reaches the database, as a role of its own.
 * @param {string} adminUrl
 * @param {Record<string, string>} passwords per service
 * @returns {Record<string, string>}
 */
export function serviceDatabaseUrls(adminUrl, passwords) {
  return Object.fromEntries(
    databaseServices.map((service) => [service, roleUrl(adminUrl, service, passwords[service])]),
  );
}

/** URL of Muster's database for the role of a service or of an example. */
export function roleUrl(adminUrl, name, password) {
  const url = new URL(inOurDatabase(adminUrl));
  url.username = `muster_${name}`;
  url.password = password;
  return url.href;
}
