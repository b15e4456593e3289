import { afterAll, beforeAll, inject } from 'vitest';

import { connect, type Db, many, run } from '../../db/connection.ts';
import { databaseAddress, templateDatabase } from './globalSetup.ts';

/**
 * A database of its own for a test file: a copy of the migrated template, dropped at the end. The end also fails when a
 * transaction or a lock was left open.
 */
export function testDatabase(name: string): { readonly db: Db; readonly url: string } {
  const database = `incasso_test_${name.replace(/[^a-z0-9]+/gi, '_').toLowerCase()}`;
  const opened: { db?: Db; url?: string } = {};

  beforeAll(async () => {
    const clusterUrl = inject('clusterUrl');
    await onCluster(clusterUrl, (admin) => run(admin, `CREATE DATABASE ${database} TEMPLATE ${templateDatabase}`));
    opened.url = databaseAddress(clusterUrl, database);
    opened.db = connect(opened.url, 8);
  });

  afterAll(async () => {
    if (!opened.db) return;
    const left = await many<{ query: string }>(
      opened.db,
      `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    await opened.db.destroy();
    await onCluster(inject('clusterUrl'), (admin) => run(admin, `DROP DATABASE ${database} WITH (FORCE)`));
    if (left.length > 0) throw new Error(`a transaction was left open: ${left.map((row) => row.query).join('; ')}`);
  });

  return {
    get db() {
      if (!opened.db) throw new Error('the database is there from beforeAll on');
      return opened.db;
    },
    get url() {
      if (!opened.url) throw new Error('the database is there from beforeAll on');
      return opened.url;
    },
  };
}

async function onCluster(url: string, work: (admin: Db) => Promise<unknown>): Promise<void> {
  const admin = connect(url, 1);
  try {
    await work(admin);
  } finally {
    await admin.destroy();
  }
}
