import { parse } from 'csv-parse';

import { IncassoError } from '../domain/errors.ts';
import type { Finding } from '../domain/inbound.ts';
import { Utf8Text } from './utf8Text.ts';

/** Names of the columns that a CSV file must and may have; their order in the file is free. */
export interface CsvColumns {
  required: readonly string[];
  optional: readonly string[];
}

/** A row as column to text, or what is wrong with it as a whole. `line` is 1-based: the line on which the row begins. */
export type CsvRow = { line: number; fields: Record<string, string> } | { line: number; finding: Finding };

/** A header line, or a row, longer than this is no table of ours; most likely a quote was never closed. */
const maxRowBytes = 256 * 1024;
const recordDelimiters = ['\r\n', '\n', '\r'];

/**
 * Reads a CSV file as a stream: UTF-8 with or without byte order mark, separated by ';' or ',' as the header line says,
 * fields quoted or not. Empty lines, and rows with nothing but separators, are skipped. A row with too few or too many fields is given as a finding, and the
 * reading goes on.
 * @throws IncassoError FILE_UNREADABLE when the bytes are no UTF-8 text, the file is empty or a quote is not closed;
 *   INVALID_INPUT when columns are unknown, missing or doubled.
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>, columns: CsvColumns): AsyncGenerator<CsvRow> {
  const { header, text } = await splitHeader(decode(chunks));
  let names: string[] | undefined;
  for await (const { record, line } of parseRecords(text, separatorOf(header))) {
    if (record.every((field) => field.trim() === '')) continue;
    if (names === undefined) names = columnNames(record, columns);
    else yield rowOf(names, record, line);
  }
}

interface Parsed {
  record: string[];
  /** On which it begins, from 1. */
  line: number;
}

/**
 * Every line as its fields, blank ones too, so that lines can be counted here: csv-parse does it in three times the time. It is
 * read after each write, so that what stands before an error has been given when the error is thrown.
 */
async function* parseRecords(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<Parsed> {
  const parser = parse({
    delimiter,
    record_delimiter: recordDelimiters,
    max_record_size: maxRowBytes,
    relax_column_count: true,
    relax_quotes: true,
  });
  parser.on('error', () => undefined);
  let next = 1;
  const parsed = (record: string[]): Parsed => {
    const line = next;
    next += 1 + lineBreaksIn(record);
    return { record, line };
  };
  const read = (): string[] | null => parser.read() as string[] | null;
  try {
    for await (const piece of text) {
      parser.write(piece);
      for (let record = read(); record !== null; record = read()) yield parsed(record);
      if (parser.errored) throw parser.errored;
    }
    parser.end();
    for (let record = read(); record !== null; record = read()) yield parsed(record);
    for await (const record of parser) yield parsed(record as string[]);
  } catch (error) {
    throw asSentence(error, next - 1);
  }
}

async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const utf8 = new Utf8Text();
  for await (const chunk of chunks) {
    const text = utf8.decode(chunk);
    if (text !== '') yield text;
  }
  const rest = utf8.end();
  if (rest !== '') yield rest;
}

/** Takes as much text as holds the header line; `text` begins with it again. */
async function splitHeader(text: AsyncGenerator<string>): Promise<{ header: string; text: AsyncIterable<string> }> {
  let head = '';
  for (;;) {
    const next = await text.next();
    if (next.done) {
      if (head.trim() === '') throw new IncassoError('FILE_UNREADABLE', 'the file is empty');
      return { header: head.trim(), text: prepend(head, text) };
    }
    head += next.value;
    const header = /[\r\n]/.test(next.value) ? firstLine.exec(head)?.[1] : undefined;
    if (header !== undefined) return { header, text: prepend(head, text) };
    if (head.length > maxRowBytes) throw new IncassoError('FILE_UNREADABLE', 'line 1 is too long for a header of CSV');
  }
}

/** The first line that is not blank, once it has its end. */
const firstLine = /^\s*(\S[^\r\n]*)[\r\n]/;

async function* prepend(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

function separatorOf(header: string): ';' | ',' {
  const unquoted = header.replace(/"[^"]*"/g, '');
  return unquoted.split(';').length > unquoted.split(',').length ? ';' : ',';
}

function columnNames(header: readonly string[], { required, optional }: CsvColumns): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const expected = [...required, ...optional];
  const wrong = [
    ...named('unknown', names.flatMap((name, index) => (expected.includes(name) ? [] : [shown(name, index)]))),
    ...named('missing', required.filter((name) => !names.includes(name))),
    ...named('doubled', expected.filter((name) => names.indexOf(name) !== names.lastIndexOf(name))),
  ]; // prettier-ignore
  if (wrong.length === 0) return names;
  const may = optional.length === 0 ? '' : `, and may be ${optional.join(', ')}`;
  throw new IncassoError('INVALID_INPUT', `columns: ${wrong.join('; ')} (expected are ${required.join(', ')}${may})`);
}

function named(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(', ')}`];
}

/** In a file without a header the first row stands here: what does not look like a column's name is not repeated. */
function shown(name: string, index: number): string {
  return /^[a-z][a-z_]{0,39}$/.test(name) ? name : `(column ${index + 1})`;
}

function rowOf(names: readonly string[], record: readonly string[], line: number): CsvRow {
  if (record.length !== names.length) {
    const rule = `has ${record.length} fields where the header has ${names.length}`;
    return { line, finding: { line, field: '', value: '', rule, severity: 'error' } };
  }
  const fields: Record<string, string> = {};
  for (let index = 0; index < names.length; index += 1) fields[names[index] as string] = record[index] as string;
  return { line, fields };
}

function lineBreaksIn(record: readonly string[]): number {
  let count = 0;
  for (const field of record) {
    if (field.includes('\n') || field.includes('\r')) count += field.split(/\r\n|\n|\r/).length - 1;
  }
  return count;
}

function asSentence(error: unknown, lastLine: number): unknown {
  switch ((error as { code?: string }).code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new IncassoError('FILE_UNREADABLE', `a quoted field that begins after line ${lastLine} is never closed`);
    case 'CSV_MAX_RECORD_SIZE':
      return new IncassoError('FILE_UNREADABLE', `the row after line ${lastLine} is too long; is a quote not closed?`);
    default:
      return error;
  }
}
