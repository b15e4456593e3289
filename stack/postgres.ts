import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { freePort } from './freePorts.ts';
import type { Log } from './log.ts';
import { dataFolder, giveTo, programFolder, type ServerUser, serverUser } from './postgresUser.ts';
import { type Postmaster, runningPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import type { ProcessId } from './processes.ts';
import { runProgram } from './programs.ts';

const USUAL_PORT = 5432;
const DATABASE = 'incasso';
const SUPERUSER = 'postgres';

/** A PostgreSQL that takes connections. */
export interface PostgresServer {
  /** The address of the database of the product. */
  databaseUrl: string;
  /** Undefined for a configured server, which is not ours to stop. */
  process?: ProcessId;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Holds the cluster (`data`) and its password (`password`). */
  dir: string;
  logFile: string;
  log: Log;
  /** The port to use when it is free. */
  usualPort?: number;
  /** Settings beyond the usual ones. */
  settings?: Record<string, string>;
}

/** Loopback only, no socket in a shared folder; sized for a machine that also runs Temporal and a worker. */
const usualSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '512MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  random_page_cost: '1.1',
  jit: 'off',
  fsync: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};

/** The server named by DATABASE_URL, once it answers; undefined when none is named. */
export async function configuredPostgres(
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PostgresServer | undefined> {
  const databaseUrl = env['DATABASE_URL'];
  if (!databaseUrl) return undefined;
  log('postgres: DATABASE_URL is set, using that server');
  await query(databaseUrl, 'SELECT 1');
  return { databaseUrl, stop: async () => {} };
}

/**
 * The embedded PostgreSQL on the cluster in `dir`, which is made at first. Takes over the server that runs on it already (its
 * launcher was killed), else starts one on the usual port or, when that is taken, on another. Throws STORAGE.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dir, log, logFile, usualPort = USUAL_PORT } = options;
  const user = await serverUser(join(dir, 'data'), log);
  const dataDir = await dataFolder(dir, user, log);
  const passwordFile = join(dir, 'password');

  let postmaster = await takeOver(dataDir, passwordFile, log);
  if (postmaster === undefined) {
    const program = await programFolder(user, log);
    if (!existsSync(dataDir)) await initialise(program, dataDir, passwordFile, user);
    const port = await freePort(usualPort);
    if (usualPort !== 0 && port !== usualPort) log(`postgres: port ${usualPort} is taken, using ${port}`);
    const settings = { ...usualSettings, ...options.settings };
    postmaster = await startPostmaster({ program, dataDir, port, settings, user, logFile });
    log(`postgres: embedded server on port ${port}, data in ${dir}`);
  }

  const { pid, started, port } = postmaster;
  const password = await readPassword(passwordFile);
  await createDatabase(urlOf(port, password, 'postgres'));
  return {
    databaseUrl: urlOf(port, password, DATABASE),
    process: { pid, started },
    stop: () => stopPostmaster({ pid, started }, dataDir),
  };
}

/** Stops the embedded server of the cluster in `dir`, if it runs. */
export async function stopPostgres(dir: string): Promise<void> {
  const data = join(dir, 'data');
  if (!existsSync(data)) return;
  const dataDir = await realpath(data);
  const postmaster = await runningPostmaster(dataDir);
  if (postmaster !== undefined) await stopPostmaster(postmaster, dataDir);
}

/** A server that was killed a moment ago still looks alive, so only one that answers is taken over. */
async function takeOver(dataDir: string, passwordFile: string, log: Log): Promise<Postmaster | undefined> {
  const running = await runningPostmaster(dataDir);
  if (running === undefined) return undefined;
  const password = await readPassword(passwordFile);
  try {
    await query(urlOf(running.port, password, 'postgres'), 'SELECT 1');
    log(`postgres: took over the running server (pid ${running.pid}) on port ${running.port}`);
    return running;
  } catch {
    log(`postgres: the running server (pid ${running.pid}) does not answer, starting it again`);
    await stopPostmaster(running, dataDir);
    return undefined;
  }
}

/**
 * Makes the cluster under another name and renames it when it is whole, so that an interrupted start leaves none. Text sorts
 * by code point and letters fold as Unicode says, the same on every machine.
 */
async function initialise(program: string, dataDir: string, passwordFile: string, user: ServerUser): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600 });

  const unfinished = await mkdtemp(`${dataDir}.unfinished-`);
  const cluster = join(unfinished, 'cluster');
  const givenPassword = join(unfinished, 'password');
  await writeFile(givenPassword, password, { mode: 0o600 });
  await giveTo(givenPassword, user);
  await giveTo(unfinished, user);

  const { code, lastLine } = await runProgram(
    join(program, 'bin', 'initdb'),
    [
      ...['--pgdata', cluster, '--username', SUPERUSER, '--pwfile', givenPassword, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ],
    { ...user, cwd: unfinished },
  );
  if (code === 0) await rename(cluster, dataDir);
  await rm(unfinished, { recursive: true });
  if (code !== 0) throw new IncassoError('STORAGE', `the PostgreSQL cluster could not be made: ${lastLine}`);
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const sentence = `the password of the cluster is missing: put ${file} back, or remove its folder to begin anew`;
    throw new IncassoError('STORAGE', sentence, { cause: error });
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

async function createDatabase(adminUrl: string): Promise<void> {
  const { rowCount } = await query(adminUrl, `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
  if (rowCount === 0) await query(adminUrl, `CREATE DATABASE ${DATABASE}`);
}

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return await client.query(sql);
  } catch (error) {
    throw new IncassoError('STORAGE', `PostgreSQL does not answer: ${sentenceOf(error)}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}
