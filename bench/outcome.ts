import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { BenchContext } from './benchmark.ts';
import { runPsql } from './floor.ts';

/** Names of tables, and the SQL that yields the rows of each which a run has left behind. */
export type Outcome = Record<string, string>;

/** Copies the rows that a run has left behind to plain tables of the schema `outcome` in the database of the floor. */
export async function copyOutcome(
  { cluster, dir }: Pick<BenchContext, 'cluster' | 'dir'>,
  program: string,
  { from, to, outcome }: { from: string; to: string; outcome: Outcome },
): Promise<void> {
  const rowsDir = resolve(dir, 'rows');
  const tables = Object.keys(outcome);
  const rowsOf = (table: string): string => join(rowsDir, table);
  await mkdir(rowsDir, { recursive: true });
  await runPsql(
    program,
    cluster.urlOf(from),
    tables.map((table) => `\\copy (${outcome[table]}) TO '${rowsOf(table)}'`),
  );
  await runPsql(program, cluster.urlOf(to), [
    'CREATE SCHEMA outcome',
    ...tables.flatMap((table) => [
      `CREATE UNLOGGED TABLE outcome.${table} (LIKE ${table})`,
      `\\copy outcome.${table} FROM '${rowsOf(table)}'`,
      `ANALYZE outcome.${table}`,
    ]),
  ]);
  await rm(rowsDir, { recursive: true });
}

const mandateColumns = [
  'id', 'creditor_id', 'customer_id', 'bank_account_id', 'umr', 'umr_key', 'scheme', 'kind', 'item_id', 'origin',
  'state', 'state_since', 'made_on', 'ask_due_on', 'signed_on',
].join(', '); // prettier-ignore

/** What the making of mandates leaves behind where there were none. */
export const madeMandates: Outcome = {
  mandates: 'SELECT * FROM mandates ORDER BY id',
  transitions: `SELECT * FROM transitions WHERE subject_kind = 'mandate' ORDER BY id`,
  wakeups: 'SELECT * FROM wakeups ORDER BY subject_id',
};

/** The same by bare statements, one for each table. */
export const bareMandates: string[] = [
  `INSERT INTO mandates (${mandateColumns}) OVERRIDING SYSTEM VALUE SELECT ${mandateColumns} FROM outcome.mandates`,
  'INSERT INTO transitions OVERRIDING SYSTEM VALUE SELECT * FROM outcome.transitions',
  'INSERT INTO wakeups SELECT * FROM outcome.wakeups',
];
