import type { CheckedRow } from '../../domain/imports/rules.ts';
import { type Db, first, lockCreditor, many, run, type Transaction } from '../connection.ts';
import { RowCopy } from '../copy.ts';
import type { Stamp } from '../transitions.ts';
import type { ImportTable, RowCheck } from './table.ts';

export interface RefusedRow {
  line: number;
  field: string;
  value: string;
  rule: string;
}

export interface ImportOutcome {
  added: number;
  changed: number;
  unchanged: number;
  /** Rows that the checks against the database and the rest of the file refused. */
  refused: number;
  /** The first of them by line, at most `maxListed`. */
  refusals: RefusedRow[];
}

export interface NumberedRow {
  line: number;
  row: CheckedRow;
}

const maxListed = 1_000;

/** The advisory lock under which imports go one after the other: no creditor has this id. */
const importLock = 0;

/**
 * Imports the rows of one file in one transaction: COPY into a staging table, then checks and writing set-based.
 * What is refused is reported and nothing else is held up; `dryRun` undoes everything. When `rows` throws, nothing is
 * imported. A deadlock is not tried again, as the rows can be read only once.
 */
export async function importRows(
  db: Db,
  table: ImportTable,
  rows: AsyncIterable<NumberedRow>,
  options: { stamp: Stamp; dryRun: boolean },
): Promise<ImportOutcome> {
  const trx = await db.transaction();
  try {
    await stage(trx, table, rows);
    await lock(trx, table);
    await lookUp(trx, table);
    for (const check of table.checks) await refuse(trx, check, options.stamp);
    const outcome = await write(trx, table, options.stamp);
    await (options.dryRun ? trx.rollback() : trx.commit());
    return outcome;
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}

async function stage(trx: Transaction, { columns }: ImportTable, rows: AsyncIterable<NumberedRow>): Promise<void> {
  const names = Object.keys(columns);
  const definitions = names.map((name) => `${name} ${columns[name]} NOT NULL`).join(', ');
  await trx.raw('DROP TABLE IF EXISTS import_staged, import_rows, import_refused');
  await trx.raw(`CREATE TEMP TABLE import_staged (line integer NOT NULL, ${definitions}) ON COMMIT DROP`);
  const copy = await RowCopy.open(trx, 'import_staged', ['line', ...names]);
  try {
    for await (const { line, row } of rows) {
      copy.add([line, ...names.map((name) => row[name] as CheckedRow[string])]);
      if (copy.isFull) await copy.flush();
    }
    await copy.end();
  } catch (error) {
    await copy.abort(error as Error);
    throw error;
  }
}

async function lock(trx: Transaction, { columns, lock: ownLock }: ImportTable): Promise<void> {
  if (ownLock) return ownLock(trx);
  await lockCreditor(trx, importLock, 'set');
  if (columns.creditor === undefined) return;
  const creditors = await many<{ id: number }>(
    trx,
    'SELECT id FROM creditors WHERE code IN (SELECT creditor FROM import_staged) ORDER BY id',
  );
  for (const { id } of creditors) await lockCreditor(trx, id, 'set');
}

async function lookUp(trx: Transaction, { lookups }: ImportTable): Promise<void> {
  await trx.raw(`CREATE TEMP TABLE import_rows ON COMMIT DROP AS
    SELECT s.*, ${lookups.select} FROM import_staged s ${lookups.from}`);
  // a tenth of the usual sample: the order of magnitude is what the plans need
  await trx.raw('SET LOCAL default_statistics_target = 10');
  await trx.raw('ANALYZE import_rows');
  await trx.raw(`CREATE TEMP TABLE import_refused (line integer NOT NULL, field text NOT NULL, value text NOT NULL,
    rule text NOT NULL) ON COMMIT DROP`);
}

async function refuse(trx: Transaction, check: RowCheck, { at }: Stamp): Promise<void> {
  const { field } = check;
  if ('twice' in check) return refuseTwice(trx, check);
  await run(
    trx,
    `WITH bad AS (DELETE FROM import_rows r WHERE ${check.where} RETURNING r.line, r.${field}::text AS value)
     INSERT INTO import_refused (line, field, value, rule) SELECT line, :field, value, :rule FROM bad`,
    { field, rule: check.rule, at },
  );
}

/** The first row stays: it cannot be known which one is right, and the line of both is reported. */
async function refuseTwice(trx: Transaction, check: Extract<RowCheck, { twice: readonly string[] }>): Promise<void> {
  const { field, twice, where = 'true', rule = 'stands already' } = check;
  await run(
    trx,
    `WITH numbered AS (
       SELECT r.line, min(r.line) OVER (PARTITION BY ${twice.join(', ')}) AS first_line FROM import_rows r WHERE ${where}),
     bad AS (
       DELETE FROM import_rows r USING numbered n WHERE n.line = r.line AND n.first_line < n.line
       RETURNING r.line, r.${field}::text AS value, n.first_line)
     INSERT INTO import_refused (line, field, value, rule)
     SELECT line, :field, value, :rule || ' in line ' || first_line FROM bad`,
    { field, rule },
  );
}

async function write(trx: Transaction, table: ImportTable, stamp: Stamp): Promise<ImportOutcome> {
  await table.before?.(trx, stamp);
  const hasChanging = Object.keys(table.changing).length > 0;
  const changed = hasChanging ? await run(trx, updateSql(table), { at: stamp.at }) : 0;
  const hasFixed = Object.keys(table.fixed).length > 0;
  const added = hasFixed ? await run(trx, insertSql(table), { at: stamp.at }) : 0;
  await table.after?.(trx, stamp);
  const counts = await first<{ staged: number; refused: number }>(
    trx,
    `SELECT (SELECT count(*) FROM import_rows)::int AS staged, (SELECT count(*) FROM import_refused)::int AS refused`,
  );
  const { staged = 0, refused = 0 } = counts ?? {};
  const refusals = await many<RefusedRow>(
    trx,
    'SELECT line, field, value, rule FROM import_refused ORDER BY line LIMIT :most',
    { most: maxListed },
  );
  return { added, changed, unchanged: staged - added - changed, refused, refusals };
}

function updateSql({ target, changing }: ImportTable): string {
  const names = Object.keys(changing);
  return `UPDATE ${target} t SET ${names.map((name) => `${name} = ${changing[name]}`).join(', ')}
            FROM import_rows r
           WHERE t.id = r.known_id AND (${names.map((name) => `t.${name}`).join(', ')})
                 IS DISTINCT FROM (${names.map((name) => changing[name]).join(', ')})`;
}

/** In the order of the file, so that ids follow it. A new row has no `t`: what is said of it is null. */
function insertSql({ target, fixed, changing }: ImportTable): string {
  const all = { ...fixed, ...changing };
  return `INSERT INTO ${target} (${Object.keys(all).join(', ')})
          SELECT ${Object.values(all).join(', ')} FROM import_rows r
                 LEFT JOIN ${target} t ON false
           WHERE r.known_id IS NULL ORDER BY r.line`;
}
