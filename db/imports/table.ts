import type { Transaction } from '../connection.ts';
import type { Stamp } from '../transitions.ts';

/**
 * How checked rows of one kind become rows of a table. The SQL fragments speak of `r`, a row that was read, with its
 * own columns, those of `lookups` and `known_id`, and of `t`, the row of the table that it changes.
 */
export interface ImportTable {
  /** The table that the rows go into. */
  target: string;
  /** Columns of a row as it was read, with their types; named as in the rules of domain/imports. '' stands for nothing. */
  columns: Record<string, string>;
  /** The rows that this row names, found once for all rows: what they are called in `r`, and the joins to `s`, the row read. */
  lookups: { select: string; from: string };
  /** What is locked instead of the creditors and all other imports. */
  lock?: (trx: Transaction) => Promise<void>;
  /** Applied in order; what one check refuses the next ones do not see. */
  checks: readonly RowCheck[];
  /** Columns that a new row gets and that are never changed afterwards: target column to SQL. None: no row is added. */
  fixed: Record<string, string>;
  /** Columns that a later import may change: target column to SQL. */
  changing: Record<string, string>;
  /** What must change besides: before the rows are written, while `t` is still as it was ... */
  before?: (trx: Transaction, stamp: Stamp) => Promise<void>;
  /** ... and afterwards. New rows are those of `r` without `known_id`. */
  after?: (trx: Transaction, stamp: Stamp) => Promise<void>;
}

/**
 * A check on `field`: refuses rows for which `where` holds (`:at` is the instant of the import), or rows that have the same `twice` columns as an earlier one
 * of the file. The rule of the second kind ends with ' in line N'.
 */
export type RowCheck =
  | { field: string; where: string; rule: string }
  | { field: string; twice: readonly string[]; where?: string; rule?: string };

export const creditorCheck: RowCheck = {
  field: 'creditor',
  rule: 'is no creditor here',
  where: 'r.creditor_id IS NULL',
};
