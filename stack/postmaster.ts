import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { IncassoError } from '../domain/errors.ts';
import { lastLineOfLog } from './logFiles.ts';
import type { ServerUser } from './postgresUser.ts';
import { commandLine, hasEnded, identify, isRunning, type ProcessId, startProcess, stopProcess } from './processes.ts';

/** Recovery after a crash reads up to `max_wal_size` of log first. */
const START_TIMEOUT_MS = 300_000;

/** A running server and its port. */
export interface Postmaster extends ProcessId {
  port: number;
}

/**
 * The server that runs on a data folder, once it is ready; undefined when none does. A `postmaster.pid` that was left behind
 * is removed, also when its number now belongs to another program.
 */
export async function runningPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const file = readPidFile(dataDir);
  if (file === undefined) return undefined;
  const id = identify(file.pid);
  if (!isRunning(id) || !commandLine(file.pid).includes(`-D ${dataDir} `)) {
    await removePidFile(dataDir);
    return undefined;
  }
  // Starting: wait for it. Stopping: wait for its end.
  if (await becomesReady(dataDir, id)) return { ...id, port: file.port };
  await stopPostmaster(id, dataDir);
  return undefined;
}

/** Starts the server on a data folder and waits until it takes connections. Throws STORAGE with the log's last line. */
export async function startPostmaster(options: {
  program: string;
  dataDir: string;
  port: number;
  settings: Record<string, string>;
  user: ServerUser;
  logFile: string;
}): Promise<Postmaster> {
  const { program, dataDir, port, user, logFile } = options;
  await stopLeftBackends(dataDir);
  const settings = { ...options.settings, port: String(port) };
  const started = startProcess({
    name: 'postgres',
    command: join(program, 'bin', 'postgres'),
    args: ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: dataDir,
    ...user,
    logFile,
  });
  if (await becomesReady(dataDir, started)) return { pid: started.pid, started: started.started, port };
  await stopPostmaster(started, dataDir);
  throw new IncassoError('STORAGE', `PostgreSQL did not start: ${lastLineOfLog(logFile)} (${logFile})`);
}

/** Stops the server: open transactions are rolled back and the data is written (SIGINT, a "fast" shutdown). */
export async function stopPostmaster(id: ProcessId, dataDir: string): Promise<void> {
  await stopProcess(id, { signal: 'SIGINT', graceMs: 30_000 });
  await stopLeftBackends(dataDir);
  if (readPidFile(dataDir)?.pid === id.pid) await removePidFile(dataDir); // it had to be killed
}

/**
 * Waits for the backends of a server that was killed: they end by themselves when they notice, but one that computes may not
 * for long, and no server starts while one is left. Known on Linux by their working folder.
 */
async function stopLeftBackends(dataDir: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const backend of backendsIn(dataDir)) {
    if (!(await hasEnded(backend, 2_000))) await stopProcess(backend, { signal: 'SIGQUIT', graceMs: 2_000 });
  }
}

function backendsIn(dataDir: string): ProcessId[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === dataDir)
    .map((name) => identify(Number(name)))
    .filter((id) => commandLine(id.pid).startsWith('postgres: '));
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // ended, or another user's
  }
}

/** The server writes its state into postmaster.pid; pg_ctl waits in the same way. */
async function becomesReady(dataDir: string, id: ProcessId): Promise<boolean> {
  const until = performance.now() + START_TIMEOUT_MS;
  while (isRunning(id) && performance.now() < until) {
    const file = readPidFile(dataDir);
    if (file?.pid === id.pid && file.status === 'ready') return true;
    await sleep(20);
  }
  return false;
}

async function removePidFile(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
}

/** postmaster.pid, by line: pid, data folder, start time, port, socket folder, address, shared memory, status. */
function readPidFile(dataDir: string): { pid: number; port: number; status: string } | undefined {
  const path = join(dataDir, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
}
