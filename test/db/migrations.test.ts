import { expect, test } from 'vitest';

import { run } from '../../db/connection.ts';
import { migrate, missingMigrations } from '../../db/migrations/index.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('migrations');

test('a migrated database lacks nothing, and migrating again changes nothing', async () => {
  expect(await missingMigrations(database.db)).toEqual([]);
  expect(await migrate(database.db)).toEqual([]);
});

test('C10 a posted ledger entry cannot be changed or deleted, not even by a statement of our own', async () => {
  await expect(run(database.db, 'UPDATE ledger_entries SET amount_minor = 1')).rejects.toThrow(/append-only/);
  await expect(run(database.db, 'DELETE FROM ledger_entries')).rejects.toThrow(/append-only/);
  await expect(run(database.db, 'TRUNCATE transitions')).rejects.toThrow(/append-only/);
});
