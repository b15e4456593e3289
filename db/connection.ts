import knexModule, { type Knex } from 'knex';
import pg from 'pg';

import { IncassoError } from '../domain/errors.ts';
import { parseMinor } from '../domain/money.ts';

/** A connection pool or an open transaction: every function in db/ takes one as its first argument. */
export type Db = Knex;
export type Transaction = Knex.Transaction;

type Value = string | number | boolean | null | readonly string[] | readonly number[];
/** Named values of a statement: `:name` in the SQL. */
export type Bindings = Record<string, Value>;

const oid = { int8: 20, date: 1082, timestamptz: 1184 };

/** bigint as an exact number, dates as 'YYYY-MM-DD', instants as ISO text in UTC. */
const types = {
  getTypeParser(id: number, format?: 'text' | 'binary'): (text: string) => unknown {
    if (id === oid.int8) return parseMinor;
    if (id === oid.date) return (text) => text;
    if (id === oid.timestamptz) return (text) => new Date(text).toISOString();
    return pg.types.getTypeParser(id, format) as (text: string) => unknown;
  },
};

/** Opens a pool. `max` bounds its connections; a worker's is at least its number of activity slots. */
export function connect(url: string, max = 10): Db {
  return knexModule({
    client: 'pg',
    connection: { connectionString: url, types } as Knex.PgConnectionConfig,
    pool: { min: 0, max },
    acquireConnectionTimeout: 30_000,
  });
}

/** Turns `:name` into positional values; a cast (`:name::bigint`) and a question mark stay what they are. */
function bind(sql: string, bindings: Bindings): { text: string; values: Knex.RawBinding[] } {
  const values: Knex.RawBinding[] = [];
  const text = sql.replaceAll('?', '\\?').replace(/(?<!:):([a-z_]\w*)/g, (_, name: string) => {
    const value = bindings[name];
    if (value === undefined) throw new IncassoError('BROKEN_PROMISE', `statement has no value for :${name}`);
    values.push(value as Knex.RawBinding);
    return '?';
  });
  return { text, values };
}

/** Rows of a statement. */
export async function many<Row>(db: Db, sql: string, bindings: Bindings = {}): Promise<Row[]> {
  const { text, values } = bind(sql, bindings);
  const result = await db.raw<{ rows: Row[] }>(text, values);
  return result.rows;
}

/** The first row, or undefined. */
export async function first<Row>(db: Db, sql: string, bindings: Bindings = {}): Promise<Row | undefined> {
  return (await many<Row>(db, sql, bindings))[0];
}

/** The one row that must be there. */
export async function one<Row>(db: Db, what: string, sql: string, bindings: Bindings = {}): Promise<Row> {
  const row = await first<Row>(db, sql, bindings);
  if (row === undefined) throw new IncassoError('NOT_FOUND', `${what} does not exist`);
  return row;
}

/** Number of rows that a statement changed. */
export async function run(db: Db, sql: string, bindings: Bindings = {}): Promise<number> {
  const { text, values } = bind(sql, bindings);
  const result = await db.raw<{ rowCount: number | null }>(text, values);
  return result.rowCount ?? 0;
}

const serialisation = new Set(['40P01', '40001']);

/** Runs `work` in a transaction; a deadlock or serialisation failure is tried again, three times. */
export async function inTransaction<Result>(db: Db, work: (trx: Transaction) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt > 3 || !serialisation.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

/** The connection under a transaction, for COPY. */
export async function rawConnection(trx: Transaction): Promise<pg.PoolClient> {
  return (trx.client as { acquireConnection(): Promise<pg.PoolClient> }).acquireConnection();
}

/** Sets of a creditor's money rows are changed under this lock; single actions share it. Ends with the transaction. */
export async function lockCreditor(trx: Transaction, creditorId: number, how: 'set' | 'single'): Promise<void> {
  const lock = how === 'set' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await trx.raw(`SELECT ${lock}(7311, ?::int)`, [creditorId]);
}
