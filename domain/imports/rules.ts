import type { z } from 'zod';

/** Values of a checked row, named as the columns of its staging table; '' stands for nothing. */
export type CheckedRow = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Something odd that does not keep a row out. */
export interface Warning {
  field: string;
  value: string;
  rule: string;
}

/** What one kind of row must be: its columns, the rules of their values, and what is remarked on. */
export interface RowRules<Row extends CheckedRow = CheckedRow> {
  required: readonly string[];
  optional: readonly string[];
  /** Reads the fields of a row; each issue is one broken rule, its path the column. */
  shape: z.ZodType<Row>;
  warnings?(row: Row): Warning[];
}
