import { type FieldValue, LINE_LENGTH, type RecordForm } from './recordForm.ts';

const chunkLength = 64 * 1024;

/** Gathers lines of records, to be given in chunks of about 64 KiB. */
export class RecordChunks {
  private bytes = newChunk();
  private used = 0;

  /** @param line - a record with its line end */
  add(line: Uint8Array): void {
    const place = this.place();
    this.bytes.set(line, place);
  }

  /** Adds the record of a form, with the values of its changing fields. */
  addFilled(form: RecordForm, values: readonly FieldValue[]): void {
    const place = this.place();
    form.write(this.bytes, place, values);
  }

  isFull(): boolean {
    return this.used >= chunkLength;
  }

  take(): Uint8Array {
    const chunk = this.bytes.subarray(0, this.used);
    this.bytes = newChunk();
    this.used = 0;
    return chunk;
  }

  /** Where the next line begins; makes room for it. */
  private place(): number {
    const place = this.used;
    this.used += LINE_LENGTH;
    if (this.used > this.bytes.length) this.bytes = Buffer.concat([this.bytes], this.bytes.length * 2);
    return place;
  }
}

/** With room for the few records by which a chunk is longer. */
function newChunk(): Buffer {
  return Buffer.allocUnsafe(chunkLength + 16 * LINE_LENGTH);
}
