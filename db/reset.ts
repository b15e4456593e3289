import { type Db, first, run } from './connection.ts';

/** True when the database holds tables of ours or of anybody else. */
export async function hasTables(db: Db): Promise<boolean> {
  const table = await first(db, `SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1`);
  return table !== undefined;
}

/** Removes everything. For the demo's own embedded database, never for one that somebody configured. */
export async function emptyDatabase(db: Db): Promise<void> {
  await run(db, 'DROP SCHEMA public CASCADE');
  await run(db, 'CREATE SCHEMA public');
}
