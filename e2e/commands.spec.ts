// Real: the tools, started as a person does. Nothing of Muster runs.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Command } from './support/command.js';

const begun: Command[] = [];

function tool(name: string, ...args: string[]) {
  const command = new Command(process.execPath, [`tools/${name}.mjs`, ...args], { env: { NODE_OPTIONS: undefined } });
  begun.push(command);
  return command.end();
}

afterEach(() => {
  for (const command of begun.splice(0)) if (command.isRunning) command.signalGroup('SIGKILL');
});

const tools = [
  'start',
  'test',
  'build',
  'check',
  'migrate',
  'generate',
  'dead-letters',
  'rotate-keys',
  'after-restore',
  'import-passwords',
  'compose-secrets',
  'bench',
  'bench/list-at-scale',
];

describe.each(tools)('tools/%s.mjs', (name) => {
  it('says how it is used', async () => {
    const { code, output } = await tool(name, '--help');
    expect(output).toMatch(/^Usage: (npm|node) /);
    expect(code).toBe(0);
  });

  it('refuses what it does not know, says how it is used, and does nothing', async () => {
    const { code, output } = await tool(name, '--no-such-option');
    expect(output).toContain("Unknown option '--no-such-option'");
    expect(output).toContain('Usage: ');
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });
});

describe('npm run build', () => {
  it.each(['users', 'auth', 'notifications', 'gateway'])(
    'puts %s together with maps that lead to its sources',
    (name) => {
      const map = resolve('dist', 'services', name, 'main.js.map');
      const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] };
      const paths = sources.map((source) => resolve(dirname(map), source));
      expect(paths).toContain(resolve('apps', name, 'src', 'main.ts'));
      expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    },
  );
});

describe('npm test', () => {
  it('fails for a path that picks no file', async () => {
    const { code, output } = await tool('test', '--ring', 'unit', 'no/such/path');
    expect(output).toContain('No file with tests of unit has a path with no/such/path in it.');
    expect(output).toMatch(/0 passed, 1 failed\n$/);
    expect(code).toBe(1);
  });

  it('fails for one of two paths that picks no file', async () => {
    const { code, output } = await tool('test', '--ring', 'unit', 'libs/pacing', 'libs/packing');
    expect(output).toContain('libs/packing');
    expect(code).toBe(1);
  });

  it('fails for a ring that there is not', async () => {
    const { code, output } = await tool('test', '--ring', 'outer');
    expect(output).toContain('--ring outer: there is no such ring.');
    expect(code).toBe(1);
  });
});

describe('npm run dead-letters', () => {
  it.each([[[]], [['redrive']], [['show']], [['list', '--service', 'gateway']], [['redrive', 'some-id', '--all']]])(
    'says how it is used for %j',
    async (args) => {
      const { code, output } = await tool('dead-letters', ...args);
      expect(output).toContain('Usage: npm run dead-letters');
      expect(code).toBe(1);
    },
  );
});
