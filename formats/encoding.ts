import { IncassoError } from '../domain/errors.ts';

/** What differs from ISO-8859-1 (where a byte is its own code point) in the encodings of one byte per character. */
const singleByteEncodings: Record<string, Record<number, number>> = {
  'iso-8859-1': {},
  'iso-8859-15': differences(
    [0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe],
    '\u20AC\u0160\u0161\u017D\u017E\u0152\u0153\u0178',
  ),
  'windows-1252': differences(
    Array.from({ length: 32 }, (_, i) => 0x80 + i),
    '\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0' +
      '\0\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178',
  ),
};
const unicodeNames = ['', 'utf-8', 'utf8', 'us-ascii', 'ascii'];

/** An XML declaration longer than this is none. */
const DECLARATION_BYTES = 512;

/**
 * Makes UTF-8 of the bytes of an XML file: removes a byte order mark and, when the XML declaration names ISO-8859-1,
 * ISO-8859-15 or windows-1252, rewrites every character. UTF-8 itself passes unchanged and is checked by the scanner.
 * Throws FILE_UNREADABLE for UTF-16 and for every other encoding.
 */
export class Utf8Input {
  /** The encoding the file turned out to have, in lower case; known once bytes have been returned. */
  encoding = 'utf-8';
  private head: Uint8Array | undefined = new Uint8Array(0);
  private table: Uint8Array[] | undefined;

  /** The next bytes in UTF-8; none while the beginning of the file is too short to know its encoding. */
  decode(chunk: Uint8Array): Uint8Array {
    if (this.head === undefined) return this.transcode(chunk);
    this.head = Buffer.concat([this.head, chunk]);
    return isDecisive(this.head) ? this.decideEncoding() : new Uint8Array(0);
  }

  /** What was held back of a file that is shorter than its XML declaration should be. */
  end(): Uint8Array {
    return this.head === undefined ? new Uint8Array(0) : this.decideEncoding();
  }

  private decideEncoding(): Uint8Array {
    const head = this.head!;
    this.head = undefined;
    refuseWideCharacters(head);
    const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    const declared = declaredEncoding(head);
    if (!unicodeNames.includes(declared)) {
      const differing = singleByteEncodings[declared];
      if (!differing || hasMark) {
        throw new IncassoError('FILE_UNREADABLE', 'line 1: the declared encoding is not one that is read here (UTF-8)');
      }
      this.encoding = declared;
      this.table = encodingTable(differing);
    }
    return this.transcode(hasMark ? head.subarray(3) : head);
  }

  private transcode(chunk: Uint8Array): Uint8Array {
    const { table } = this;
    if (!table) return chunk;
    const out = new Uint8Array(chunk.length * 3);
    let length = 0;
    for (const byte of chunk) {
      const character = table[byte]!;
      out.set(character, length);
      length += character.length;
    }
    return out.subarray(0, length);
  }
}

/** True when the encoding can be read from these first bytes, or they are no XML declaration. */
function isDecisive(head: Uint8Array): boolean {
  if (head.length >= DECLARATION_BYTES) return true;
  const text = asciiText(head);
  return '<?xml'.startsWith(text.slice(0, 5)) ? text.includes('?>') : head.length >= 4;
}

function declaredEncoding(head: Uint8Array): string {
  const declaration = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["'][^>]*\?>/.exec(asciiText(head));
  return (declaration?.[1] ?? '').toLowerCase();
}

/** The first bytes as Latin letters, without a UTF-8 byte order mark. */
function asciiText(head: Uint8Array): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, DECLARATION_BYTES))
    .toString('latin1')
    .replace(/^\u00EF\u00BB\u00BF/, '');
}

function refuseWideCharacters(head: Uint8Array): void {
  const [first, second] = head;
  const hasWideMark = (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
  if (hasWideMark || first === 0 || (first !== undefined && second === 0)) {
    throw new IncassoError('FILE_UNREADABLE', 'line 1: the file is in UTF-16 or UTF-32; UTF-8 is read here');
  }
}

/** UTF-8 of every byte; a byte without a character becomes 0xFF, which the scanner refuses with its line. */
function encodingTable(differing: Record<number, number>): Uint8Array[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const point = differing[byte] ?? byte;
    return byte >= 0x80 && point === 0 ? Uint8Array.of(0xff) : Buffer.from(String.fromCodePoint(point));
  });
}

function differences(bytes: number[], characters: string): Record<number, number> {
  return Object.fromEntries(bytes.map((byte, i) => [byte, characters.charCodeAt(i)]));
}
