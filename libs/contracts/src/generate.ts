import { asyncapiDocument } from './documents/asyncapi.js';
import { errorsPage } from './documents/errors-page.js';
import { eventsPage } from './documents/events-page.js';
import { openapiDocument } from './documents/openapi.js';
import { toText } from './documents/schema-book.js';

/**
 * Every committed file that follows from the contracts alone. `npm run generate` writes them and adds those that also
 * need the configuration of the services.
 * @returns contents by path from the root of the checkout
 */
export function generateAll(): Record<string, string> {
  return {
    'openapi.json': toText(openapiDocument()),
    'asyncapi.json': toText(asyncapiDocument()),
    'docs/errors.md': errorsPage(),
    'docs/events.md': eventsPage(),
  };
}
