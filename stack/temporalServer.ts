import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { freePort } from './freePorts.ts';
import type { Log } from './log.ts';
import { lastLineOfLog } from './logFiles.ts';
import { findProcesses, isRunning, type ProcessId, startProcess, stopProcess } from './processes.ts';
import { findTemporalProgram } from './temporalProgram.ts';

const USUAL_PORT = 7233;
const USUAL_UI_PORT = 8233;
const START_TIMEOUT_MS = 60_000;

/** A Temporal server that answers. */
export interface TemporalServer {
  /** host:port of the gRPC service */
  address: string;
  namespace: string;
  /** Undefined for a configured server, of which only its operator knows where the Web UI is. */
  webUi?: string;
  /** Undefined for a configured server, which is not ours to stop. */
  process?: ProcessId;
  stop(): Promise<void>;
}

/** The server named by TEMPORAL_ADDRESS or TEMPORAL_PROFILE, once it answers; undefined when none is named. */
export async function configuredTemporal(
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TemporalServer | undefined> {
  const variable = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE'].find((name) => env[name]);
  if (variable === undefined) return undefined;
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const address = connectionOptions.address ?? `127.0.0.1:${USUAL_PORT}`;
  log(`temporal server: ${variable} is set, using ${address}, namespace ${namespace}`);
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '10s' });
    await connection.close();
  } catch (error) {
    throw new IncassoError('TEMPORAL', `the server at ${address} does not answer: ${sentenceOf(error)}`, {
      cause: error,
    });
  }
  return { address, namespace, stop: async () => {} };
}

/**
 * The local development server with its Web UI, its data in the SQLite file `dbFile`. Takes over the one that runs on that
 * file already (its launcher was killed), else starts one on the usual ports or, when they are taken, on others.
 * Throws TEMPORAL with the last line of the server's log.
 */
export async function startTemporal(dbFile: string, logFile: string, log: Log): Promise<TemporalServer> {
  const left = await takeOver(dbFile, log);
  if (left !== undefined) return left;

  const program = await findTemporalProgram(log);
  const port = await freePort(USUAL_PORT);
  const uiPort = await freePort(USUAL_UI_PORT);
  if (port !== USUAL_PORT) log(`temporal server: port ${USUAL_PORT} is taken, using ${port}`);
  if (uiPort !== USUAL_UI_PORT) log(`temporal web ui: port ${USUAL_UI_PORT} is taken, using ${uiPort}`);

  await mkdir(dirname(dbFile), { recursive: true });
  const started = startProcess({
    name: 'temporal',
    command: program,
    args: serverArguments(dbFile, port, uiPort),
    logFile,
  });
  const server = localServer(started, port, uiPort);
  if (await answers(server.address, started, START_TIMEOUT_MS)) return server;
  await server.stop();
  throw new IncassoError('TEMPORAL', `the Temporal server did not start: ${lastLineOfLog(logFile)} (${logFile})`);
}

/** Stops the development server that runs on `dbFile`, if any. */
export async function stopTemporal(dbFile: string): Promise<void> {
  await Promise.all(runningOn(dbFile).map((found) => stopProcess(found)));
}

function serverArguments(dbFile: string, port: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', dbFile, '--log-level', 'error'],
    // With a write-ahead log, `normal` syncs at checkpoints only: more than twice as fast as the default. A killed server
    // loses nothing; a power cut may lose the last moments but never damages the file (`off` could), and what it loses
    // PostgreSQL still knows.
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    // The development server has one shard, whose queues it reads 20 times a second by default: an activity that comes right
    // after another would wait 45 ms to be handed out, and so would the workflow task after it.
    ...['transfer', 'timer', 'visibility'].flatMap((queue) => [
      '--dynamic-config-value',
      `history.${queue}ProcessorMaxPollRPS=1000`,
    ]),
  ];
}

/** Two servers on one file would damage each other's work, so one that does not answer is stopped. */
async function takeOver(dbFile: string, log: Log): Promise<TemporalServer | undefined> {
  for (const found of runningOn(dbFile)) {
    const port = Number(/--port (\d+)/.exec(found.commandLine)?.[1]);
    const uiPort = Number(/--ui-port (\d+)/.exec(found.commandLine)?.[1]);
    const server = localServer(found, port, uiPort);
    if (await answers(server.address, found, 10_000)) {
      log(`temporal server: took over the running one (pid ${found.pid}) on port ${port}`);
      return server;
    }
    log(`temporal server: stopping one that does not answer (pid ${found.pid})`);
    await server.stop();
  }
  return undefined;
}

function runningOn(dbFile: string): (ProcessId & { commandLine: string })[] {
  return findProcesses(`server start-dev `).filter((found) => found.commandLine.includes(`--db-filename ${dbFile} `));
}

function localServer(id: ProcessId, port: number, uiPort: number): TemporalServer {
  return {
    address: `127.0.0.1:${port}`,
    namespace: 'default',
    webUi: `http://127.0.0.1:${uiPort}`,
    process: { pid: id.pid, started: id.started },
    stop: () => stopProcess(id),
  };
}

/** Waits until the server knows its namespace, so that work can begin; false when it ends or the time is up. */
async function answers(address: string, id: ProcessId, timeoutMs: number): Promise<boolean> {
  const connection = Connection.lazy({ address });
  const until = performance.now() + timeoutMs;
  try {
    while (isRunning(id) && performance.now() < until) {
      try {
        await connection.withDeadline(Date.now() + 1_000, () =>
          connection.workflowService.describeNamespace({ namespace: 'default' }),
        );
        return true;
      } catch {
        await sleep(50);
      }
    }
    return false;
  } finally {
    await connection.close();
  }
}
