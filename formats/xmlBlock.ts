import { IncassoError } from '../domain/errors.ts';
import {
  beginsName,
  codePointAt,
  continuesName,
  CUT_OFF,
  expandText,
  ILLEGAL,
  isXmlCharacter,
  NAME_BEGINS,
  NAME_CONTINUES,
  PLAIN_TEXT,
  referencedCharacter,
  utf8Length,
  WHITE_SPACE,
} from './xmlCharacters.ts';
import { type ByteBuffer, StringTable } from './xmlStrings.ts';

/** The result of what is not complete in the block: the scanner waits for more bytes. */
export const INCOMPLETE = -1;

export const MAX_NAME_BYTES = 255;
const MAX_REFERENCE_BYTES = 16;

const [LF, QUOTE, AMPERSAND, APOSTROPHE, COLON, SEMICOLON, LESS, GREATER, NUMBER_SIGN] = Buffer.from('\n"&\':;<>#');

/**
 * A block of bytes, and the lexical rules of XML in it: each method checks what begins at a position and returns the
 * position behind it, or INCOMPLETE when the block ends before. What is wrong fails with its line.
 */
export class XmlBlock {
  /** One byte longer than a block: the zero behind the last byte ends every inner loop. */
  protected readonly bytes: ByteBuffer;
  protected readonly strings = new StringTable();
  protected filled = 0;
  /** Line of the piece (tag, text, comment) that begins at `pieceStart`. */
  protected line = 1;
  protected pieceStart = 0;
  /** Where the local part of the name scanned last begins. */
  protected localStart = 0;

  constructor(blockBytes: number) {
    this.bytes = Buffer.alloc(blockBytes + 1) as ByteBuffer;
  }

  /** The end of the name that begins at `from`; sets `localStart` behind its prefix. */
  protected name(from: number): number {
    let at = this.namePart(from);
    this.localStart = from;
    if (at > from && this.bytes[at] === COLON) {
      this.localStart = at + 1;
      at = this.namePart(at + 1);
    }
    if (at === this.filled || at === INCOMPLETE) return INCOMPLETE;
    if (at === this.localStart) this.fail(at, 'a name is missing or begins with a character that is not allowed');
    if (at - from > MAX_NAME_BYTES) this.fail(at, `a name is longer than ${MAX_NAME_BYTES} bytes`);
    return at;
  }

  /** The end of a prefix or local name; `from` itself when none begins there. */
  private namePart(from: number): number {
    const { bytes } = this;
    let at = from;
    for (;;) {
      if (at > from || NAME_BEGINS[bytes[at]!] === 1) while (NAME_CONTINUES[bytes[at]!] === 1) at++;
      if (bytes[at]! < 0x80) return at;
      const point = this.codePoint(at);
      if (point === CUT_OFF) return INCOMPLETE;
      if (!(at === from ? beginsName(point) : continuesName(point))) return at;
      at += utf8Length(point);
    }
  }

  /** The value between the quotes. */
  protected attributeText(start: number, end: number): string {
    let isPlain = true;
    for (let i = start; i < end; i++) if (PLAIN_TEXT[this.bytes[i]!] !== 1) isPlain = false;
    return isPlain ? this.strings.ascii(this.bytes, start, end) : expandText(this.bytes.utf8Slice(start, end));
  }

  /** The closing quote of the value that begins at `from`, behind its opening quote. */
  protected attributeValueEnd(from: number): number {
    const { bytes } = this;
    if (from > this.filled) return INCOMPLETE;
    const quote = bytes[from - 1];
    if (quote !== QUOTE && quote !== APOSTROPHE) this.fail(from - 1, 'an attribute value is not in quotes');
    let at = from;
    while (bytes[at] !== quote) {
      const byte = bytes[at]!;
      if (byte === LESS) this.fail(at, "'<' stands in an attribute value");
      if (byte === AMPERSAND) at = this.reference(at);
      else if (PLAIN_TEXT[byte] === 1 || byte === GREATER) at++;
      else if (at === this.filled) return INCOMPLETE;
      else at = this.character(at);
      if (at === INCOMPLETE) return INCOMPLETE;
    }
    return at;
  }

  /** Passes `&...;`, or fails: the file may not define entities, so only the predefined ones and characters exist. */
  protected reference(from: number): number {
    let at = from + 1;
    while (this.bytes[at] !== SEMICOLON) {
      if (at === this.filled) return INCOMPLETE;
      const isPart = NAME_CONTINUES[this.bytes[at]!] === 1 || this.bytes[at] === NUMBER_SIGN;
      if (!isPart || at - from > MAX_REFERENCE_BYTES) this.fail(from, "'&' begins no reference");
      at++;
    }
    if (referencedCharacter(this.bytes.toString('latin1', from + 1, at)) === undefined) {
      this.fail(from, "'&' begins a reference to an entity that does not exist or a character that is not allowed");
    }
    return at + 1;
  }

  /** Passes one character, or fails: it must be strict UTF-8 and allowed in XML. */
  protected character(at: number): number {
    const point = this.codePoint(at);
    if (point === CUT_OFF) return INCOMPLETE;
    if (!isXmlCharacter(point)) this.fail(at, 'a control character stands in the file');
    return at + utf8Length(point);
  }

  protected codePoint(at: number): number {
    const point = codePointAt(this.bytes, at, this.filled);
    if (point === ILLEGAL) this.fail(at, 'a character is not valid UTF-8');
    return point;
  }

  /** The position behind the next `terminator`; every character on the way is checked. */
  protected passUntil(from: number, terminator: string): number {
    const { bytes } = this;
    let at = from;
    while (at < this.filled) {
      if (bytes[at] === terminator.charCodeAt(0)) {
        if (at + terminator.length > this.filled) return INCOMPLETE;
        if (bytes.toString('latin1', at, at + terminator.length) === terminator) return at + terminator.length;
      }
      at = PLAIN_TEXT[bytes[at]!] === 1 ? at + 1 : this.character(at);
      if (at === INCOMPLETE) return INCOMPLETE;
    }
    return INCOMPLETE;
  }

  protected skipSpace(from: number): number {
    let at = from;
    while (WHITE_SPACE[this.bytes[at]!] === 1) at++;
    return at;
  }

  protected lineFeeds(from: number, to: number): number {
    let count = 0;
    for (let i = from; i < to; i++) if (this.bytes[i] === LF) count++;
    return count;
  }

  protected fail(at: number, sentence: string): never {
    throw new IncassoError('FILE_UNREADABLE', `line ${this.line + this.lineFeeds(this.pieceStart, at)}: ${sentence}`);
  }
}
