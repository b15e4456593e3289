/** Longer lines are no records; of these only so much is kept, so that a file without line ends needs no memory. */
const MAX_KEPT = 1_024;

/** Divides bytes of ISO-8859-1 into lines, ended by LF or CR and LF, wherever the chunks are cut (nets.md 2.1). */
export class Latin1Lines {
  private readonly onLine: (text: string) => void;
  private rest = '';

  /** @param onLine - is given each line without its end, at most 1,024 characters of it */
  constructor(onLine: (text: string) => void) {
    this.onLine = onLine;
  }

  write(chunk: Uint8Array): void {
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.give(this.rest + text.slice(from, end));
      this.rest = '';
      from = end + 1;
    }
    this.rest = (this.rest + text.slice(from)).slice(0, MAX_KEPT);
  }

  /** Gives the last line when it has no end. */
  end(): void {
    if (this.rest !== '') this.give(this.rest);
    this.rest = '';
  }

  private give(line: string): void {
    this.onLine((line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, MAX_KEPT));
  }
}
