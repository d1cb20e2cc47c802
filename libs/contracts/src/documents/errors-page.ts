import { errorCatalogue, errorCodes, type ErrorCode } from '../errors.js';
import type { Route } from '../http.js';
import { allRoutes } from '../registry.js';
import { codesOf, isUnsafe, statusOf } from './route-errors.js';

const introduction = `# Errors

Generated from the contracts by \`npm run generate\`; do not edit.

Every failure is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "urn:muster:error:email_taken",
  "title": "The email address is in use",
  "status": 409,
  "code": "email_taken",
  "requestId": "01890a5d-ac96-7c3e-a1b2-3c4d5e6f7a8b"
}
\`\`\`

Decide by \`code\`: it is stable. Titles and details are for people and may change. \`invalid_request\` also carries
\`errors: [{ path, code, message }]\`, \`plan_required\` carries \`plan\`, and 429 and 503 have a \`Retry-After\` header.
An id of another account answers exactly as an unknown one.
`;

const groups: readonly { name: string; holds: (route: Route) => boolean }[] = [
  { name: 'every route', holds: () => true },
  {
    name: 'every route with parameters or a body',
    holds: ({ params, query, body }) => Boolean(params ?? query ?? body),
  },
  { name: 'every route but the public ones', holds: ({ access }) => access === 'signed_in' },
  { name: 'every route that changes something', holds: ({ method }) => isUnsafe(method) },
];

/** In words where a code is not particular to single routes. */
function whereIn(code: ErrorCode): string {
  const answering = allRoutes.filter((route) => codesOf(route).includes(code));
  if (code === 'method_not_allowed') return 'a path that is served with other methods only';
  if (answering.length === 0) return 'no route yet';
  const group = groups.find(({ holds }) => allRoutes.filter(holds).every((route) => answering.includes(route)));
  const others = answering.filter((route) => group?.holds(route) !== true);
  const named = others.map(({ method, path }) => `\`${method} ${path}\``);
  return [...(group === undefined ? [] : [group.name]), ...named].join('<br>');
}

/** A cell of a Markdown table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function row(code: ErrorCode): string {
  const { kind, title, help } = errorCatalogue[code];
  const cells = [`\`${code}\``, String(statusOf(code)), kind, title, help, whereIn(code)];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** docs/errors.md: every code, what it means, what to do, and which routes answer it. */
export function errorsPage(): string {
  const inTurn = [...errorCodes].sort((one, other) => statusOf(one) - statusOf(other));
  const head = ['| Code | HTTP | Kind | Meaning | What to do | Answered by |', '|---|---|---|---|---|---|'];
  return `${introduction}\n${[...head, ...inTurn.map(row)].join('\n')}\n`;
}
