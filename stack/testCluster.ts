import { constants } from 'node:fs';
import { access, chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Log } from './log.ts';
import { startPostgres, stopPostgres } from './postgres.ts';
import { identify, isRunning, type ProcessId } from './processes.ts';

const PREFIX = 'incasso-test-';

/** A PostgreSQL for tests: empty, fast, gone afterwards. */
export interface TestCluster {
  /** The address of an empty database, as a superuser. */
  databaseUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL for one run of the tests, on the RAM disk where there is one and without syncing, with a port of its
 * own. Removes the clusters of earlier runs that were killed. Throws STORAGE.
 */
export async function startTestCluster(log: Log = () => {}): Promise<TestCluster> {
  const parent = await writableParent();
  await removeLeftClusters(parent);
  const dir = await mkdtemp(join(parent, PREFIX));
  await chmod(dir, 0o755);
  // Unreadable for other users, who could not remove the cluster either.
  await writeFile(join(dir, 'owner'), JSON.stringify(identify(process.pid)), { mode: 0o600 });
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  try {
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' };
    const logFile = join(dir, 'postgres.log');
    const server = await startPostgres({ dir, logFile, log, usualPort: 0, settings });
    return { databaseUrl: server.databaseUrl, stop: () => server.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function writableParent(): Promise<string> {
  const ramDisk = '/dev/shm';
  return access(ramDisk, constants.W_OK).then(
    () => ramDisk,
    () => tmpdir(),
  );
}

async function removeLeftClusters(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX));
  for (const dir of names.map((name) => join(parent, name))) {
    const owner = await readFile(join(dir, 'owner'), 'utf8').catch(() => undefined);
    // Without a readable owner it is another user's, or it is being made at this moment.
    if (owner === undefined || isRunning(JSON.parse(owner) as ProcessId)) continue;
    await stopPostgres(dir);
    await rm(dir, { recursive: true, force: true });
  }
}
