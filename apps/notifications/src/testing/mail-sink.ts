import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ReceivedMail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  messageId: string;
}

/** The mail sink of `npm start` as a process of its own: real SMTP, with ways to fail. */
export interface MailSink {
  smtpUrl: string;
  received(address: string): Promise<ReceivedMail[]>;
  behave(mode: 'accept' | 'refuse' | 'cut-after-data' | 'hang'): Promise<void>;
  close(): Promise<void>;
}

/** A port of loopback on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (response?.ok === true) return;
    await sleep(50);
  }
  throw new Error('The mail sink did not start');
}

export async function startMailSink(port?: number): Promise<MailSink> {
  const [smtpPort, webPort] = [port ?? (await freePort()), await freePort()];
  const web = `http://127.0.0.1:${webPort}`;
  const child = spawn(process.execPath, ['tools/mail-sink.mjs'], {
    env: { PATH: process.env['PATH'], SMTP_PORT: String(smtpPort), MAIL_PORT: String(webPort) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await answers(web);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    async received(address) {
      const response = await fetch(`${web}/email?to=${encodeURIComponent(address)}`);
      return (await response.json()) as ReceivedMail[];
    },
    async behave(mode) {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${web}/control`, { method: 'POST', headers, body: JSON.stringify({ mode }) });
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
