// Real: `npm start` and its state folder, as far as that goes before anything of Muster runs.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('a folder that cannot be one', () => {
  it('is no empty name, no file, and none with things of others', async () => {
    const empty = await start(['--state', '']);
    expect([empty.code, empty.output]).toEqual([1, expect.stringContaining('--state needs the name of a folder')]);

    put('file', {});
    const file = await start(['--state', join(folder, 'file')]);
    expect([file.code, file.output]).toEqual([1, expect.stringContaining('cannot be used: it is no folder')]);
    expect(file.output).not.toMatch(/\n\s+at /);

    mkdirSync(join(folder, 'postgres'));
    const foreign = await start(['--state', folder, '--fresh']);
    expect([foreign.code, foreign.output]).toEqual([1, expect.stringContaining('nothing is removed there')]);
    expect(existsSync(join(folder, 'postgres'))).toBe(true);
  });
});
