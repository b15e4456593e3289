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

/** The characters of a field, from a line that was filled up to 128. */
export function rawField(field: Field, line: string): string {
  return line.slice(field.from - 1, field.to);
}

/** The name of a field as findings give it: `BS042/amount (57-69)`. */
export function fieldName(layout: RecordLayout, field: Field): string {
  const positions = field.from === field.to ? String(field.from) : `${field.from}-${field.to}`;
  return `BS${layout.type}/${field.name} (${positions})`;
}
