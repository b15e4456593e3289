import { finished } from 'node:stream/promises';

import { to as copyTo } from 'pg-copy-streams';

import { rawConnection, type Transaction } from './connection.ts';

const newline = 0x0a;

/**
 * Gives the rows of a query by COPY, in pages of what the server sends at a time (64 KiB), so that memory does not grow with
 * their number; a cursor parses each value by its type and is slower. `use` gets them as an iterable and its result is returned.
 * @param select - without bindings, which COPY does not take
 * @param readRow - reads the columns of a row, each once and in order
 */
export async function readByCopy<Row, Result>(
  trx: Transaction,
  select: string,
  readRow: (columns: Columns) => Row,
  use: (pages: AsyncIterable<Row[]>) => Promise<Result>,
): Promise<Result> {
  const connection = await rawConnection(trx);
  const stream = connection.query(copyTo(`COPY (${select}) TO STDOUT WITH (NULL '')`));
  try {
    return await use(pagesOf(stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>, readRow));
  } finally {
    // A COPY cannot be stopped: when `use` did not want all rows, the others come before the connection can be used again.
    stream.resume();
    await finished(stream).catch(() => undefined);
  }
}

async function* pagesOf<Row>(chunks: AsyncIterable<Buffer>, readRow: (columns: Columns) => Row): AsyncGenerator<Row[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(newline) + 1;
    rest = bytes.subarray(end);
    const columns = new Columns(bytes.toString('utf8', 0, end));
    const rows: Row[] = [];
    while (columns.hasRow) rows.push(readRow(columns));
    yield rows;
  }
}

/** The columns of the rows of a page, one after the other; NULL is ''. */
export class Columns {
  private readonly text: string;
  private readonly hasEscapes: boolean;
  private from = 0;

  constructor(text: string) {
    this.text = text;
    this.hasEscapes = text.includes('\\');
  }

  get hasRow(): boolean {
    return this.from < this.text.length;
  }

  /** A column that others follow. */
  next(): string {
    return this.until('\t');
  }

  /** The last column of the row. */
  last(): string {
    return this.until('\n');
  }

  private until(end: string): string {
    const to = this.text.indexOf(end, this.from);
    const value = this.text.slice(this.from, to);
    this.from = to + 1;
    return this.hasEscapes ? unescaped(value) : value;
  }
}

const escaped: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** PostgreSQL, COPY, text format: a backslash before any other sign stands for that sign. */
function unescaped(value: string): string {
  return value.includes('\\') ? value.replace(/\\(.)/g, (_, sign: string) => escaped[sign] ?? sign) : value;
}
