import type { FastifyReply } from 'fastify';
import type { Caller } from '#contracts';
import type { Credential } from '../identity/credential.js';
import type { Sight } from './sight.js';

/** A client that does not read what it is sent is let go at so many bytes. */
const maxUnread = 65_536;

/** One open `GET /v1/events` (server-sent events, WHATWG HTML section 9.2). */
export class LiveStream {
  private closed = false;

  constructor(
    readonly caller: Caller,
    readonly credential: Credential,
    private readonly reply: FastifyReply,
    public sight: Sight,
    private readonly onClose: (stream: LiveStream) => void,
  ) {}

  begin(): void {
    this.reply.hijack();
    const { raw } = this.reply;
    raw.writeHead(200, {
      ...headersSoFar(this.reply),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    raw.once('close', () => this.end());
    raw.write('retry: 1000\n\nevent: ready\ndata: {}\n\n');
  }

  seesUser(userId: string): boolean {
    return this.sight.everybody || this.caller.sub === userId;
  }

  /** As far as is known since the rights were last asked for. */
  seesMailbox(mailboxId: string): boolean {
    const { mailboxes } = this.sight;
    return mailboxes === 'all' || mailboxes.has(mailboxId);
  }

  send(event: string, data: object): void {
    if (this.closed) return;
    this.reply.raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.reply.raw.writableLength > maxUnread) this.end();
  }

  beat(): void {
    if (!this.closed) this.reply.raw.write(': still here\n\n');
  }

  end(): void {
    if (this.closed) return;
    this.closed = true;
    this.reply.raw.end();
    this.onClose(this);
  }
}

function headersSoFar(reply: FastifyReply): Record<string, string> {
  const entries = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(entries) as Record<string, string>;
}
