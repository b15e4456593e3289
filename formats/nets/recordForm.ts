import { IncassoError } from '../../domain/errors.ts';
import { type Field, fieldName, RECORD_LENGTH, type RecordLayout } from './layout.ts';

/** Bytes of a record in a file: 128 characters of ISO-8859-1, CR and LF (nets.md 2.1). */
export const LINE_LENGTH = RECORD_LENGTH + 2;

/** Dates are 'YYYY-MM-DD'; undefined leaves zeros or blanks. */
export type FieldValue = string | number | undefined;
/** Values of a record by field; what is left out is filled with zeros or blanks. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

const [zero, nine, blank] = [0x30, 0x39, 0x20];

/**
 * A record that is written again and again: the fields that stay the same are filled in once, the others each time.
 */
export class RecordForm {
  private readonly layout: RecordLayout;
  private readonly changing: readonly Field[];
  /** With the fields that stay the same; the others are zeros or blanks. */
  private readonly line: Uint8Array;

  /** @param changing - names of the fields that `write` is given, in their order */
  constructor(layout: RecordLayout, same: FieldValues, changing: readonly string[]) {
    this.layout = layout;
    this.changing = changing.map((name) => fieldOf(layout, name));
    this.line = writeRecord(layout, same);
  }

  /**
   * Writes the record as a line.
   * @throws IncassoError BROKEN_PROMISE for a value that does not fit: the rules are checked before
   */
  write(target: Uint8Array, at: number, values: readonly FieldValue[]): void {
    target.set(this.line, at);
    for (let index = 0; index < this.changing.length; index++) {
      put(target, at, this.layout, this.changing[index]!, values[index]);
    }
  }
}

/**
 * A record as a line.
 * @throws IncassoError BROKEN_PROMISE for a value that does not fit: the rules are checked before
 */
export function writeRecord(layout: RecordLayout, values: FieldValues): Uint8Array {
  const line = Buffer.alloc(LINE_LENGTH, blank);
  line.write(`BS${layout.type}`, 'latin1');
  line.write('\r\n', RECORD_LENGTH, 'latin1');
  for (const { kind, from, to } of layout.fields) if (kind !== 'X' && kind !== 'blank') line.fill(zero, from - 1, to);
  for (const [name, value] of Object.entries(values)) put(line, 0, layout, fieldOf(layout, name), value);
  return line;
}

function fieldOf(layout: RecordLayout, name: string): Field {
  const field = layout.byName.get(name);
  if (field) return field;
  throw new IncassoError('BROKEN_PROMISE', `layout ${layout.type} has no field ${name}`);
}

/** Fills in a field of a line that begins at `start`. By character codes, because it runs for each field of a file. */
function put(line: Uint8Array, start: number, layout: RecordLayout, field: Field, value: FieldValue): void {
  if (value === undefined || value === '') return;
  const from = start + field.from - 1;
  const to = start + field.to;
  const text = typeof value === 'number' ? String(value) : value;
  if (field.kind === 'X' && text.length <= to - from) {
    for (let index = 0; index < text.length; index++) line[from + index] = text.charCodeAt(index);
  } else if (field.kind === 'N' && text.length <= to - from) {
    putDigits(line, to - text.length, text, 0, text.length, layout, field);
  } else if ((field.kind === 'date8' || field.kind === 'date6') && text.length === 10) {
    putDigits(line, from, text, 8, 10, layout, field);
    putDigits(line, from + 2, text, 5, 7, layout, field);
    putDigits(line, from + 4, text, field.kind === 'date8' ? 0 : 2, 4, layout, field);
  } else throw unfit(layout, field, text);
}

/** Writes the characters [from, to) of a text, which must be digits. */
function putDigits(
  line: Uint8Array,
  at: number,
  text: string,
  from: number,
  to: number,
  layout: RecordLayout,
  field: Field,
): void {
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code < zero || code > nine) throw unfit(layout, field, text);
    line[at + index - from] = code;
  }
}

function unfit(layout: RecordLayout, field: Field, text: string): IncassoError {
  return new IncassoError('BROKEN_PROMISE', `${fieldName(layout, field)} does not take a value of ${text.length}`);
}
