import { mkdirSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { lockDataDir } from './lock.ts';
import type { Log } from './log.ts';
import { configuredPostgres, type PostgresServer, startPostgres, stopPostgres } from './postgres.ts';
import { isRunning, type StartedProcess, type StartOptions, startProcess, stopProcess } from './processes.ts';
import { readRecord, removeRecord, type StackRecord, writeRecord } from './record.ts';
import { configuredTemporal, startTemporal, stopTemporal, type TemporalServer } from './temporalServer.ts';

/** A stack that runs. */
export interface Stack {
  databaseUrl: string;
  /** host:port */
  temporalAddress: string;
  namespace: string;
  /** Undefined for a configured Temporal server. */
  webUi?: string;
  /** Tells the command `incasso` and the workers of this folder about more of the stack. */
  announce(more: Pick<StackRecord, 'clock_file' | 'smtp_url' | 'accounting_url'>): void;
  /** Starts one more process of the stack; its output goes to `log/<name>.log` in the data folder. */
  startProcess(options: Omit<StartOptions, 'logFile'>): StartedProcess;
  /** Stops the processes in the reverse order of their start, then both servers, and gives up the data folder. */
  stop(): Promise<void>;
}

/**
 * Brings up PostgreSQL and Temporal with their data in `dataDir`, and takes over or stops what a killed start left there.
 * Throws CONFLICT when another start runs on this folder, STORAGE or TEMPORAL when a server could not be brought up.
 */
export async function bringUp({ dataDir, log }: { dataDir: string; log: Log }): Promise<Stack> {
  await mkdir(join(dataDir, 'log'), { recursive: true });
  const dir = await realpath(dataDir);
  const unlock = lockDataDir(dir);
  try {
    await stopOrphans(dir, log);
    const [postgres, temporal] = await bothOrNone(startDatabase(dir, log), startServer(dir, log));
    return runningStack(dir, postgres, temporal, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Stops everything that a killed start left running on `dataDir`. Throws CONFLICT when its launcher still runs. */
export async function tearDown({ dataDir, log }: { dataDir: string; log: Log }): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const dir = await realpath(dataDir);
  const unlock = lockDataDir(dir);
  try {
    await stopOrphans(dir, log);
    await Promise.all([stopPostgres(postgresDir(dir)), stopTemporal(temporalFile(dir))]);
    removeRecord(dir);
  } finally {
    unlock();
  }
}

/** Stops the recorded processes that outlived their launcher. The servers are not among them: they are taken over. */
export async function stopOrphans(dataDir: string, log: Log): Promise<void> {
  const recorded = Object.entries(readRecord(dataDir)?.pids ?? {});
  for (const [name, id] of recorded.reverse()) {
    if (name === 'postgres' || name === 'temporal' || !isRunning(id)) continue;
    log(`${name}: stopping the one that was left running (pid ${id.pid})`);
    await stopProcess(id);
  }
}

function runningStack(dir: string, postgres: PostgresServer, temporal: TemporalServer, unlock: () => void): Stack {
  const record: StackRecord = {
    database_url: postgres.databaseUrl,
    temporal_address: temporal.address,
    namespace: temporal.namespace,
    web_ui: temporal.webUi,
    pids: {},
  };
  if (postgres.process !== undefined) record.pids['postgres'] = postgres.process;
  if (temporal.process !== undefined) record.pids['temporal'] = temporal.process;
  writeRecord(dir, record);

  const processes: StartedProcess[] = [];
  return {
    databaseUrl: postgres.databaseUrl,
    temporalAddress: temporal.address,
    namespace: temporal.namespace,
    webUi: temporal.webUi,
    announce(more) {
      Object.assign(record, more);
      writeRecord(dir, record);
    },
    startProcess(options) {
      const started = startProcess({ ...options, logFile: join(dir, 'log', `${options.name}.log`) });
      processes.push(started);
      record.pids[started.name] = { pid: started.pid, started: started.started };
      writeRecord(dir, record);
      return started;
    },
    async stop() {
      for (const started of processes.reverse()) await started.stop();
      await Promise.all([postgres.stop(), temporal.stop()]);
      removeRecord(dir);
      unlock();
    },
  };
}

async function startDatabase(dir: string, log: Log): Promise<PostgresServer> {
  const configured = await configuredPostgres(log);
  return configured ?? startPostgres({ dir: postgresDir(dir), logFile: join(dir, 'log', 'postgres.log'), log });
}

async function startServer(dir: string, log: Log): Promise<TemporalServer> {
  return (await configuredTemporal(log)) ?? startTemporal(temporalFile(dir), join(dir, 'log', 'temporal.log'), log);
}

/** When one server fails, the other is stopped before the failure is told. */
async function bothOrNone(
  postgres: Promise<PostgresServer>,
  temporal: Promise<TemporalServer>,
): Promise<[PostgresServer, TemporalServer]> {
  const [first, second] = await Promise.allSettled([postgres, temporal]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  if (first.status === 'fulfilled') await first.value.stop();
  if (second.status === 'fulfilled') await second.value.stop();
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason;
}

function postgresDir(dir: string): string {
  return join(dir, 'postgres');
}

function temporalFile(dir: string): string {
  return join(dir, 'temporal', 'temporal.db');
}
