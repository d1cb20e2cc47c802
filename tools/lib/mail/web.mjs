import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { modes } from './smtp.mjs';

const pagePolicy =
  "default-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// The mail's own markup runs no script and cannot reach the page around it.
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:";

function asset(name, type) {
  const content = readFileSync(new URL(`./${name}`, import.meta.url));
  return { content, type };
}

const assets = {
  '/': asset('page.html', 'text/html; charset=utf-8'),
  '/page.js': asset('page.js', 'text/javascript; charset=utf-8'),
  '/page.css': asset('page.css', 'text/css; charset=utf-8'),
};

function send(response, status, body, headers = {}) {
  response.writeHead(status, {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

function sendJson(response, status, value, headers) {
  send(response, status, JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8', ...headers });
}

const summary = ({ id, to, subject, receivedAt }) => ({ id, to, subject, receivedAt });

function sendList(store, url, request, response) {
  const etag = `"${store.version}${url.search}"`;
  if (request.headers['if-none-match'] === etag) return send(response, 304, undefined, { etag });
  const limit = url.searchParams.has('limit') ? Number(url.searchParams.get('limit')) : undefined;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    return sendJson(response, 400, { message: 'limit must be a positive whole number' });
  }
  const mails = store.list({ to: url.searchParams.get('to') ?? undefined, limit });
  return sendJson(response, 200, url.searchParams.has('summary') ? mails.map(summary) : mails, { etag });
}

function sendMail(store, id, asHtml, response) {
  const mail = store.get(id);
  if (!mail) return sendJson(response, 404, { message: 'no such mail' });
  if (!asHtml) return sendJson(response, 200, mail);
  // Links must not open inside the frame, where the sandbox would break the page they lead to.
  const body = `<!doctype html><base target="_blank">${mail.html}`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy };
  return send(response, 200, body, headers);
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
    if (chunks.length > 64) throw new Error('too long');
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function control(sink, request, response) {
  const { mode } = await readBody(request).catch(() => ({}));
  if (!modes.includes(mode)) return sendJson(response, 400, { message: `mode must be one of ${modes.join(', ')}` });
  sink.mode = mode;
  return sendJson(response, 200, { mode });
}

// Mails hold sign-in links: a page on the internet must not get at them by pointing its own host name to 127.0.0.1.
function isForeign(request, allowedHosts) {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const { origin } = request.headers;
  return !allowedHosts.includes(host) || (origin !== undefined && origin !== `http://${request.headers.host}`);
}

function route({ store, sink }, request, response) {
  const url = new URL(request.url, 'http://localhost');
  const page = request.method === 'GET' ? assets[url.pathname] : undefined;
  if (page) {
    return send(response, 200, page.content, { 'content-type': page.type, 'content-security-policy': pagePolicy });
  }
  const mail = /^\/email\/([\w-]+)(\/html)?$/.exec(url.pathname);
  if (request.method === 'GET' && mail) return sendMail(store, mail[1], Boolean(mail[2]), response);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /email':
      return sendList(store, url, request, response);
    case 'DELETE /email':
      store.clear();
      return send(response, 204);
    case 'GET /control':
      return sendJson(response, 200, { mode: sink.mode });
    case 'POST /control':
      return control(sink, request, response);
    case 'GET /health/ready':
      return sendJson(response, 200, { status: 'ready' });
    default:
      return sendJson(response, 404, { message: 'not found' });
  }
}

/**
 * The HTTP side of the sink: a page for people, JSON for tests.
 * @param {{store: import('./store.mjs').MailStore, sink: import('./smtp.mjs').SmtpSink, allowedHosts: string[]}} options
 */
export function createMailWeb({ store, sink, allowedHosts }) {
  return createServer((request, response) => {
    if (isForeign(request, allowedHosts)) return sendJson(response, 403, { message: 'this host may not be asked' });
    Promise.resolve(route({ store, sink }, request, response)).catch((error) =>
      sendJson(response, 500, { message: error.message }),
    );
  });
}
