import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeFileSync } from 'node:fs';

const chunkBytes = 1 << 20;
const commitLine = '{"kind":"commit"}';

/**
 * An append-only file of JSON lines. Lines count only when a commit line follows them; what stands after the last
 * commit (the process died while writing) is cut off by the next append.
 */
export class Journal<T> {
  private readonly file: number;
  private committedBytes = 0;

  constructor(path: string) {
    this.file = openSync(path, 'a+');
  }

  /** Hands over every committed record, oldest first. */
  replay(apply: (record: T) => void): void {
    let pending: T[] = [];
    let position = 0;
    for (const line of this.lines()) {
      position += Buffer.byteLength(line) + 1;
      if (line !== commitLine) {
        pending.push(JSON.parse(line) as T);
        continue;
      }
      pending.forEach(apply);
      pending = [];
      this.committedBytes = position;
    }
  }

  /** Writes records and their commit, and returns when they are on the disk. */
  append(records: Iterable<T>): void {
    ftruncateSync(this.file, this.committedBytes);
    let chunk = '';
    for (const record of records) {
      chunk += `${JSON.stringify(record)}\n`;
      if (chunk.length < chunkBytes) continue;
      writeFileSync(this.file, chunk);
      chunk = '';
    }
    writeFileSync(this.file, `${chunk}${commitLine}\n`);
    fsyncSync(this.file);
    this.committedBytes = fstatSync(this.file).size;
  }

  close(): void {
    closeSync(this.file);
  }

  /** Complete lines only: the last one may have been cut by a death. */
  private *lines(): Generator<string> {
    const buffer = Buffer.alloc(chunkBytes);
    const size = fstatSync(this.file).size;
    let rest = Buffer.alloc(0);
    for (let position = 0; position < size;) {
      const read = readSync(this.file, buffer, 0, chunkBytes, position);
      if (read === 0) break;
      position += read;
      const bytes = Buffer.concat([rest, buffer.subarray(0, read)]);
      const end = bytes.lastIndexOf(10) + 1;
      rest = bytes.subarray(end);
      yield* bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    }
  }
}
