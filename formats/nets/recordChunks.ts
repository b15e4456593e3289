const chunkLength = 64 * 1024;

/** Gathers records as lines of ISO-8859-1 with CR and LF, to be given in chunks of about 64 KiB (nets.md 2.1). */
export class RecordChunks {
  private text = '';

  add(record: string): void {
    this.text += `${record}\r\n`;
  }

  isFull(): boolean {
    return this.text.length >= chunkLength;
  }

  take(): Uint8Array {
    const chunk = Buffer.from(this.text, 'latin1');
    this.text = '';
    return chunk;
  }
}
