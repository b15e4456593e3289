import { type Db, one } from './connection.ts';

/** The major version of the PostgreSQL server. */
export async function serverVersion(db: Db): Promise<number> {
  const row = await one<{ version: string }>(db, 'version', `SELECT current_setting('server_version_num') AS version`);
  return Math.floor(Number(row.version) / 10_000);
}

/** How many wakeups wait, and since when the oldest. */
export async function wakeupBacklog(db: Db): Promise<{ count: number; oldest: string | null }> {
  return one(db, 'wakeups', 'SELECT count(*)::int AS count, min(asked_at) AS oldest FROM wakeups');
}
