// Real: everything. The shell of the documents, run as it is written, one block after the other, on a fresh system.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Command } from './support/command.js';

const documents = ['README.md', 'docs/api-keys.md'];
const stateDir = '.muster/e2e-documents';
let system: System;
let folder: string;

beforeAll(async () => {
  system = await startSystem({ stateDir, fresh: true, quiet: true, build: false });
  folder = mkdtempSync(join(tmpdir(), 'muster-documents-'));
}, 120_000);

afterAll(async () => {
  await system?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function shellBlocks(document: string): string[] {
  return [...readFileSync(document, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

function program(name: string, text: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** The folder of a checkout in which the system of this test is the one that runs. */
function checkout(): Record<string, string> {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(resolve(stateDir), join(folder, '.muster'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const path = process.env['PATH'] ?? '';
  // What curl -s passes over in silence: each answer's status goes to a file.
  program(
    'curl',
    `PATH="${path}" exec curl -w '%{stderr}%{http_code} %{method} %{url}\\n' "$@" 2>>"${folder}/answers"`,
  );
  // Mail takes as long as the machine makes it.
  program('sleep', `PATH="${path}" exec sleep $(($1 * 2))`);
  return { PATH: `${join(folder, 'bin')}:${path}` };
}

describe('the shell of the documents', () => {
  it('runs from top to bottom, and every answer is a success', async () => {
    const script = documents.flatMap(shellBlocks);
    expect(script.length).toBeGreaterThanOrEqual(4);
    const env = { ...checkout(), NODE_OPTIONS: undefined };
    const shell = new Command('bash', ['-euo', 'pipefail', '-c', script.join('\n')], { env, cwd: folder });
    const { code, output } = await shell.end();
    const answers = readFileSync(join(folder, 'answers'), 'utf8').match(/^\d{3} [A-Z]+ .*$/gm) ?? [];
    expect({
      refused: answers.filter((line) => !/^2\d\d /.test(line)),
      said: code === 0 ? '' : output.slice(-2_000),
    }).toEqual({
      refused: [],
      said: '',
    });
    expect(answers.length).toBeGreaterThanOrEqual(30);
  });
});
