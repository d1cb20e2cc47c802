import { spawnSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { hashBehindOthers } from './hash-threads.js';

// In a process of its own: a priority that was lowered cannot be raised again.
const script = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { getPriority } from 'node:os';
  import { pbkdf2 } from 'node:crypto';
  const { hashBehindOthers } = await import(process.argv[1]);
  await hashBehindOthers();
  const tasks = () => readdirSync('/proc/self/task').map(Number);
  const ticks = (task) => Number(readFileSync('/proc/self/task/' + task + '/stat', 'utf8').split(') ')[1].split(' ')[11]);
  const before = new Map(tasks().map((task) => [task, ticks(task)]));
  await Promise.all([1, 2, 3, 4].map((n) => new Promise((done) => pbkdf2('a', 'b', 200_000, 64, 'sha512', done))));
  const worked = tasks().filter((task) => ticks(task) - (before.get(task) ?? 0) > 2 && task !== process.pid);
  console.log(JSON.stringify({ main: getPriority(process.pid), worked: worked.map((task) => getPriority(task)) }));
`;

describe('threads that hash', () => {
  it('let others go before them, and the thread of JavaScript keeps its place', async () => {
    // Only Linux knows priorities of threads.
    if (process.platform !== 'linux') return expect(await hashBehindOthers()).toBe(0);
    const module = `${process.cwd()}/dist/apps/auth/src/passwords/hash-threads.js`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, module], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const { main, worked } = JSON.parse(stdout) as { main: number; worked: number[] };
    expect(main).toBe(getPriority());
    expect(worked.length).toBeGreaterThan(0);
    expect(new Set(worked)).toEqual(new Set([Math.min(getPriority() + 10, 19)]));
  });
});
