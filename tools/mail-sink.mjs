// Receives mail instead of delivering it: SMTP on one port, a page and a JSON list on another.
import { createMailWeb } from './lib/mail/web.mjs';
import { SmtpSink } from './lib/mail/smtp.mjs';
import { MailStore } from './lib/mail/store.mjs';

const { MAIL_HOST: host = '127.0.0.1', MAIL_PORT: mailPort = '4825', SMTP_PORT: smtpPort = '4826' } = process.env;
const allowedHosts = [
  'localhost',
  '127.0.0.1',
  '[::1]',
  ...(process.env.MAIL_ALLOWED_HOSTS ?? '').split(',').filter(Boolean),
];

const store = new MailStore(process.env.MAIL_FILE);
const sink = new SmtpSink(store);
const web = createMailWeb({ store, sink, allowedHosts });

await sink.listen(Number(smtpPort), host);
// Listening comes last: the page answering means that mail is taken too.
web.listen(Number(mailPort), host);

async function stop() {
  web.close();
  web.closeAllConnections();
  await sink.close();
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
