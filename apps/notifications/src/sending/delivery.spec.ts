import { describe, expect, it } from '@jest/globals';
import { cleanReply, deliveryOf } from './delivery.js';

const failure = (fields: object) => Object.assign(new Error('failed'), fields);

describe('deliveryOf', () => {
  it.each([
    ['an unknown recipient', { responseCode: 550, command: 'RCPT TO', code: 'EENVELOPE' }, 'refused'],
    ['refused content', { responseCode: 552, command: 'DATA', code: 'EMESSAGE' }, 'refused'],
    ['an impossible address', { command: 'API', code: 'EENVELOPE' }, 'refused'],
    ['greylisting', { responseCode: 451, command: 'RCPT TO', code: 'EENVELOPE' }, 'deferred'],
    ['a session in disorder', { responseCode: 503, command: 'RCPT TO', code: 'EENVELOPE' }, 'deferred'],
    ['our sender refused', { responseCode: 550, command: 'MAIL FROM', code: 'EENVELOPE' }, 'deferred'],
    ['a broken connection', { command: 'CONN', code: 'ECONNECTION' }, 'deferred'],
    ['silence in a session', { command: 'CONN', code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }, 'deferred'],
    ['silence before the session', { command: 'CONN', code: 'ETIMEDOUT', timeoutType: 'GREETING' }, 'unreachable'],
    ['nobody there', { command: 'CONN', code: 'ESOCKET', syscall: 'connect' }, 'unreachable'],
    ['an unknown host', { command: 'CONN', code: 'EDNS' }, 'unreachable'],
    ['a wrong password', { responseCode: 535, command: 'AUTH PLAIN', code: 'EAUTH' }, 'unreachable'],
    ['a relay that greets with no', { responseCode: 554, command: 'CONN', code: 'EPROTOCOL' }, 'unreachable'],
  ])('tells %s', (_what, fields, kind) => {
    expect(deliveryOf(failure(fields)).kind).toBe(kind);
  });

  it('repeats the words of the relay, not those of the client', () => {
    const error = failure({
      message: 'secret',
      response: '550 5.1.1 no such user',
      responseCode: 550,
      command: 'RCPT TO',
    });
    expect(deliveryOf(error).reply).toBe('550 5.1.1 no such user');
    expect(deliveryOf(failure({ message: 'secret', code: 'EDNS' })).reply).not.toContain('secret');
  });
});

describe('cleanReply', () => {
  it.each([
    ['550 5.1.1 <nadia@people.example> no such user', '550 5.1.1 <address> no such user'],
    ['550-line one\r\n550 line\u0000two', '550-line one 550 line two'],
    ['refused: nadia@people.example, sender=x@y.example.', 'refused: <address>, <address>'],
  ])('cleans %j', (reply, expected) => {
    expect(cleanReply(reply)).toBe(expected);
  });

  it('stays within 500 characters', () => {
    expect(cleanReply('😀'.repeat(5_000)).length).toBeLessThanOrEqual(500);
  });
});
