import { describe, expect, it } from '@jest/globals';
import { configSchema } from './config.js';

const read = (fields: object) =>
  configSchema.safeParse({
    NATS_URL: 'nats://127.0.0.1:4222',
    METRICS_PORT: '0',
    DATABASE_URL: 'postgres://muster_notifications@127.0.0.1/muster',
    PUBLIC_URL: 'https://desk.example/',
    SMTP_URL: 'smtp://relay.example:587',
    MAIL_FROM: 'Muster <no-reply@muster.example>',
    ...fields,
  });

describe('MAIL_FROM', () => {
  it.each([
    ['Muster <no-reply@muster.example>', { name: 'Muster', address: 'no-reply@muster.example' }],
    ['"Harbour, Pine" <Desk@Pine.example>', { name: 'Harbour, Pine', address: 'desk@pine.example' }],
    ['<desk@pine.example>', { name: 'Muster', address: 'desk@pine.example' }],
    ['desk@pine.example', { name: 'Muster', address: 'desk@pine.example' }],
  ])('reads %s', (text, expected) => {
    expect(read({ MAIL_FROM: text }).data?.MAIL_FROM).toEqual(expected);
  });

  it.each(['Muster', 'Muster <nobody>', 'a@b.example, c@d.example', 'M\r\nBcc: x <a@b.example>'])(
    'refuses %j',
    (text) => {
      expect(read({ MAIL_FROM: text }).success).toBe(false);
    },
  );
});

describe('SMTP_URL', () => {
  it.each(['http://relay.example', 'relay.example:25', ''])('refuses %j', (url) => {
    expect(read({ SMTP_URL: url }).success).toBe(false);
  });
});
