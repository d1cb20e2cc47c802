// Real: `npm start` and its state folder, as far as that goes before anything of Muster runs.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { State } from '../tools/lib/state.mjs';
import { Command } from './support/command.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-state-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[], env: Record<string, string> = {}) {
  const command = new Command(process.execPath, ['tools/start.mjs', '--no-build', ...args], {
    env: { NODE_OPTIONS: undefined, ...env },
  });
  return command.end();
}

const put = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));

describe('--fresh', () => {
  it('is refused with a database of somebody else, and the keys of that database stay', async () => {
    put('secrets.json', { authMasterKey: 'the only copy' });
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/muster' };
    const { code, output } = await start(['--state', folder, '--fresh'], env);
    expect(output).toContain('Leave out --fresh');
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toContain('the only copy');
  });

  it('forgets what was made here, but not the keys of a database of somebody else', () => {
    const state = new State(folder);
    put('secrets.json', { authMasterKey: 'one' });
    put('mails.jsonl', {});
    state.setStamp('seeded', 'hash');
    state.wipe();
    expect(readdirSync(folder)).toEqual([]);

    put('secrets.json', { authMasterKey: 'two' });
    put('mails.jsonl', {});
    state.setStamp('seeded', 'hash');
    state.setStamp('external', true);
    for (let times = 0; times < 2; times += 1) state.wipe();
    expect(readdirSync(folder).sort()).toEqual(['secrets.json', 'stamps.json']);
    expect(state.stamp('seeded')).toBeUndefined();
  });
});
