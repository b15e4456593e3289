import { finished } from 'node:stream/promises';

import { from as copyFrom } from 'pg-copy-streams';

import { rawConnection, type Transaction } from './connection.ts';

const flushAt = 64 * 1024;
/** Bytes that may wait for the server before the reader does: both work at the same time, in bounded memory. */
const waitingAtMost = 1024 * 1024;

type CopyValue = string | number | boolean | readonly string[];

/**
 * Writes rows into a table by COPY inside a transaction. Rows are gathered to 64 KiB before they are written: one write
 * for each row would be ten times slower.
 */
export class RowCopy {
  private text = '';
  private readonly stream;
  private failure: Error | undefined;
  rows = 0;

  private constructor(stream: ReturnType<typeof copyFrom>) {
    this.stream = stream;
    stream.on('error', (error: Error) => (this.failure = error));
  }

  static async open(trx: Transaction, table: string, columns: readonly string[]): Promise<RowCopy> {
    const connection = await rawConnection(trx);
    return new RowCopy(connection.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`)));
  }

  /** Adds a row; nothing is written before `flush`. */
  add(values: readonly CopyValue[]): void {
    this.rows += 1;
    let row = encode(values[0] as CopyValue);
    for (let index = 1; index < values.length; index += 1) row += '\t' + encode(values[index] as CopyValue);
    this.text += row + '\n';
  }

  /** Enough is gathered to be written: not every row need wait for a flush that does nothing. */
  get isFull(): boolean {
    return this.text.length >= flushAt;
  }

  /** Writes what was gathered when it is enough, and waits while the server is behind. */
  async flush(force = false): Promise<void> {
    if (this.failure) throw this.failure;
    if (this.text === '' || (!force && !this.isFull)) return;
    const text = this.text;
    this.text = '';
    const hasRoom = this.stream.write(text);
    if (!hasRoom && this.stream.writableLength > waitingAtMost) await this.drained();
  }

  /** Takes its listeners away again: a large file waits here thousands of times. */
  private drained(): Promise<void> {
    const { stream } = this;
    const ends = ['drain', 'error', 'close'];
    return new Promise((resolve) => {
      const done = (): void => {
        for (const event of ends) stream.off(event, done);
        resolve();
      };
      for (const event of ends) stream.on(event, done);
    });
  }

  /** Ends the COPY; the rows are in the table when this returns. */
  async end(): Promise<number> {
    await this.flush(true);
    this.stream.end();
    await finished(this.stream);
    return this.rows;
  }

  /** Ends the COPY without its rows, so that the transaction can be rolled back. */
  async abort(reason: Error): Promise<void> {
    this.stream.destroy(reason);
    await finished(this.stream).catch(() => undefined);
  }
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function encode(value: CopyValue): string {
  if (typeof value === 'string')
    return value !== '' && special.test(value)
      ? value.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] as string)
      : value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return encode(`{${value.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
}
