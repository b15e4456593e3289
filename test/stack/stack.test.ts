import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { lockDataDir } from '../../stack/lock.ts';
import { identify, isRunning, type StartedProcess, startProcess } from '../../stack/processes.ts';
import { readRecord, writeRecord } from '../../stack/record.ts';
import { stopOrphans } from '../../stack/stack.ts';

let dir: string;
let started: StartedProcess | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'incasso-stack-'));
});
afterEach(async () => {
  await started?.stop(0);
  started = undefined;
  rmSync(dir, { recursive: true });
});

/** A program that runs until it is stopped. */
function startWaiting(code = 'setInterval(() => {}, 1000)'): StartedProcess {
  const logFile = join(dir, 'waiting.log');
  started = startProcess({ name: 'waiting', command: process.execPath, args: ['-e', code], logFile });
  return started;
}

function record(pids: Record<string, { pid: number; started?: string }>): void {
  writeRecord(dir, {
    database_url: 'postgres://127.0.0.1/incasso',
    temporal_address: '127.0.0.1:7233',
    namespace: 'default',
    pids,
  });
}

describe('what a killed start left behind', () => {
  it('O2 is stopped when it is the recorded process', async () => {
    const worker = startWaiting();
    record({ worker: { pid: worker.pid, started: worker.started } });
    const lines: string[] = [];
    await stopOrphans(dir, (line) => lines.push(line));
    expect(isRunning(worker)).toBe(false);
    expect(lines).toEqual([`worker: stopping the one that was left running (pid ${worker.pid})`]);
  });

  it('is left alone when its number now belongs to another program', async () => {
    const other = startWaiting();
    record({ worker: { pid: other.pid, started: 'another-time' } });
    await stopOrphans(dir, () => expect.unreachable());
    expect(isRunning(other)).toBe(true);
  });

  it('is unknown when stack.json is damaged, and the start goes on', async () => {
    writeFileSync(join(dir, 'stack.json'), '{"pids": {');
    await stopOrphans(dir, () => expect.unreachable());
    expect(readRecord(dir)).toBeUndefined();
  });
});

describe('a process of the stack', () => {
  it('is killed when it does not end in time', async () => {
    const stubborn = startWaiting("process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)");
    await expect.poll(() => readdirSync(dir)).toContain('waiting.log');
    await stubborn.stop(100);
    expect(isRunning(stubborn)).toBe(false);
    expect(await stubborn.exited).toMatchObject({ code: null });
  });

  it('says that it could not be started', async () => {
    const missing = startProcess({ name: 'x', command: '/nowhere/x', args: [], logFile: join(dir, 'x.log') });
    expect(await missing.exited).toEqual({ code: 127, signal: null });
    expect(isRunning(missing)).toBe(false);
  });
});

describe('the lock of a data folder', () => {
  it('refuses the second start and names the first', () => {
    const unlock = lockDataDir(dir);
    expect(() => lockDataDir(dir)).toThrow(`the stack is already running (pid ${process.pid})`);
    unlock();
    lockDataDir(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('takes over the lock of a start that was killed', () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(dir, 'stack.lock'), JSON.stringify({ pid: ended, started: 'then' }));
    const unlock = lockDataDir(dir);
    expect(readdirSync(dir)).toEqual(['stack.lock']);
    unlock();
  });

  it('takes over a lock of which the number now belongs to another program', () => {
    writeFileSync(join(dir, 'stack.lock'), JSON.stringify({ ...identify(process.pid), started: 'then' }));
    lockDataDir(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });
});
