// Real: everything. `npm start` itself, ended in all the ways in which a person, a terminal and `timeout` end it.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readRunning, type Running } from '../tools/lib/system.mjs';
import { until } from './support/api.js';
import { Command } from './support/command.js';

const stateDir = '.muster/e2e-start';
const begun: Command[] = [];

function npmStart(...options: string[]): Command {
  return npmStartWith({}, ...options);
}

function npmStartWith(env: Record<string, string>, ...options: string[]): Command {
  const args = ['start', '--', '--state', stateDir, '--no-build', ...options];
  const command = new Command('npm', args, { env: { NODE_OPTIONS: undefined, ...env } });
  begun.push(command);
  return command;
}

async function ready(...options: string[]): Promise<{ command: Command; running: Running }> {
  const command = npmStart(...options);
  await command.says(/Ctrl-C stops everything/);
  const running = readRunning(stateDir);
  if (running === undefined) throw new Error('It says that it is ready, but there is no running.json');
  return { command, running };
}

const startPid = (): number => (JSON.parse(readFileSync(`${stateDir}/lock.json`, 'utf8')) as { pid: number }).pid;
const logOf = (name: string): string => readFileSync(`${stateDir}/logs/${name}.log`, 'utf8');

/** One that has ended and that nobody has collected yet does not run. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const processesOf = ({ pids }: Running): number[] => Object.values(pids).flat().map(Number);
const allEnded = (running: Running) => until('all to end', async () => !processesOf(running).some(runs), 20_000);

afterEach(async () => {
  for (const command of begun.splice(0)) {
    if (command.isRunning) command.signalGroup('SIGINT');
    await command.end();
  }
}, 60_000);

describe('npm start', () => {
  it('takes a signal that arrives twice for one, and leaves a database that was shut down', async () => {
    const { command, running } = await ready('--fresh');
    // npm passes on what the group has got already.
    command.signalGroup('SIGTERM');
    await command.end();
    await allEnded(running);
    expect(logOf('postgres')).toMatch(/database system is shut down\s*$/);
    expect(command.output).toContain('Stopping ...');
    expect(() => startPid()).toThrow('ENOENT');

    const again = await ready();
    expect(logOf('postgres')).not.toMatch(/not properly shut down|interrupted/);
    again.command.signalGroup('SIGINT');
    await again.command.end();
    await allEnded(again.running);
  });

  it('stops in order also when nobody reads what it prints any more', async () => {
    const { command, running } = await ready();
    command.closeOutput();
    command.signalGroup('SIGINT');
    await command.end();
    await allEnded(running);
    await until('the lock to go', async () => !existsSync(`${stateDir}/lock.json`));
    expect(readRunning(stateDir)).toBeUndefined();
    expect(logOf('postgres')).toMatch(/database system is shut down\s*$/);
  });

  it('stops at once for who asks again, and the database still ends by itself', async () => {
    const { command, running } = await ready();
    const [stuck] = running.pids.users;
    process.kill(Number(stuck), 'SIGSTOP');
    const asked = Date.now();
    process.kill(startPid(), 'SIGINT');
    await sleep(3_000);
    expect(runs(Number(stuck))).toBe(true);
    process.kill(startPid(), 'SIGINT');
    await command.end();
    // A service that hangs is waited for up to 10 seconds when nobody is in a hurry.
    expect(Date.now() - asked).toBeLessThan(8_000);
    await allEnded(running);
    expect(logOf('postgres')).toMatch(/database system is shut down\s*$/);
  });

  it('ends what it has begun when it is stopped before it is ready', async () => {
    const command = npmStart();
    await command.says(/PostgreSQL is up/);
    const pids = JSON.parse(readFileSync(`${stateDir}/pids.json`, 'utf8')) as { processes: { pid: number }[] };
    command.signalGroup('SIGTERM');
    await command.end();
    await until('all to end', async () => !pids.processes.some(({ pid }) => runs(pid)), 20_000);
    expect(logOf('postgres')).toMatch(/database system is shut down\s*$/);
  });

  it('ends soon when a service cannot start', async () => {
    const command = npmStartWith({ SMTP_URL: 'http://no.mail.example' });
    await command.says(/must be a smtp:\/\/ or smtps:\/\/ URL/);
    const failed = Date.now();
    const { code } = await command.end();
    expect(code).toBe(1);
    expect(Date.now() - failed).toBeLessThan(5_000);
    expect(() => startPid()).toThrow('ENOENT');
  });

  it('heals what a killed one has left behind: everything still running', async () => {
    const first = await ready();
    process.kill(startPid(), 'SIGKILL');
    const second = await ready();
    expect(second.command.output).toContain('left over from an earlier start');
    expect(processesOf(first.running).some(runs)).toBe(false);
    expect(logOf('postgres')).not.toMatch(/not properly shut down|interrupted/);
  });

  it('heals what a killed one has left behind: a database that was killed too', async () => {
    const first = await ready();
    process.kill(startPid(), 'SIGKILL');
    for (const pid of processesOf(first.running)) process.kill(pid, 'SIGKILL');
    await ready();
    expect(logOf('postgres')).toContain('not properly shut down');
  });

  it('waits for a database that is just ending', async () => {
    const first = await ready();
    process.kill(startPid(), 'SIGKILL');
    for (const pid of processesOf(first.running)) if (pid !== first.running.pids.postgres) process.kill(pid, 'SIGKILL');
    process.kill(Number(first.running.pids.postgres), 'SIGINT');
    await ready();
    expect(logOf('postgres')).not.toMatch(/not properly shut down|interrupted/);
  });
});
