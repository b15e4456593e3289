/** Strings up to this length are kept for reuse: codes, currencies, dates, names of attributes. */
const MAX_KEPT_BYTES = 16;
const SLOTS = 1_024;

/** What `toString(encoding)` calls after looking the encoding up; Node has them on every Buffer, its types leave them out. */
export interface ByteBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

/**
 * Makes strings of bytes. A bank file says the same few words a million times (`EUR`, `CRDT`, `PMNT`, today's date), so
 * short ASCII strings are looked up in a small table first; it is never larger than its slots.
 */
export class StringTable {
  private readonly kept: string[] = new Array<string>(SLOTS).fill('');

  /** The ASCII text at bytes[start, end). */
  ascii(bytes: ByteBuffer, start: number, end: number): string {
    const length = end - start;
    if (length > MAX_KEPT_BYTES || length === 0) return bytes.latin1Slice(start, end);
    const middle = bytes[start + (length >> 1)]!;
    const slot = (length + bytes[start]! * 7 + middle * 31 + bytes[end - 1]! * 131) & (SLOTS - 1);
    const candidate = this.kept[slot]!;
    if (candidate.length === length && isText(candidate, bytes, start)) return candidate;
    return (this.kept[slot] = bytes.latin1Slice(start, end));
  }
}

/** Compares from the end, where numbered references differ. */
function isText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = text.length - 1; i >= 0; i--) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
