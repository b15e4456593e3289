import { IncassoError } from '../../domain/errors.ts';

/** Every record of Betalingsservice has this many characters; blanks at its end may be missing (nets.md 2.1). */
export const RECORD_LENGTH = 128;

/**
 * `N` digits, right-aligned, filled with zeros. `X` text, left-aligned, filled with blanks. `date6` ddmmyy and `date8`
 * ddmmyyyy, zeros for none. `zero` and `blank` are filling and hold nothing.
 */
export type FieldKind = 'N' | 'X' | 'date6' | 'date8' | 'zero' | 'blank';

/** Positions are 1-based and inclusive, as in the tables of nets.md. */
export interface Field {
  name: string;
  from: number;
  to: number;
  kind: FieldKind;
}

export interface RecordLayout {
  /** Type of record, `042`: the positions 3 to 5, after `BS`. */
  type: string;
  fields: readonly Field[];
  byName: ReadonlyMap<string, Field>;
}

/** Values of a record by field; what is left out is filled with zeros or blanks. Dates are 'YYYY-MM-DD'. */
export type FieldValues = Record<string, string | number | undefined>;

/** A row of a table of positions; filling has no name. */
export type LayoutRow = [name: string, from: number, to: number, kind: FieldKind];

/**
 * The layout of a record from its rows, which must cover the positions 6 to 128 without gap or overlap.
 * @throws IncassoError BROKEN_PROMISE when they do not: it is a mistake in a table
 */
export function recordLayout(type: string, rows: readonly LayoutRow[]): RecordLayout {
  const byName = new Map<string, Field>();
  let next = 6;
  const fields = rows.map(([name, from, to, kind]) => {
    if (from !== next || to < from || byName.has(name)) {
      throw new IncassoError('BROKEN_PROMISE', `layout ${type}: field ${name} at ${from}-${to} does not fit`);
    }
    next = to + 1;
    const field = { name, from, to, kind };
    if (name !== '') byName.set(name, field);
    return field;
  });
  if (next !== RECORD_LENGTH + 1) throw new IncassoError('BROKEN_PROMISE', `layout ${type} ends at ${next - 1}`);
  return { type, fields, byName };
}

/**
 * Writes a record of exactly 128 characters, without line end.
 * @throws IncassoError BROKEN_PROMISE for a value that does not fit: the rules are checked before
 */
export function writeRecord(layout: RecordLayout, values: FieldValues): string {
  let record = `BS${layout.type}`;
  for (const field of layout.fields) record += filled(layout, field, values[field.name]);
  for (const name in values) {
    if (!layout.byName.has(name))
      throw new IncassoError('BROKEN_PROMISE', `layout ${layout.type} has no field ${name}`);
  }
  return record;
}

/** The characters of a field, from a line that was filled up to 128. */
export function rawField(field: Field, line: string): string {
  return line.slice(field.from - 1, field.to);
}

/** The name of a field as findings give it: `BS042/amount (57-69)`. */
export function fieldName(layout: RecordLayout, field: Field): string {
  const positions = field.from === field.to ? String(field.from) : `${field.from}-${field.to}`;
  return `BS${layout.type}/${field.name} (${positions})`;
}

function filled(layout: RecordLayout, field: Field, value: string | number | undefined): string {
  const length = field.to - field.from + 1;
  const text = field.kind === 'date6' || field.kind === 'date8' ? dateText(field.kind, value) : String(value ?? '');
  const isText = field.kind === 'X' || field.kind === 'blank';
  if (text.length > length || (!isText && !/^\d*$/.test(text))) {
    throw new IncassoError('BROKEN_PROMISE', `${fieldName(layout, field)} does not take a value of ${text.length}`);
  }
  return isText ? text.padEnd(length, ' ') : text.padStart(length, '0');
}

function dateText(kind: 'date6' | 'date8', value: string | number | undefined): string {
  if (value === undefined || value === '') return '';
  const [year = '', month = '', day = ''] = String(value).split('-');
  return day + month + (kind === 'date6' ? year.slice(2) : year);
}
