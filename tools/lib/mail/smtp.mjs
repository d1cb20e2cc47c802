import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const greylistMs = 2_000;
const largestMail = 20 * 1024 * 1024;

/** What the sink can be told to do with every mail. */
export const modes = ['accept', 'refuse', 'cut-after-data', 'hang'];

function refusal(responseCode, message) {
  return Object.assign(new Error(message), { responseCode });
}

function headersOf(parsed) {
  const lines = parsed.headerLines.map(({ key, line }) => [
    key,
    line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n\s*/g, ' ')
      .trim(),
  ]);
  return Object.fromEntries(lines);
}

async function toMail(stream, session) {
  const parsed = await simpleParser(stream, { skipImageLinks: true, skipTextToHtml: true });
  return {
    from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
    to: session.envelope.rcptTo.map(({ address }) => address.toLowerCase()),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    headers: headersOf(parsed),
    messageId: parsed.messageId ?? '',
    receivedAt: new Date().toISOString(),
  };
}

/** An SMTP server that keeps what it receives, and fails on request in the ways in which real servers fail. */
export class SmtpSink {
  #server;
  #store;
  #sockets = new Map();
  #firstTries = new Map();
  #mode = 'accept';

  /** @param {import('./store.mjs').MailStore} store */
  constructor(store) {
    this.#store = store;
    this.#server = new SMTPServer({
      banner: 'Muster mail sink',
      disabledCommands: ['STARTTLS', 'AUTH'],
      size: largestMail,
      disableReverseLookup: true,
      logger: false,
      // Messages below carry their own.
      hideENHANCEDSTATUSCODES: true,
      onRcptTo: (address, _session, done) => this.#decide(address.address, done),
      onData: (stream, session, done) => void this.#receive(stream, session, done),
    });
    // Peers that go away in the middle of a mail are part of what is being tried out.
    this.#server.on('error', () => {});
    this.#server.server.on('connection', (socket) => this.#remember(socket));
  }

  get mode() {
    return this.#mode;
  }

  set mode(mode) {
    this.#mode = mode;
  }

  #decide(address, done) {
    const local = address.toLowerCase().split('@')[0];
    if (this.#mode === 'hang' || local.includes('hang')) return;
    if (this.#mode === 'refuse') done(refusal(554, '5.7.1 this server refuses all mail at the moment'));
    else if (local.includes('bounce')) done(refusal(550, `5.1.1 <${address}> no such user here`));
    else if (local.includes('greylist') && this.#tooEarly(address))
      done(refusal(451, '4.7.1 greylisted, try again later'));
    else done();
  }

  #tooEarly(address) {
    const first = this.#firstTries.get(address) ?? Date.now();
    this.#firstTries.set(address, first);
    return Date.now() - first < greylistMs;
  }

  async #receive(stream, session, done) {
    try {
      const mail = await toMail(stream, session);
      if (stream.sizeExceeded) throw refusal(552, '5.3.4 message too big');
      this.#store.add(mail);
      // The mail has arrived but its sender cannot know: the case that makes duplicates.
      if (this.#mode === 'cut-after-data') this.#sockets.get(session.remotePort)?.destroy();
      else done(null, '2.0.0 kept');
    } catch (error) {
      done(error.responseCode ? error : refusal(451, `4.3.0 ${error.message}`));
    }
  }

  #remember(socket) {
    const port = socket.remotePort;
    this.#sockets.set(port, socket);
    socket.once('close', () => this.#sockets.delete(port));
  }

  /** Starts to listen. */
  listen(port, host) {
    return new Promise((resolve, reject) => {
      this.#server.server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  /** Stops listening and drops connections. */
  close() {
    for (const socket of this.#sockets.values()) socket.destroy();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
