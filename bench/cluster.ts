import { realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { connect, run } from '../db/connection.ts';
import { migrate } from '../db/migrations/index.ts';
import { printLine } from '../stack/log.ts';
import { startPostgres, stopPostgres } from '../stack/postgres.ts';

/** A PostgreSQL on disk that syncs, with the settings of the product, for one run of the benchmarks. */
export interface BenchCluster {
  urlOf(database: string): string;
  /** Makes an empty migrated database, or a copy of another one, and drops what had its name. */
  create(database: string, copyOf?: string): Promise<void>;
  drop(database: string): Promise<void>;
  /** Writes out what is dirty, so that no measured piece pays for the one before it. */
  checkpoint(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(dir: string): Promise<BenchCluster> {
  await removeCluster(dir);
  const server = await startPostgres({ dir, logFile: join(dir, 'postgres.log'), log: printLine, usualPort: 0 });
  const admin = connect(server.databaseUrl, 1);
  const urlOf = (database: string): string => {
    const url = new URL(server.databaseUrl);
    url.pathname = `/${database}`;
    return url.toString();
  };
  const drop = (database: string) => run(admin, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  return {
    urlOf,
    async create(database, copyOf) {
      await drop(database);
      const from = copyOf === undefined ? '' : `TEMPLATE ${copyOf} STRATEGY file_copy`;
      await run(admin, `CREATE DATABASE ${database} ${from}`);
      if (copyOf !== undefined) return;
      const db = connect(urlOf(database), 1);
      await migrate(db);
      await db.destroy();
    },
    drop: async (database) => void (await drop(database)),
    checkpoint: async () => void (await run(admin, 'CHECKPOINT')),
    async stop() {
      await admin.destroy();
      await server.stop();
      await removeCluster(dir);
    },
  };
}

async function removeCluster(dir: string): Promise<void> {
  await stopPostgres(dir);
  // Started by root, the data may stand behind a link, in a folder of its own that the server's user can reach.
  const data = await realpath(join(dir, 'data')).catch(() => join(dir, 'data'));
  for (const folder of [dirname(data), dir]) await rm(folder, { recursive: true, force: true });
}
