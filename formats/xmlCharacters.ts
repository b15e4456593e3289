/** Which bytes and characters XML 1.0 allows where: tables for the scanner's inner loops, and strict UTF-8. */

/** Bytes of text that need no attention: everything but markup, line ends, control characters and non-ASCII. */
export const PLAIN_TEXT = byteTable(
  (byte) => (byte >= 0x20 && byte < 0x80 && !'<>&'.includes(chr(byte))) || byte === 0x09,
);

/** ASCII bytes that may continue a name; the colon is left out because it ends the prefix. */
export const NAME_CONTINUES = byteTable((byte) => byte < 0x80 && /[A-Za-z0-9_.-]/.test(chr(byte)));

/** ASCII bytes that may begin a name or, after a prefix, its local part. */
export const NAME_BEGINS = byteTable((byte) => byte < 0x80 && /[A-Za-z_]/.test(chr(byte)));

export const WHITE_SPACE = byteTable((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);

/** The bytes end inside the character: more are needed to judge it. */
export const CUT_OFF = -2;
export const ILLEGAL = -1;

/** The code point that starts at `at`, ILLEGAL when it is not strict UTF-8 (overlong, surrogate, beyond U+10FFFF), or CUT_OFF. */
export function codePointAt(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return lead;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return ILLEGAL;
  let point = lead & (0xff >> (length + 1));
  for (let i = at + 1; i < at + length; i++) {
    if (i >= end) return CUT_OFF;
    const byte = bytes[i]!;
    if ((byte & 0xc0) !== 0x80) return ILLEGAL;
    point = (point << 6) | (byte & 0x3f);
  }
  const smallest = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < smallest || point > 0x10ffff || isSurrogate ? ILLEGAL : point;
}

/** Number of bytes of a code point in UTF-8. */
export function utf8Length(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** Char of XML 1.0, section 2.2. */
export function isXmlCharacter(point: number): boolean {
  if (point < 0x20) return point === 0x09 || point === 0x0a || point === 0x0d;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}

const nameBeginsPattern =
  /^[A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}]$/u;
const nameContinuesPattern = /^[-.0-9\u00B7\u0300-\u036F\u203F\u2040]$/u;

/** NameStartChar of XML 1.0, section 2.3, without the colon. */
export function beginsName(point: number): boolean {
  return nameBeginsPattern.test(String.fromCodePoint(point));
}

/** NameChar of XML 1.0, section 2.3, without the colon. */
export function continuesName(point: number): boolean {
  return beginsName(point) || nameContinuesPattern.test(String.fromCodePoint(point));
}

const predefined = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The character that `&...;` stands for, or undefined: only the five predefined entities and legal character references. */
export function referencedCharacter(name: string): string | undefined {
  if (!name.startsWith('#')) return predefined.get(name);
  const numeric = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/.exec(name);
  if (!numeric) return undefined;
  const point = numeric[1] ? parseInt(numeric[1], 16) : parseInt(numeric[2]!, 10);
  return isXmlCharacter(point) ? String.fromCodePoint(point) : undefined;
}

/** Replaces references that were checked before, and makes every line end a line feed (XML 1.0, section 2.11). */
export function expandText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  let expanded = '';
  let from = 0;
  for (let at = lines.indexOf('&'); at >= 0; at = lines.indexOf('&', from)) {
    const end = lines.indexOf(';', at);
    expanded += lines.slice(from, at) + (referencedCharacter(lines.slice(at + 1, end)) ?? '');
    from = end + 1;
  }
  return expanded + lines.slice(from);
}

/** Without the white space of XML at both ends. */
export function trimmed(text: string): string {
  const isBare = text.charCodeAt(0) > 0x20 && text.charCodeAt(text.length - 1) > 0x20;
  return isBare ? text : text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** The content of `<?xml ...?>`: version 1.0, then encoding and standalone if any. */
export function isXmlDeclaration(content: string): boolean {
  return /^\s+version\s*=\s*(["'])1\.0\1(\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\3)?(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*$/.test(
    content,
  );
}

function byteTable(belongs: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (belongs(byte) ? 1 : 0));
}

function chr(byte: number): string {
  return String.fromCharCode(byte);
}
